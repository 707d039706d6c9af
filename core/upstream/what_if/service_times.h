#pragma once

#include <optional>
#include <random>
#include <vector>

#include "upstream/what_if/try_log.h"

namespace sluice::upstream {

/// How long each server took, as recorded: what a simulated try takes is drawn from it.
/// Immutable.
class ServiceTimes {
public:
    using Random = std::mt19937_64;

    struct Sample {
        TimePoint start;
        Duration service;
        Ending ending;
        int64_t load;  ///< tries that this server had under way when this one began
    };

    /// `tries` in the order of their start.
    ServiceTimes(const std::vector<Try>& tries, size_t servers);

    bool knows(size_t server) const { return !m_byServer[server].empty(); }
    /// The one with the largest mean, refused tries aside; nothing unless two servers are known.
    std::optional<size_t> slowest() const;
    /// A try of this server near `when`, and of some that are drawn the one whose load was
    /// nearest to `load`. Of any server, if this one is not known. Not before there is a try.
    const Sample& draw(size_t server, TimePoint when, int64_t load, Random& random) const;

private:
    std::vector<std::vector<Sample>> m_byServer;
    std::vector<Sample> m_all;
};

}  // namespace sluice::upstream
