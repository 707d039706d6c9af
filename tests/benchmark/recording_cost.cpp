#include <algorithm>
#include <cstdio>
#include <vector>

#include "base/random.h"
#include "gateway/recording.h"

/// What measuring a request costs: nanoseconds for all that the gateway does for it, readings of
/// the clock apart, which it takes for its deadlines anyhow but for two. The median of some rounds.

using namespace sluice;
using metrics::Phase;

namespace {

constexpr int rounds = 15;
constexpr int requests = 50'000;

void record(metrics::Cell& route, metrics::Cell& server, TimePoint start, Duration step) {
    gateway::Recording request(start);
    metrics::Timeline& timeline = request.timeline();
    timeline.enter(Phase::route, start + step);
    request.setCell(route);
    gateway::Recording attempt(start + 2 * step, Phase::firstByte);
    attempt.setCell(server);
    timeline.enter(Phase::wait, start + 2 * step);
    timeline.enter(Phase::firstByte, start + 2 * step);
    attempt.timeline().enter(Phase::body, start + 9 * step);
    timeline.enter(Phase::body, start + 9 * step);
    timeline.enter(Phase::write, start + 10 * step);
    timeline.enter(Phase::body, start + 11 * step);
    request.finish(200, 0, 943, start + 12 * step);
    attempt.finish(200, 0, 943, start + 12 * step);
}

double median(std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + rounds / 2, values.end());
    return values[rounds / 2];
}

template <class Work>
double nanosecondsOf(Work work) {
    std::vector<double> times_ns;
    for (int round = 0; round < rounds; ++round) {
        const TimePoint start = Clock::now();
        for (int i = 0; i < requests; ++i)
            work();
        const std::chrono::duration<double, std::nano> spent = Clock::now() - start;
        times_ns.push_back(spent.count() / requests);
    }
    return median(std::move(times_ns));
}

}  // namespace

int main() {
    metrics::Series route("route", 1);
    metrics::Series server("pool/server", 1);
    Random random(1);
    const double recording = nanosecondsOf([&] {
        const TimePoint start(Duration(static_cast<int64_t>(random.next() % 1'000'000'000)));
        record(route.cell(0), server.cell(0), start,
               Duration(static_cast<int64_t>(1000 + random.next() % 100'000)));
    });
    TimePoint latest;
    const double clock = nanosecondsOf([&] { latest = std::max(latest, Clock::now()); });
    std::printf("recording a request: %.0f ns; a reading of the clock: %.0f ns\n", recording,
                clock);
    return latest == TimePoint() || route.cell(0).latency.counts().total() == 0 ? 1 : 0;
}
