#pragma once

#include "upstream/balancing/smooth_rotation.h"

namespace sluice::upstream {

/// Turns in proportion to weight × composite score: fast, idle, successful servers get more, and
/// nobody gets everything.
class HealthWeighted : public Balancer {
public:
    HealthWeighted(const ServerList& servers, int worker, const Tuning& tuning);

protected:
    std::optional<size_t> pick(const ServerList& servers, const Selection& selection) override;

private:
    SmoothRotation m_rotation;
    const Tuning& m_tuning;
};

}  // namespace sluice::upstream
