#include "upstream/balancing/consistent_hash.h"

#include <cmath>
#include <limits>

#include "base/hash.h"
#include "base/random.h"

namespace sluice::upstream {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The least lot so far, and whose it is.
struct Winner {
    double lot = infinity;
    std::optional<size_t> server;

    /// `chance` in (0, 1]. −ln x ≥ 1 − x, which spares most servers of a large pool the logarithm.
    void offer(size_t index, double chance, double weight) {
        if (server && (1 - chance) / weight >= lot) return;
        const double drawn = -std::log(chance) / weight;
        if (!server || drawn < lot) *this = {drawn, index};
    }
};

}  // namespace

ConsistentHash::ConsistentHash(const ServerList& servers, int, const Tuning& tuning)
    : m_tuning(tuning), m_weights(servers.size()), m_loads(servers.size()) {
    for (const auto& server : servers)
        m_names.push_back(stableHashOf(server->name()));
}

std::optional<size_t> ConsistentHash::pick(const ServerList& servers, const Selection& selection) {
    readWeights(servers);
    const double bound = m_tuning.hashBound.load(std::memory_order_relaxed);
    if (bound == 0) return drawLots(selection, infinity);
    const auto withRoom = drawLots(selection, readLoads(servers, bound));
    // Those with room may all be to be avoided.
    return withRoom ? withRoom : drawLots(selection, infinity);
}

std::optional<size_t> ConsistentHash::drawLots(const Selection& selection, double room) const {
    Winner winner;
    for (size_t i = 0; i < m_names.size(); ++i) {
        const bool free = m_weights[i] > 0 && m_loads[i] < room * m_weights[i];
        if (!free || selection.avoids(i)) continue;
        const uint64_t drawn = Random::mixed(selection.hash ^ m_names[i]);
        winner.offer(i, 1 - Random::unitOf(drawn), m_weights[i]);
    }
    return winner.server;
}

void ConsistentHash::readWeights(const ServerList& servers) {
    for (size_t i = 0; i < servers.size(); ++i)
        m_weights[i] = servers[i]->effectiveWeight();
}

double ConsistentHash::readLoads(const ServerList& servers, double bound) {
    double weight = 0;
    double load = 0;
    for (size_t i = 0; i < servers.size(); ++i) {
        if (!(m_weights[i] > 0)) continue;
        m_loads[i] = static_cast<double>(servers[i]->inFlight());
        weight += m_weights[i];
        load += m_loads[i];
    }
    return bound * (load + 1) / weight;
}

}  // namespace sluice::upstream
