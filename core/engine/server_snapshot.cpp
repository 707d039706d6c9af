#include "engine/server_snapshot.h"

#include <algorithm>

#include "upstream/duty.h"
#include "upstream/health/wording.h"

namespace sluice::engine {

namespace {

using upstream::Condition;
using upstream::Duty;

double seconds(Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

std::string stateOf(const upstream::Server& server) {
    if (server.duty() != Duty::active) return std::string(upstream::dutyName(server.duty()));
    if (server.condition() == Condition::unhealthy) return "unhealthy";
    if (server.condition() == Condition::ejected) return "ejected";
    if (!(server.weight() > 0)) return "disabled";
    if (server.failing()) return "failing";
    return server.ramp() < 1 ? "slow start" : "healthy";
}

std::string stillInFlight(const upstream::Server& server) {
    std::string text;
    const auto requests = static_cast<size_t>(std::max<int64_t>(0, server.inFlight()));
    const auto tunnels = static_cast<size_t>(std::max<int64_t>(0, server.tunnels()));
    if (requests > 0) text = upstream::counted(requests, "request");
    if (requests > 0 && tunnels > 0) text += " and ";
    if (tunnels > 0) text += upstream::counted(tunnels, "tunnel");
    return text.empty() ? "nothing in flight" : text + " still in flight";
}

std::string failureOf(const upstream::Server& server) {
    const upstream::ServerStatistics& statistics = server.statistics();
    const Duration since = Clock::now() - server.failingSince();
    return statistics.lastError() + " for " +
           upstream::inSeconds(std::chrono::floor<std::chrono::seconds>(since)) + ", " +
           upstream::counted(statistics.errorsInARow(), "error") + " in a row";
}

std::string reasonOf(const upstream::Server& server) {
    if (server.duty() != Duty::active) return stillInFlight(server);
    if (server.condition() != Condition::healthy) return server.reason();
    if (!(server.weight() > 0)) return "weight 0";
    if (server.failing()) return failureOf(server);
    if (server.ramp() >= 1) return {};
    return upstream::shortNumber(100 * server.ramp()) + " % of its weight";
}

void addHealth(const upstream::Server& server, const upstream::Monitor* monitor, TimePoint now,
               metrics::ServerSnapshot& snapshot) {
    if (server.failing()) snapshot.failingFor_s = seconds(now - server.failingSince());
    if (server.condition() == Condition::ejected) {
        snapshot.ejectedFor_s = std::max(0.0, seconds(server.outUntil() - now));
    }
    const auto* health = monitor ? monitor->find(server) : nullptr;
    if (!health || health->lastCheck().empty()) return;
    snapshot.lastCheck = health->lastCheck();
    snapshot.lastCheckAgo_s = seconds(now - health->lastCheckTime());
}

}  // namespace

void fillStanding(const upstream::Server& server, metrics::ServerSnapshot& snapshot) {
    snapshot.weight = server.weight();
    snapshot.effectiveWeight = server.effectiveWeight();
    snapshot.state = stateOf(server);
    snapshot.reason = reasonOf(server);
    snapshot.duty = upstream::dutyName(server.duty());
    snapshot.ramp = server.ramp();
}

metrics::ServerSnapshot snapshotOf(const upstream::Server& server, const upstream::Monitor* monitor,
                                   const metrics::Sampler& sampler) {
    const TimePoint now = Clock::now();
    metrics::ServerSnapshot snapshot;
    snapshot.name = server.name();
    snapshot.url = server.url().toString();
    fillStanding(server, snapshot);
    snapshot.averageLatency_ms = server.statistics().averageLatency_ms();
    snapshot.successRate = server.statistics().successRate();
    snapshot.peakLatency_ms = server.statistics().peakLatency_ms(now);
    snapshot.traffic = sampler.of(server.series());
    snapshot.tunnels = server.tunnels();
    snapshot.traffic.inFlight = server.inFlight();
    addHealth(server, monitor, now, snapshot);
    return snapshot;
}

}  // namespace sluice::engine
