#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "loadtest/plan.h"

namespace sluice::loadtest {

/// When the requests of an open loop are meant to be sent: evenly, at the rate of each moment. Of
/// a rate r(t), request n comes when the integral of r reaches n. Immutable; any thread.
class Arrivals {
public:
    explicit Arrivals(const std::vector<Stage>& stages);

    uint64_t count() const { return m_count; }
    /// From the start of the first stage; nothing from count() on.
    std::optional<Duration> at(uint64_t request) const;
    Duration duration() const { return m_duration; }

private:
    struct Piece {
        double begin_s;
        double duration_s;
        double from_per_s;
        double to_per_s;
        double before;  ///< requests of the pieces before
    };

    std::vector<Piece> m_pieces;
    uint64_t m_count = 0;
    Duration m_duration{};
};

}  // namespace sluice::loadtest
