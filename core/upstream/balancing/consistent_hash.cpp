#include "upstream/balancing/consistent_hash.h"

#include <cmath>

#include "base/hash.h"
#include "base/random.h"

namespace sluice::upstream {

namespace {

/// How strongly a server claims a key; the strongest gets it. Proportional to the weight in the
/// long run, and independent of the other servers.
double claimOf(uint64_t hash, uint64_t name, double weight) {
    const uint64_t drawn = Random::mixed(hash ^ name);
    const double unit = (static_cast<double>(drawn >> 11) + 0.5) * 0x1.0p-53;
    return -weight / std::log(unit);
}

struct Load {
    double weight = 0;
    double inFlight = 0;
};

Load loadOf(const ServerList& servers) {
    Load load;
    for (const auto& server : servers) {
        load.weight += server->effectiveWeight();
        load.inFlight += static_cast<double>(server->inFlight());
    }
    return load;
}

}  // namespace

ConsistentHash::ConsistentHash(const ServerList& servers, int, const Tuning&) {
    for (const auto& server : servers)
        m_names.push_back(hashOf(server->name()));
}

std::optional<size_t> ConsistentHash::pick(const ServerList& servers, const Selection& selection) {
    const Load all = loadOf(servers);
    const double perWeight = loadFactor * (all.inFlight + 1) / all.weight;
    std::optional<size_t> best, bestOfAll;
    double strongest = 0, strongestOfAll = 0;
    for (size_t i = 0; i < servers.size(); ++i) {
        const double weight = servers[i]->effectiveWeight();
        if (!(weight > 0) || selection.avoids(i)) continue;
        const double claim = claimOf(selection.hash, m_names[i], weight);
        if (!bestOfAll || claim > strongestOfAll) {
            bestOfAll = i;
            strongestOfAll = claim;
        }
        const auto after = static_cast<double>(servers[i]->inFlight() + 1);
        if (after > std::ceil(perWeight * weight) || (best && claim <= strongest)) continue;
        best = i;
        strongest = claim;
    }
    return best ? best : bestOfAll;
}

}  // namespace sluice::upstream
