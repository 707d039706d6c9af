#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "http/header_map.h"

namespace sluice::http {

/// Field names that a configuration lists; any thread may read it.
class NameList {
public:
    NameList() = default;
    NameList(std::initializer_list<std::string> names)
        : NameList(std::vector<std::string>(names)) {}
    explicit NameList(std::vector<std::string> names);

    const std::vector<std::string>& names() const { return m_names; }
    /// In either case.
    bool contains(std::string_view name) const;
    /// Whether a message has a field of one of the names. Most that have none cost no look.
    bool isIn(const HeaderMap& fields) const {
        return fields.mayHaveAny(m_hashes) && isFoundIn(fields);
    }

    bool operator==(const NameList&) const = default;

private:
    bool isFoundIn(const HeaderMap& fields) const;

    std::vector<std::string> m_names;
    uint64_t m_hashes = 0;  // a bit for each
};

}  // namespace sluice::http
