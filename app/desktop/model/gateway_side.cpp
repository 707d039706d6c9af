#include "gateway_side.h"

#include <algorithm>

namespace sluice::desktop {

namespace {

const metrics::Traffic* trafficOf(const metrics::Snapshot& snapshot, const std::string& route) {
    const auto found = std::find_if(snapshot.routes.begin(), snapshot.routes.end(),
                                    [&](const auto& other) { return other.name == route; });
    return found == snapshot.routes.end() ? nullptr : &found->traffic;
}

double grown(uint64_t now, uint64_t before) {
    return static_cast<double>(now - std::min(now, before));
}

}  // namespace

std::optional<GatewaySide::View> GatewaySide::view(const metrics::Snapshot& now) const {
    std::optional<View> busiest;
    for (const metrics::RouteSnapshot& route : now.routes) {
        const metrics::Traffic* old = m_before ? trafficOf(*m_before, route.name) : nullptr;
        const metrics::Traffic before = old ? *old : metrics::Traffic{};
        const double requests = grown(route.traffic.requests, before.requests);
        if (requests == 0 || (busiest && busiest->requests >= requests)) continue;
        busiest =
            View{QString::fromStdString(route.name), requests,
                 grown(route.traffic.byStatusClass[5], before.byStatusClass[5]), route.traffic};
    }
    return busiest;
}

}  // namespace sluice::desktop
