#pragma once

#include <cstdint>
#include <vector>

#include "upstream/balancing/balancer.h"

namespace sluice::upstream {

/// The same server for the same key, as long as it is there: weighted rendezvous hashing (D. Thaler
/// and C. Ravishankar, "A name-based mapping scheme for rendezvous", 1996). A server that joins N
/// others takes 1/(N+1) of the keys, evenly; one that leaves gives up its own alone. Bounded loads
/// (Mirrokni, Thorup and Zadimoghaddam, 2016): a server with more than 1.25 times its part of the
/// requests in flight passes its key on to the next one of that key.
class ConsistentHash : public Balancer {
public:
    static constexpr double loadFactor = 1.25;

    ConsistentHash(const ServerList& servers, int worker, const Tuning& tuning);

protected:
    std::optional<size_t> pick(const ServerList& servers, const Selection& selection) override;

private:
    std::vector<uint64_t> m_names;  // hashes, by server
};

}  // namespace sluice::upstream
