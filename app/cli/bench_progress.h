#pragma once

#include "cli/bench_options.h"
#include "loadtest/generator.h"

namespace sluice::cli {

/// What `sluice bench` tells on standard error while it runs.
class BenchProgress {
public:
    explicit BenchProgress(BenchOptions::Progress kind);
    /// Tells once a second; call it more often.
    void update(const loadtest::Generator& generator);
    /// From now on, what is sent counts.
    void warmUpIsOver() const;
    /// The scenario is over: the last part of a second, and room for what comes next.
    void finish(const loadtest::Generator& generator);

private:
    void tell(const loadtest::Generator& generator, Duration interval);
    static std::string textLine(const loadtest::Generator& generator, const loadtest::Counts& last,
                                Duration interval, const loadtest::Counts& all);

    const BenchOptions::Progress m_kind;
    TimePoint m_told = Clock::now();
    loadtest::Counts m_counts;
};

}  // namespace sluice::cli
