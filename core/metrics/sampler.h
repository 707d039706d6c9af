#pragma once

#include <map>
#include <memory>

#include "base/clock.h"
#include "metrics/registry.h"
#include "metrics/snapshot.h"

namespace sluice::metrics {

/// Reads all cells about once a second and works out rates and percentiles over windows.
/// Control thread only; the workers never wait for it. Its memory is bounded: for each series, the
/// counts of the last 300 samples and the histograms of the last ten.
class Sampler {
public:
    explicit Sampler(Registry& registry);
    ~Sampler();

    /// Takes one sample. Call it once a second; the windows use the true times.
    void sample(TimePoint now);

    /// As of the last sample.
    Traffic total() const;
    Traffic of(const Series& series) const;
    double lastHitAgo_s(const Series& series) const;
    /// Fills total, latencyBands, connection and process figures.
    void fill(Snapshot& snapshot) const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace sluice::metrics
