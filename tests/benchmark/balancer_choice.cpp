#include <algorithm>
#include <cstdio>
#include <vector>

#include "support/balanced_servers.h"

/// What a choice costs: nanoseconds for each strategy and size of pool, the median of some rounds.
/// Servers have weights of 1 to 5, have answered, and have a few requests in flight.

using namespace sluice;
using namespace sluice::upstream;

namespace {

constexpr int rounds = 9;
constexpr int choices = 20'000;

ServerList busyServers(size_t count, Random& random) {
    std::vector<double> weights;
    for (size_t i = 0; i < count; ++i)
        weights.push_back(1 + static_cast<double>(random.next() % 5));
    ServerList servers = test::makeServers(weights);
    for (const auto& server : servers) {
        test::answer(*server, 1 + 20 * random.unit(), test::someTime());
        for (uint64_t i = random.next() % 4; i > 0; --i)
            server->requestStarted();
    }
    return servers;
}

/// The chosen server's load changes with each choice, or the same comparison would be repeated.
double nanosecondsPerChoice(Strategy strategy, size_t count) {
    Random random(1);
    const ServerList servers = busyServers(count, random);
    const Tuning tuning;
    const auto balancer = makeBalancer(strategy, servers, 0, tuning);
    std::vector<double> times_ns;
    for (int round = 0; round < rounds; ++round) {
        size_t last = 0;
        servers[last]->requestStarted();
        const TimePoint start = Clock::now();
        for (int i = 0; i < choices; ++i) {
            const auto index = balancer->choose(servers, {random.next(), {}, test::someTime()});
            servers[last]->requestEnded();
            last = index.value();
            servers[last]->requestStarted();
        }
        const std::chrono::duration<double, std::nano> spent = Clock::now() - start;
        servers[last]->requestEnded();
        times_ns.push_back(spent.count() / choices);
    }
    std::nth_element(times_ns.begin(), times_ns.begin() + rounds / 2, times_ns.end());
    return times_ns[rounds / 2];
}

}  // namespace

int main() {
    std::printf("| ns per choice | 3 servers | 30 servers | 300 servers |\n|---|---|---|---|\n");
    for (const Strategy strategy : availableStrategies()) {
        std::printf("| %.*s", static_cast<int>(strategyName(strategy).size()),
                    strategyName(strategy).data());
        for (const size_t servers : {3, 30, 300})
            std::printf(" | %.0f", nanosecondsPerChoice(strategy, servers));
        std::printf(" |\n");
    }
}
