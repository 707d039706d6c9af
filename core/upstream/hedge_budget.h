#pragma once

#include <atomic>
#include <cstdint>

#include "base/clock.h"

namespace sluice::upstream {

/// When, and how often, a pool's requests may be sent a second time to a second server.
/// Set once a second by the control thread; any thread asks.
class HedgeBudget {
public:
    /// `delay`: how long the first server is waited for; zero: no second requests.
    void set(Duration delay, int64_t perSecond) {
        m_delay_ns.store(delay.count(), std::memory_order_relaxed);
        m_left.store(perSecond, std::memory_order_relaxed);
    }
    Duration delay() const { return Duration(m_delay_ns.load(std::memory_order_relaxed)); }
    /// Whether this second's share allows one more.
    bool take() { return m_left.fetch_sub(1, std::memory_order_relaxed) > 0; }

private:
    std::atomic<int64_t> m_delay_ns{0};
    std::atomic<int64_t> m_left{0};
};

}  // namespace sluice::upstream
