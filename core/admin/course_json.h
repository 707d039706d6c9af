#pragma once

#include <QByteArray>

#include "metrics/course.h"

namespace sluice::admin {

/// {step_s columns [NAME…] points [[NUMBER…]…]}, oldest first; a point has its numbers in the order
/// of the columns, the first of which is time_s, since the start. `tens`: every ten seconds of the
/// last day rather than every second of the last hour.
QByteArray toJson(const metrics::Course& course, bool tens);

}  // namespace sluice::admin
