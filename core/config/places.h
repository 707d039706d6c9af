#pragma once

#include <map>
#include <string>

#include "config/document.h"

namespace sluice::config {

/// Where the keys are that were read of a file, by paths such as "pools.api.servers[0].url".
class Places {
public:
    void remember(const std::string& path, Place place) { m_places.emplace(path, place); }
    bool knows(const std::string& path) const { return m_places.contains(path); }
    /// The place of `path`, or of the nearest table around it that has one.
    Place of(std::string path) const;

private:
    std::map<std::string, Place> m_places;
};

}  // namespace sluice::config
