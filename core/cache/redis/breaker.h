#pragma once

#include <bit>
#include <cstdint>

namespace sluice::cache::redis {

/// Whether Redis does more harm than good: after 5 failures in a row, or 16 of the last 64.
class Breaker {
public:
    static constexpr int mostInARow = 5;
    static constexpr int mostOfLast64 = 16;

    /// True if it opens by this.
    bool record(bool failed) {
        m_last64 = m_last64 << 1 | uint64_t{failed};
        if (std::countr_one(m_last64) < mostInARow && std::popcount(m_last64) < mostOfLast64)
            return false;
        m_last64 = 0;
        return true;
    }
    void reset() { m_last64 = 0; }

private:
    uint64_t m_last64 = 0;
};

}  // namespace sluice::cache::redis
