#pragma once

#include <string>
#include <string_view>

#include "cache/selecting.h"

namespace sluice::cache::redis {

/// What the keys and the channel of one prefix are called.
class Names {
public:
    explicit Names(std::string prefix) : m_prefix(std::move(prefix)) {}

    /// Holds a response, or the VaryIndex of several.
    std::string value(std::string_view key) const { return m_prefix + ":c:" + std::string(key); }
    /// Of a VaryIndex's family.
    std::string variant(uint64_t family, const SelectingFields& selecting) const;
    /// How many purges there have been, and the last of them.
    std::string purgeNumber() const { return m_prefix + ":purges"; }
    std::string lastPurges() const { return m_prefix + ":purges:last"; }
    std::string purgeChannel() const { return m_prefix + ":purge"; }

private:
    std::string m_prefix;
};

}  // namespace sluice::cache::redis
