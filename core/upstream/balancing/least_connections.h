#pragma once

#include "upstream/balancing/least_cost.h"

namespace sluice::upstream {

/// The server with the fewest requests in flight for its weight. In flight counts for all workers.
class LeastConnections : public Balancer {
public:
    LeastConnections(const ServerList& servers, int worker, const Tuning& tuning);

protected:
    std::optional<size_t> pick(const ServerList& servers, const Selection& selection) override;

private:
    LeastCost m_least;
};

}  // namespace sluice::upstream
