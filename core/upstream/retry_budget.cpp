#include "upstream/retry_budget.h"

#include <algorithm>
#include <cmath>

namespace sluice::upstream {

namespace {

/// Seconds after which what was earned is worth 1/e: a window of ten seconds.
constexpr double memory_s = 10;

}  // namespace

RetryBudget::RetryBudget(const RetryOptions& options)
    : m_share(options.budget),
      m_minPerSecond(options.minPerSecond),
      m_maxUnderWay(static_cast<int64_t>(options.maxConcurrent)),
      m_earned(static_cast<int64_t>(memory_s) * options.minPerSecond),
      m_reserve(options.minPerSecond) {}

void RetryBudget::set(const RetryOptions& options) {
    m_share = options.budget;
    m_reserve.fetch_add(options.minPerSecond - m_minPerSecond, std::memory_order_relaxed);
    m_minPerSecond = options.minPerSecond;
    m_maxUnderWay.store(static_cast<int64_t>(options.maxConcurrent), std::memory_order_relaxed);
}

bool RetryBudget::begin() {
    const bool room = m_underWay.fetch_add(1, std::memory_order_relaxed) <
                      m_maxUnderWay.load(std::memory_order_relaxed);
    if (room && (take(m_earned) || take(m_reserve))) {
        m_allowed.fetch_add(1, std::memory_order_relaxed);
        return true;
    }
    m_underWay.fetch_sub(1, std::memory_order_relaxed);
    m_refused.fetch_add(1, std::memory_order_relaxed);
    return false;
}

bool RetryBudget::take(std::atomic<int64_t>& tokens) {
    int64_t left = tokens.load(std::memory_order_relaxed);
    while (left > 0) {
        if (tokens.compare_exchange_weak(left, left - 1, std::memory_order_relaxed)) return true;
    }
    return false;
}

void RetryBudget::tick(uint64_t requests) {
    const auto left = static_cast<double>(m_earned.load(std::memory_order_relaxed));
    const double kept = left * std::exp(-1 / memory_s) + m_share * static_cast<double>(requests);
    // A retry between the load and this is forgotten, which the bound can bear.
    m_earned.store(static_cast<int64_t>(kept), std::memory_order_relaxed);
    m_reserve.store(m_minPerSecond, std::memory_order_relaxed);
}

}  // namespace sluice::upstream
