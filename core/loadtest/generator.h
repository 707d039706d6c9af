#pragma once

#include <memory>
#include <vector>

#include "event/worker.h"
#include "loadtest/load.h"
#include "loadtest/report.h"

namespace sluice::loadtest {

/// Runs one scenario on threads of its own. Belongs to one thread, which asks now and then whether
/// it is done. Bounded: connections, requests and time are what the scenario says, and an answer
/// that does not come is given up after the timeout.
class Generator {
public:
    /// The scenario must be one that check() lets pass.
    explicit Generator(Scenario scenario);
    /// Stops.
    ~Generator();
    Generator(const Generator&) = delete;
    Generator& operator=(const Generator&) = delete;

    void start();
    bool finished() const;
    /// Ends it, breaking off what is under way; what was counted stays.
    void stop();

    const Scenario& scenario() const { return m_scenario; }
    /// Since start().
    Duration elapsed() const { return Clock::now() - m_run->start(); }
    /// Warm-up included; zero where only a count ends it.
    Duration expected() const;
    size_t inFlight() const;
    /// So far; the warm-up does not count.
    Counts counts() const;
    /// After finished(), or stop().
    Report report() const;

private:
    const Scenario m_scenario;
    std::vector<std::unique_ptr<event::Worker>> m_workers;
    std::unique_ptr<Run> m_run;
    std::vector<std::unique_ptr<Load>> m_loads;
    // As they were at the end.
    bool m_stopped = false;
    Counts m_counts;
    RunFacts m_facts;
};

}  // namespace sluice::loadtest
