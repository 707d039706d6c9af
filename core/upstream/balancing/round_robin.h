#pragma once

#include "upstream/balancing/smooth_rotation.h"

namespace sluice::upstream {

/// Each eligible server in turn. Weights do not matter, except that zero takes a server out, and
/// that one in slow start gets only part of its turns.
class RoundRobin : public Balancer {
public:
    RoundRobin(const ServerList& servers, int worker, const Tuning& tuning);

protected:
    std::optional<size_t> pick(const ServerList& servers, const Selection& selection) override;

private:
    SmoothRotation m_rotation;
};

}  // namespace sluice::upstream
