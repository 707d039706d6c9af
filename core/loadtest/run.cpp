#include "loadtest/run.h"

namespace sluice::loadtest {

namespace {

/// What is overdue at the end of an open loop may still be sent for so long.
constexpr Duration kGrace = std::chrono::seconds(1);

std::vector<Stage> withWarmUp(const Scenario& scenario) {
    std::vector<Stage> stages = scenario.stages;
    if (stages.empty() || scenario.warmUp == Duration::zero()) return stages;
    const Stage& first = stages.front();
    const double rate_per_s = first.from_per_s > 0 ? first.from_per_s : first.to_per_s;
    stages.insert(stages.begin(), {scenario.warmUp, rate_per_s, rate_per_s});
    return stages;
}

}  // namespace

Run::Run(const Scenario& scenario)
    : m_scenario(scenario),
      m_target(std::make_shared<upstream::Server>(
          upstream::ServerOptions{"target", scenario.target},
          std::make_shared<metrics::Series>("target", scenario.threads))),
      m_arrivals(withWarmUp(scenario)) {
    if (scenario.isOpen()) {
        m_end = m_start + m_arrivals.duration() + kGrace;
    } else {
        const bool limited = scenario.duration > Duration::zero();
        m_end = limited ? measureFrom() + scenario.duration : TimePoint::max();
    }
}

size_t Run::share(size_t total, int thread) const {
    const auto threads = static_cast<size_t>(m_scenario.threads);
    return total / threads + (static_cast<size_t>(thread) < total % threads ? 1 : 0);
}

bool Run::claim(TimePoint now) {
    if (now >= m_end) return false;
    if (m_scenario.count == 0 || now < measureFrom()) return true;
    return m_claimed.fetch_add(1, std::memory_order_relaxed) < m_scenario.count;
}

}  // namespace sluice::loadtest
