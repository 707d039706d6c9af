#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cache/selecting.h"

namespace sluice::cache::redis {

/// What the keys and the channel of one prefix are called.
class Names {
public:
    explicit Names(std::string prefix) : m_prefix(std::move(prefix)) {}

    /// Holds a response, or the VaryIndex of several.
    std::string value(std::string_view key) const { return m_prefix + ":c:" + std::string(key); }
    /// Of those that `varyNames` tell apart, the one of a request with these fields.
    std::string variant(std::string_view key, const std::vector<std::string>& varyNames,
                        const SelectingFields& selecting) const;
    /// Holds what each write of the URL replaces. URLs share a million of them.
    std::string mark(std::string_view url) const;
    /// The last entry of the list of purges, and of writes; and the lists.
    std::string lastPurge() const { return m_prefix + ":purge:last"; }
    std::string purges() const { return m_prefix + ":purge:list"; }
    std::string lastWrite() const { return m_prefix + ":write:last"; }
    std::string writes() const { return m_prefix + ":write:list"; }
    std::string channel() const { return m_prefix + ":purge"; }

private:
    std::string m_prefix;
};

}  // namespace sluice::cache::redis
