#pragma once

#include <atomic>
#include <cstdint>

#include "upstream/resilience_options.h"

namespace sluice::upstream {

/// Bounds a pool's retries, so that a sick pool is not killed by its own retries: to a share of the
/// requests of about the last ten seconds, beside a few that are always allowed, and to a number
/// under way at a time. After Finagle's RetryBudget. Any thread, but for set() and
/// tick().
class RetryBudget {
public:
    explicit RetryBudget(const RetryOptions& options);

    /// Other limits from now on. Control thread.
    void set(const RetryOptions& options);
    /// Whether one more may begin; then end() is owed.
    bool begin();
    void end() { m_underWay.fetch_sub(1, std::memory_order_relaxed); }
    /// Once a second, with the requests since the last time. Control thread.
    void tick(uint64_t requests);

    int64_t underWay() const { return m_underWay.load(std::memory_order_relaxed); }
    uint64_t allowed() const { return m_allowed.load(std::memory_order_relaxed); }
    uint64_t refused() const { return m_refused.load(std::memory_order_relaxed); }

private:
    static bool take(std::atomic<int64_t>& tokens);

    double m_share;          // of the control thread
    int64_t m_minPerSecond;  // likewise
    std::atomic<int64_t> m_maxUnderWay;
    std::atomic<int64_t> m_earned;   // retries that requests have paid for
    std::atomic<int64_t> m_reserve;  // those of this second that are always allowed
    std::atomic<int64_t> m_underWay{0};
    std::atomic<uint64_t> m_allowed{0};
    std::atomic<uint64_t> m_refused{0};
};

}  // namespace sluice::upstream
