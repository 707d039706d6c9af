#include <array>
#include <optional>

#include "config/readers.h"
#include "upstream/balancing/balancer.h"
#include "upstream/duty.h"

namespace sluice::config {

namespace {

constexpr double kMaxWeight = 1000;

void readStrategy(Section& pool, upstream::Strategy& out) {
    const std::vector<upstream::Strategy> available = upstream::availableStrategies();
    std::vector<std::string> names;
    for (const auto strategy : available)
        names.emplace_back(upstream::strategyName(strategy));
    if (const auto choice = pool.readChoice("strategy", names)) out = available[*choice];
}

void readTransport(Section& section, upstream::TransportKind& out) {
    if (const auto choice = section.readChoice("transport", {"auto", "direct", "qt"})) {
        constexpr std::array kinds{upstream::TransportKind::automatic,
                                   upstream::TransportKind::direct, upstream::TransportKind::qt};
        out = kinds[*choice];
    }
}

void readPreserveHost(Section& section, upstream::PreserveHost& out) {
    using upstream::PreserveHost;
    if (!section.has("preserve_host")) return;
    std::optional<bool> preserve;
    section.readSwitch("preserve_host", "auto", preserve);
    out = PreserveHost::automatic;
    if (preserve) out = *preserve ? PreserveHost::always : PreserveHost::never;
}

}  // namespace

void readTuning(Section& pool, const std::string& folder, upstream::PoolOptions& out) {
    readStrategy(pool, out.strategy);
    if (auto table = pool.section("hash")) readHash(std::move(*table), out.hash);
    pool.readTimeout("score_scale", out.scoreScale, false);
    if (auto table = pool.section("health")) readCheck(std::move(*table), out.health.check);
    if (auto table = pool.section("outlier")) readOutlier(std::move(*table), out.health.outlier);
    pool.readTimeout("slow_start", out.health.slowStart, true);
    pool.read("fail_open", out.health.failOpen);
    upstream::ResilienceOptions& resilience = out.resilience;
    if (auto table = pool.section("concurrency")) {
        readConcurrency(std::move(*table), resilience.concurrency);
    }
    if (auto table = pool.section("retry")) readRetry(std::move(*table), resilience.retry);
    if (auto table = pool.section("hedge")) readHedge(std::move(*table), resilience.hedge);
    readTransport(pool, out.transport);
    pool.read("http2", out.http2);
    if (auto table = pool.section("connections")) readConnections(std::move(*table), out);
    if (auto table = pool.section("timeouts")) readTimeouts(std::move(*table), out);
    if (auto table = pool.section("tls")) readTls(std::move(*table), folder, out);
    readPreserveHost(pool, out.preserveHost);
}

void readServerTuning(Section& server, upstream::ServerOptions& out) {
    server.readNumber("weight", out.weight, 0, kMaxWeight);
    std::vector<std::string> duties;
    for (const auto duty :
         {upstream::Duty::active, upstream::Duty::drained, upstream::Duty::maintenance}) {
        duties.emplace_back(upstream::dutyName(duty));
    }
    if (const auto choice = server.readChoice("duty", duties)) {
        out.duty = static_cast<upstream::Duty>(*choice);
    }
}

}  // namespace sluice::config
