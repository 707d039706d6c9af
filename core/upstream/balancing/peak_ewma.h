#pragma once

#include "upstream/balancing/two_choices.h"

namespace sluice::upstream {

/// Of two servers drawn at random, the one with the smaller decaying peak of latency × requests in
/// flight, as in Finagle and Linkerd: a slow answer counts at once, and is forgotten in seconds.
class PeakEwma : public Balancer {
public:
    PeakEwma(const ServerList& servers, int worker, const Tuning&)
        : m_choices(servers.size(), worker) {}

protected:
    std::optional<size_t> pick(const ServerList& servers, const Selection& selection) override;

private:
    TwoChoices m_choices;
};

}  // namespace sluice::upstream
