#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "loadtest/plan.h"

namespace sluice::loadtest {

/// A request as its bytes go over the wire.
struct WireRequest {
    std::string method;
    std::string bytes;
};

/// The requests of a scenario, written once and drawn by weight. Belongs to one thread.
class RequestMix {
public:
    RequestMix(const Scenario& scenario, uint64_t seed);

    /// Valid as long as this is.
    const WireRequest& draw();

private:
    std::vector<WireRequest> m_requests;
    std::vector<double> m_bounds;  // sums of the weights
    Random m_random;
};

}  // namespace sluice::loadtest
