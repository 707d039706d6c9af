#pragma once

#include <atomic>
#include <memory>

#include "loadtest/arrivals.h"
#include "loadtest/plan.h"
#include "upstream/server.h"

namespace sluice::loadtest {

/// What the threads of one run have in common. Immutable, but for the count of requests.
class Run {
public:
    explicit Run(const Scenario& scenario);

    const Scenario& scenario() const { return m_scenario; }
    const std::shared_ptr<upstream::Server>& target() const { return m_target; }
    const Arrivals& arrivals() const { return m_arrivals; }  ///< of an open loop, warm-up included
    TimePoint start() const { return m_start; }
    TimePoint measureFrom() const { return m_start + m_scenario.warmUp; }
    TimePoint end() const { return m_end; }  ///< no request starts later
    /// The part of `total` that is thread `thread`'s.
    size_t share(size_t total, int thread) const;
    /// Of a closed loop: whether one more request may start now. Any thread.
    bool claim(TimePoint now);

private:
    const Scenario m_scenario;
    const std::shared_ptr<upstream::Server> m_target;
    const Arrivals m_arrivals;
    const TimePoint m_start = Clock::now();
    TimePoint m_end;
    std::atomic<uint64_t> m_claimed{0};
};

}  // namespace sluice::loadtest
