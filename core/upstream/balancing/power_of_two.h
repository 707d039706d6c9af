#pragma once

#include "upstream/balancing/two_choices.h"

namespace sluice::upstream {

/// Of two servers drawn at random, the one with fewer requests in flight for its weight.
class PowerOfTwo : public Balancer {
public:
    PowerOfTwo(const ServerList& servers, int worker, const Tuning&)
        : m_choices(servers.size(), worker) {}

protected:
    std::optional<size_t> pick(const ServerList& servers, const Selection& selection) override {
        return m_choices.choose(servers, selection, [](const Server& server, double weight) {
            return static_cast<double>(server.load()) / weight;
        });
    }

private:
    TwoChoices m_choices;
};

}  // namespace sluice::upstream
