#pragma once

#include "upstream/balancing/smooth_rotation.h"

namespace sluice::upstream {

/// Each server in turn, in proportion to its weight, smoothly.
class WeightedRoundRobin : public Balancer {
public:
    WeightedRoundRobin(const ServerList& servers, int worker, const Tuning& tuning);

protected:
    std::optional<size_t> pick(const ServerList& servers, const Selection& selection) override;

private:
    SmoothRotation m_rotation;
};

}  // namespace sluice::upstream
