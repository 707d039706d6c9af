#pragma once

#include "upstream/balancing/balancer.h"

namespace sluice::upstream {

/// The same server for the same Selection::hash, in every worker and after a restart, as long as it
/// is eligible and has room.
///
/// Weighted rendezvous hashing (Thaler, Ravishankar, 1998; weights: Schindelhauer, Schomaker,
/// 2005): each key draws a lot for each server, exponential at the rate of its weight, and the
/// least wins. Shares are exactly as the weights, without a table to keep: a server that comes
/// takes its own part of the keys from the others, one that goes leaves its keys to them, and no
/// other key moves.
///
/// Loads are bounded (Mirrokni, Thorup, Zadimoghaddam, 2018): a server that has `loadFactor` times
/// its part of all requests in flight is passed over, and the key's next server takes the request.
class ConsistentHash : public Balancer {
public:
    static constexpr double loadFactor = 1.25;

    ConsistentHash(const ServerList& servers, int worker, const Tuning& tuning);

protected:
    std::optional<size_t> pick(const ServerList& servers, const Selection& selection) override;

private:
    /// Returns how many requests a server may have in flight for each unit of weight, the one to
    /// come included.
    double readLoads(const ServerList& servers);
    std::optional<size_t> drawLots(const Selection& selection, double room) const;

    std::vector<uint64_t> m_names;  ///< hashed
    std::vector<double> m_weights;  ///< as read for this choice: they may change during it
    std::vector<double> m_loads;    ///< requests in flight, likewise
};

}  // namespace sluice::upstream
