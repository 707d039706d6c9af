#pragma once

#include "upstream/balancing/least_cost.h"

namespace sluice::upstream {

/// The server with the least average latency × (in flight per weight + 1): the one that is expected
/// to answer first. The weight is of what is in flight, so that servers that are equally fast and
/// idle get requests in proportion to it, and relative to the mean one. A server that was not
/// measured yet is taken for as fast as the fastest; what was measured of one that is not chosen
/// any more fades, so that it is tried again.
class LeastResponseTime : public Balancer {
public:
    LeastResponseTime(const ServerList& servers, int worker, const Tuning& tuning);

protected:
    std::optional<size_t> pick(const ServerList& servers, const Selection& selection) override;

private:
    LeastCost m_least;
};

}  // namespace sluice::upstream
