#pragma once

#include <algorithm>

#include "base/clock.h"

namespace sluice::upstream {

/// Until when the head of an answer must have come. The time is the server's: it begins when the
/// request has been sent to its last byte, however long the client took to send it to us. Belongs
/// to one worker.
class AnswerDeadline {
public:
    /// Never.
    AnswerDeadline() = default;
    /// `limit`: zero for none. `whole`: of several tries together, begins with the first of them
    /// and bounds this one too; outlives it.
    explicit AnswerDeadline(Duration limit, AnswerDeadline* whole = nullptr)
        : m_limit(limit), m_whole(whole) {}
    /// Begun already.
    explicit AnswerDeadline(TimePoint end) : m_end(end) {}

    /// The request has been sent. Only the first call counts.
    void begin(TimePoint now) {
        if (m_limit > Duration::zero()) m_end = std::min(m_end, now + m_limit);
        m_limit = Duration::zero();
        if (m_whole) m_whole->begin(now);
    }
    /// Never, before it has begun.
    TimePoint end() const { return m_whole ? std::min(m_end, m_whole->end()) : m_end; }

private:
    Duration m_limit{};
    AnswerDeadline* m_whole = nullptr;
    TimePoint m_end = TimePoint::max();
};

}  // namespace sluice::upstream
