#pragma once

#include <cstddef>
#include <deque>

#include "metrics/course_point.h"
#include "metrics/snapshot.h"

namespace sluice::metrics {

/// How the whole went: each second of the last hour, and every ten seconds of the last day. About
/// three quarters of a megabyte when full. Control thread.
class Course {
public:
    using Point = CoursePoint;
    static constexpr size_t maxSeconds = 3600;
    static constexpr size_t maxTens = 8640;

    /// The traffic as of `time_s`, once a second; the first one is where it begins. Whether ten
    /// seconds are full by it.
    bool add(double time_s, const Traffic& traffic);

    const std::deque<Point>& seconds() const { return m_seconds; }  ///< oldest first
    const std::deque<Point>& tens() const { return m_tens; }

private:
    struct Mark {
        double time_s = 0;
        Traffic traffic;
    };
    static Point between(const Mark& begin, const Mark& end, const Percentiles& latency);

    std::deque<Point> m_seconds;
    std::deque<Point> m_tens;
    bool m_begun = false;
    Mark m_lastSecond;
    Mark m_lastTen;
};

}  // namespace sluice::metrics
