#pragma once

#include "upstream/balancing/balancer.h"

namespace sluice::upstream {

/// The same server for the same Selection::hash, in every worker and after a restart, as long as it
/// is eligible.
///
/// Weighted rendezvous hashing (Thaler, Ravishankar, 1998; weights: Schindelhauer, Schomaker,
/// 2005): each key draws a lot for each server, exponential at the rate of its weight, and the
/// least wins. Shares are exactly as the weights, without a table to keep: a server that comes
/// takes its own part of the keys from the others, one that goes leaves its keys to them, and no
/// other key moves.
///
/// Loads may be bounded (Mirrokni, Thorup, Zadimoghaddam, 2018): a server that has `hash.bound`
/// times its part of all requests in flight is passed over, and the key's next server, always the
/// same, takes the request.
class ConsistentHash : public Balancer {
public:
    ConsistentHash(const ServerList& servers, int worker, const Tuning& tuning);

protected:
    std::optional<size_t> pick(const ServerList& servers, const Selection& selection) override;

private:
    void readWeights(const ServerList& servers);
    /// Returns how many requests a server may have in flight for each unit of weight, the one to
    /// come included.
    double readLoads(const ServerList& servers, double bound);
    std::optional<size_t> drawLots(const Selection& selection, double room) const;

    const Tuning& m_tuning;
    std::vector<uint64_t> m_names;  ///< hashed
    std::vector<double> m_weights;  ///< as read for this choice: they may change during it
    std::vector<double> m_loads;    ///< requests in flight, likewise
};

}  // namespace sluice::upstream
