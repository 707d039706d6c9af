#pragma once

#include <algorithm>

#include "base/clock.h"
#include "base/random.h"

namespace sluice::cache::redis {

/// How long to wait before the next try: 100 ms, twice as long after each failure, up to a bound,
/// and of that a random part from half to all, so that workers and instances do not come all at
/// once.
class Backoff {
public:
    explicit Backoff(uint64_t seed, Duration most = std::chrono::seconds(5))
        : m_random(seed), m_most(most) {}

    Duration next() {
        const Duration nominal = m_nominal;
        m_nominal = std::min<Duration>(2 * m_nominal, m_most);
        return std::chrono::duration_cast<Duration>(nominal * (0.5 + m_random.unit() / 2));
    }
    void reset() { m_nominal = least; }

private:
    static constexpr Duration least = std::chrono::milliseconds(100);

    Random m_random;
    Duration m_most;
    Duration m_nominal = least;
};

}  // namespace sluice::cache::redis
