#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "config/changes.h"
#include "config/document.h"

namespace sluice::config {

/// Replaces `length` bytes at `offset`.
struct Edit {
    size_t offset;
    size_t length;
    std::string text;
};

/// Finds where in a text a value is, or where one that is not there yet belongs. Knows the four
/// ways in which TOML makes a table: by a header, implied by the header of a table in it, by dotted
/// keys, and in braces. An item of an array is known by its name, url or path_prefix.
class PlaceFinder {
public:
    using Pairs = std::vector<std::pair<std::string, std::string>>;  ///< keys and TOML texts

    /// `document` is what `toml` says.
    PlaceFinder(std::string_view toml, const Value& document)
        : m_toml(toml), m_document(document) {}

    const Value* find(const Path& path) const;
    /// Fails for a table that is not in braces: it has no single place.
    Result<Edit> replacement(const Path& path, const std::string& text) const;
    /// Adds to the table at `path`, and makes it where there is none: in a header's lines behind
    /// the last one, in braces behind the last pair. Fails if the pool or the server is not there.
    Result<Edit> addition(const Path& path, const Pairs& pairs) const;
    /// Whether there is a table that has no single place: one with a header, or with dotted keys.
    bool isSpread(const Path& path) const;
    /// Removes a pair with its line. Fails if it does not have one to itself.
    Result<Edit> removal(const Path& path) const;
    /// Appends a table to the array of tables at `path`, which is made where there is none, in the
    /// form that the others have. Fails if the table that the array belongs to is not there.
    Result<Edit> newItem(const Path& path, const Value& table) const;
    /// Appends a section with a header to the text.
    Edit newSection(const std::string& key, const Value& table) const;
    /// Removes an item of an array, known by its path_prefix. Lines of comments above it stay.
    Result<Edit> itemRemoval(const Path& path) const;
    /// Whether two additions there would get into each other's way.
    bool isExclusive(const Path& path) const;

private:
    enum class Form { header, implied, dotted, inlined };
    struct Spot {
        std::vector<const Value*> chain;  ///< from the document to the deepest one on the path
        std::vector<Form> forms;          ///< of each of them
    };

    Spot locate(const Path& path) const;
    Form formOf(const Value& value, size_t keys) const;
    bool isInHeader(const Member& member) const;
    Place endOf(const Value& value) const;
    Edit newBlock(const Value& after, const Path& path, const Value& table) const;
    Edit lineRemoval(const Value& item) const;
    Edit newHeader(const Value& table, const Path& path,
                   const std::vector<std::string>& lines) const;
    Edit newLines(const Value& table, const std::vector<std::string>& lines) const;
    size_t offset(const Place& place) const;
    std::string lineEnd() const;

    const std::string_view m_toml;
    const Value& m_document;
};

}  // namespace sluice::config
