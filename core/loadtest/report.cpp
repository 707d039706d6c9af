#include "loadtest/report.h"

#include <algorithm>
#include <cmath>

namespace sluice::loadtest {

namespace {

// From here on the generator is taken for the limit.
constexpr double kBusyThread_percent = 90;
constexpr double kLate_ms = 5;
// From here on the machine is taken for full.
constexpr double kWaiting_percent = 20;

double milliseconds(uint64_t ns) {
    return static_cast<double>(ns) * 1e-6;
}

double seconds(Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

std::string rounded(double value) {
    return std::to_string(std::lround(value));
}

template <class Value>
double highest_percent(const RunFacts& facts, Value value) {
    double highest_s = 0;
    for (const ThreadUsage& thread : facts.threads)
        highest_s = std::max(highest_s, value(thread));
    const double run_s = seconds(facts.run);
    return run_s > 0 ? 100 * highest_s / run_s : 0;
}

}  // namespace

Latency Latency::of(const metrics::HistogramCounts& counts_ns) {
    const auto at = [&](double quantile) { return milliseconds(counts_ns.percentile(quantile)); };
    Latency latency;
    latency.avg_ms = counts_ns.mean() * 1e-6;
    // The mean is exact, a bucket is not.
    latency.min_ms = std::min(at(0), latency.avg_ms);
    latency.max_ms = std::max(milliseconds(counts_ns.max()), latency.avg_ms);
    latency.median_ms = at(0.5);
    latency.p90_ms = at(0.9);
    latency.p95_ms = at(0.95);
    latency.p99_ms = at(0.99);
    latency.p999_ms = at(0.999);
    return latency;
}

Report::Report(Scenario scenario, Counts counts, RunFacts facts)
    : m_scenario(std::move(scenario)), m_counts(std::move(counts)), m_facts(std::move(facts)) {
    findLimits();
}

double Report::wall_s() const {
    return seconds(m_facts.wall);
}

double Report::successRate() const {
    const uint64_t total = m_counts.total();
    if (total == 0) return 0;
    return static_cast<double>(m_counts.successful) / static_cast<double>(total);
}

double Report::requestsPerSecond() const {
    return wall_s() > 0 ? static_cast<double>(m_counts.total()) / wall_s() : 0;
}

double Report::generatorCpu_percent() const {
    return highest_percent(m_facts, [](const ThreadUsage& thread) { return thread.cpu_s; });
}

double Report::generatorWait_percent() const {
    return highest_percent(m_facts, [](const ThreadUsage& thread) { return thread.waited_s; });
}

double Report::latenessP99_ms() const {
    return milliseconds(m_counts.lateness.percentile(0.99));
}

void Report::findLimits() {
    const double runnable = highest_percent(
        m_facts, [](const ThreadUsage& thread) { return thread.cpu_s + thread.waited_s; });
    if (runnable >= kBusyThread_percent) {
        m_limits.push_back("a thread of it always had something to do: it used " +
                           rounded(generatorCpu_percent()) + " % of a core and waited " +
                           rounded(generatorWait_percent()) + " % of the time for one");
    }
    if (latenessP99_ms() >= kLate_ms) {
        m_limits.push_back("1 % of the requests were sent " + rounded(latenessP99_ms()) +
                           " ms late or more, with a connection free");
    }
}

std::vector<std::string> Report::notes() const {
    std::vector<std::string> notes;
    if (m_facts.brokenOff) {
        notes.push_back("broken off; " + std::to_string(m_facts.abandoned) +
                        " requests under way are not counted");
    }
    if (generatorWait_percent() >= kWaiting_percent) {
        notes.push_back("the machine was full: the generator waited " +
                        rounded(generatorWait_percent()) + " % of the time for a core");
    }
    if (m_counts.queued > 0) {
        notes.push_back(std::to_string(m_counts.queued) + " requests waited for one of the " +
                        std::to_string(m_scenario.inFlight) +
                        " connections: the target was slower than the rate");
    }
    if (m_counts.unsent > 0) {
        notes.push_back(std::to_string(m_counts.unsent) +
                        " requests were due and never sent, and are not counted");
    }
    return notes;
}

}  // namespace sluice::loadtest
