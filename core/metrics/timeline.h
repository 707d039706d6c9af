#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.h"

namespace sluice::metrics {

/// Where the time of a request goes, in the order in which it goes there.
enum class Phase : uint8_t {
    parse,      ///< from the head's first byte to its last
    route,      ///< until it is known where to send it, and the head to send is written
    cache,      ///< looking for an answer, or waiting for the one that another client fetches
    wait,       ///< for the pool to take the request, and for a connection
    connect,    ///< a new connection, TLS included
    firstByte,  ///< sending the request, until the head of the answer has come
    body,       ///< reading the answer's body
    write,      ///< to the client
};
inline constexpr size_t phases = 8;

/// Stable names, for exports.
inline constexpr std::array<std::string_view, phases> phaseNames{
    "parse", "route", "cache", "wait", "connect", "first_byte", "body", "write"};

/// Divides the time of one request among the phases, without a gap: they sum to the whole exactly,
/// also when phases come again, as with a retry. Costs a few instructions a call, and no reading of
/// the clock. On the exchange's worker.
class Timeline {
public:
    explicit Timeline(TimePoint start, Phase first = Phase::parse)
        : m_start(start), m_since(start), m_phase(first) {}

    /// What comes from `now` on is of `next`. A time before the last call's counts as that one.
    void enter(Phase next, TimePoint now) {
        if (next < Phase::body) {
            m_firstByte.reset();  // of an answer that is not good enough
        } else if (!m_firstByte) {
            m_firstByte = now;
        }
        advance(now);
        m_phase = next;
    }
    /// Brings the times up to `now`.
    void advance(TimePoint now) {
        now = std::max(now, m_since);
        m_spent[static_cast<size_t>(m_phase)] += now - m_since;
        m_since = now;
    }

    Phase phase() const { return m_phase; }
    TimePoint start() const { return m_start; }
    Duration spent(Phase phase) const { return m_spent[static_cast<size_t>(phase)]; }
    Duration total() const { return m_since - m_start; }
    /// Until the answer's head was there; nothing if it never was.
    std::optional<Duration> firstByte() const {
        if (!m_firstByte) return {};
        return std::max(*m_firstByte - m_start, Duration::zero());
    }

private:
    TimePoint m_start;
    TimePoint m_since;
    Phase m_phase;
    std::optional<TimePoint> m_firstByte;
    std::array<Duration, phases> m_spent{};
};

/// For those whose work is not always part of a request: null is nobody's timeline.
inline void enter(Timeline* timeline, Phase next, TimePoint now) {
    if (timeline) timeline->enter(next, now);
}

}  // namespace sluice::metrics
