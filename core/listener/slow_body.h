#pragma once

#include <atomic>
#include <cstddef>

namespace sluice::listener {

/// What is kept of a request's body while its client is slow to send the rest. All of them
/// together, over all workers, are bounded.
class SlowBody {
public:
    static constexpr size_t maxBytes = 64 * 1024 * 1024;

    SlowBody() = default;
    ~SlowBody() { total().fetch_sub(m_bytes, std::memory_order_relaxed); }
    SlowBody(const SlowBody&) = delete;
    SlowBody& operator=(const SlowBody&) = delete;

    /// To so many bytes. False: there is no room to wait for more.
    bool grow(size_t bytes) {
        const size_t more = bytes - m_bytes;
        m_bytes = bytes;
        return total().fetch_add(more, std::memory_order_relaxed) + more <= maxBytes;
    }

private:
    static std::atomic<size_t>& total() {
        static std::atomic<size_t> bytes{0};
        return bytes;
    }
    size_t m_bytes = 0;
};

}  // namespace sluice::listener
