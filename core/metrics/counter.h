#pragma once

#include <atomic>
#include <cstdint>

namespace sluice::metrics {

/// Counts up. One thread writes, without a locked instruction; any thread reads.
class Counter {
public:
    void add(uint64_t n = 1) {
        m_value.store(m_value.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
    }
    uint64_t value() const { return m_value.load(std::memory_order_relaxed); }

private:
    std::atomic<uint64_t> m_value{0};
};

/// Goes up and down. One thread writes; any thread reads.
class Gauge {
public:
    void add(int64_t n) {
        m_value.store(m_value.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
    }
    int64_t value() const { return m_value.load(std::memory_order_relaxed); }

private:
    std::atomic<int64_t> m_value{0};
};

}  // namespace sluice::metrics
