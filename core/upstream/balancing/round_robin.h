#pragma once

#include "upstream/balancing/balancer.h"

namespace sluice::upstream {

/// Each eligible server in turn. Weights do not matter, except that zero takes a server out.
class RoundRobin : public Balancer {
public:
    RoundRobin(const ServerList& servers, int worker, const Tuning& tuning);

protected:
    std::optional<size_t> pick(const ServerList& servers, const Selection& selection) override;

private:
    size_t m_next = 0;
};

}  // namespace sluice::upstream
