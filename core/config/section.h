#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/address_range.h"
#include "base/duration.h"
#include "base/endpoint.h"
#include "config/diagnostics.h"
#include "config/document.h"

namespace sluice::config {

/// Reads one table of a document. A key that is not there leaves its variable as it is; a wrong one
/// too, and is reported. Every key that was asked for is known; reportUnknownKeys() tells of
/// others.
class Section {
public:
    using Pairs = std::vector<std::pair<std::string, std::string>>;

    Section(const Value& table, std::string path, Diagnostics& diagnostics);

    void read(std::string_view key, std::string& out);
    void read(std::string_view key, std::optional<std::string>& out);
    void read(std::string_view key, bool& out);
    void read(std::string_view key, Endpoint& out);
    void read(std::string_view key, std::vector<std::string>& out);
    void read(std::string_view key, Pairs& out);  ///< a table of strings
    void read(std::string_view key, std::vector<AddressRange>& out);
    /// At least 1 ms; zero where it means "no limit".
    void readTimeout(std::string_view key, Duration& out, bool zeroAllowed);
    void readNumber(std::string_view key, double& out, double least, double most);
    template <class Integer>
    void readCount(std::string_view key, Integer& out, uint64_t least, uint64_t most) {
        if (const auto count = countOf(key, least, most)) out = static_cast<Integer>(*count);
    }
    /// A string such as "32KiB", or an integer.
    template <class Integer>
    void readBytes(std::string_view key, Integer& out, uint64_t least, uint64_t most) {
        if (const auto bytes = bytesOf(key, least, most)) out = static_cast<Integer>(*bytes);
    }

    /// The items of the array under `key`, for the caller to judge; null if there is none.
    const std::vector<Value>* readItems(std::string_view key, std::string_view expected);
    void reportItem(std::string_view key, const Value& item, std::string_view expected);
    /// Which of `names` is under `key`.
    std::optional<size_t> readChoice(std::string_view key, const std::vector<std::string>& names);
    /// true, false, or the string `other`, which gives nothing.
    void readSwitch(std::string_view key, std::string_view other, std::optional<bool>& out);

    /// The table under `key`, if there is one.
    std::optional<Section> section(std::string_view key);
    /// The tables of the array under `key`.
    std::vector<Section> sections(std::string_view key);
    /// Every member as a table of its own, in the order of the file: [pools.NAME].
    std::vector<std::pair<std::string, Section>> namedSections();

    void reportUnknownKeys();

    bool has(std::string_view key) const { return m_table->find(key) != nullptr; }
    bool hasString(std::string_view key) const {
        const Value* value = m_table->find(key);
        return value && value->kind == Value::Kind::string;
    }
    const std::string& path() const { return m_path; }
    std::string pathOf(std::string_view key) const { return joinPath(m_path, key); }
    Diagnostics& diagnostics() const { return *m_diagnostics; }

private:
    using Kinds = std::initializer_list<Value::Kind>;

    const Value* take(std::string_view key, Kinds kinds, std::string_view expected);
    void reportKind(const std::string& path, const Value& value, std::string_view expected);
    std::optional<uint64_t> countOf(std::string_view key, uint64_t least, uint64_t most);
    std::optional<uint64_t> bytesOf(std::string_view key, uint64_t least, uint64_t most);

    const Value* m_table;
    std::string m_path;
    Diagnostics* m_diagnostics;
    std::vector<std::string> m_known;
};

}  // namespace sluice::config
