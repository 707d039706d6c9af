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

}  // namespace

void readTuning(Section& pool, upstream::PoolOptions& out) {
    readStrategy(pool, out.strategy);
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
