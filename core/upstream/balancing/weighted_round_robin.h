#pragma once

#include <vector>

#include "upstream/balancing/balancer.h"

namespace sluice::upstream {

/// Smooth weighted round-robin, as in nginx: a server that is due often is chosen at even distances
/// and not in bursts. At each choice every candidate earns its weight in credit; the one with the
/// most credit is chosen and pays what all earned.
class WeightedRoundRobin : public Balancer {
public:
    WeightedRoundRobin(const ServerList& servers, int worker, const Tuning& tuning);

protected:
    std::optional<size_t> pick(const ServerList& servers, const Selection& selection) override;

private:
    void readWeights(const ServerList& servers);

    std::vector<double> m_weights;  ///< as read for this choice: they may change during it
    std::vector<double> m_credits;  ///< one for each server, in units of weight
    double m_total = 0;             ///< of the weights that the credits were earned under
};

}  // namespace sluice::upstream
