#include "upstream/what_if/replay.h"

#include <algorithm>

#include "upstream/what_if/simulation.h"

namespace sluice::upstream {

namespace {

constexpr size_t maxRequests = 50000;

/// Leaves the newest `maxRequests` requests, and all tries since the first of them.
void bound(std::vector<Try>& tries) {
    size_t requests = 0;
    auto first = tries.end();
    while (first != tries.begin() && requests < maxRequests)
        requests += (--first)->again ? 0 : 1;
    tries.erase(tries.begin(), first);
}

std::vector<Try> requestsOf(const std::vector<Try>& tries) {
    std::vector<Try> requests;
    std::copy_if(tries.begin(), tries.end(), std::back_inserter(requests),
                 [](const Try& each) { return !each.again; });
    return requests;
}

Tally tallyOf(const std::vector<Try>& requests, size_t servers) {
    Tally tally(servers);
    for (const Try& request : requests)
        tally.add(request.server, request.service, request.ending);
    return tally;
}

bool canReplay(Strategy strategy, const std::vector<Try>& requests) {
    return strategy != Strategy::consistentHash ||
           std::any_of(requests.begin(), requests.end(), [](const Try& r) { return r.hash != 0; });
}

void describeServers(const ServerList& servers, const ServiceTimes& times, WhatIf& result) {
    for (size_t i = 0; i < servers.size(); ++i) {
        if (!servers[i]->eligible()) {
            result.excludedServers.push_back(servers[i]->name());
        } else if (!times.knows(i)) {
            result.unknownServers.push_back(servers[i]->name());
        }
    }
    if (const auto slowest = times.slowest()) result.slowestServer = servers[*slowest]->name();
}

}  // namespace

std::vector<Try> recentTries(std::span<const std::unique_ptr<TryLog>> logs, TimePoint since) {
    std::vector<Try> all;
    for (const auto& log : logs) {
        const bool full = log->full();
        const std::vector<Try> tries = log->tries();
        // All that ended after the oldest one did are there.
        if (full && !tries.empty())
            since = std::max(since, tries.front().start + tries.front().service);
        all.insert(all.end(), tries.begin(), tries.end());
    }
    std::erase_if(all, [since](const Try& each) { return each.start < since; });
    std::stable_sort(all.begin(), all.end(),
                     [](const Try& a, const Try& b) { return a.start < b.start; });
    bound(all);
    return all;
}

WhatIf replay(const ServerList& servers, const Tuning& tuning, const std::vector<Try>& tries,
              const std::stop_token& stop) {
    WhatIf result;
    result.recorded.strategy = strategyName(tuning.strategy);
    const std::vector<Try> requests = requestsOf(tries);
    if (requests.empty()) return result;
    const ServerList frozen = copyOf(servers);
    const ServiceTimes times(tries, servers.size());
    const auto shares = expectedShares(Strategy::weightedRoundRobin, frozen, tuning);
    const auto slowest = times.slowest();
    describeServers(frozen, times, result);
    result.requests = requests.size();
    const Duration window = requests.back().start - requests.front().start;
    result.window_s = std::chrono::duration<double>(window).count();
    result.recorded =
        tallyOf(requests, servers.size()).row(result.recorded.strategy, shares, slowest);
    for (const Strategy strategy : availableStrategies()) {
        if (!canReplay(strategy, requests)) continue;
        Simulation simulation(strategy, frozen, times, tuning);
        result.rows.push_back(
            simulation.run(requests, stop).row(strategyName(strategy), shares, slowest));
    }
    return result;
}

}  // namespace sluice::upstream
