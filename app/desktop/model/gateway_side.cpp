#include "gateway_side.h"

namespace sluice::desktop {

namespace {

/// Null also for a series that began again under its name.
const metrics::Reading* earlier(const metrics::Record* record, const std::string& route,
                                const metrics::Reading& now) {
    if (!record) return nullptr;
    const auto found = record->routes.find(route);
    const bool goesOn = found != record->routes.end() && found->second.countedNoMoreThan(now);
    return goesOn ? &found->second : nullptr;
}

}  // namespace

std::optional<GatewaySide::View> GatewaySide::view(const metrics::Record& now) const {
    if (m_before && now.elapsed_s < m_before->elapsed_s) return {};  // it was taken before
    const std::string* busiest = nullptr;
    uint64_t most = 0;
    for (const auto& [route, reading] : now.routes) {
        const metrics::Reading* before = earlier(m_before.get(), route, reading);
        const uint64_t requests = reading.requests() - (before ? before->requests() : 0);
        if (requests <= most) continue;
        busiest = &route;
        most = requests;
    }
    if (!busiest) return {};
    const metrics::Reading& reading = now.routes.at(*busiest);
    const metrics::Reading* before = earlier(m_before.get(), *busiest, reading);
    const metrics::Reading counted = before ? reading.since(*before) : reading;
    return View{QString::fromStdString(*busiest), static_cast<double>(most),
                static_cast<double>(counted.errors()), counted.latency};
}

}  // namespace sluice::desktop
