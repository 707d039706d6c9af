#pragma once

#include <QJsonObject>
#include <vector>

#include "loadtest/generator.h"
#include "loadtest/report.h"

namespace sluice::loadtest {

/// Under the reference's names, times in milliseconds. `histogram`, `uncorrected_histogram`: pairs
/// of a bucket's lowest value in ns and its count, so that reports can be merged exactly.
QJsonObject reportJson(const Report& report);
/// The document of all scenarios of a plan: format, version, and the reports.
QJsonObject documentJson(const std::vector<Report>& reports);
/// A plan before it runs: an array "scenarios" of {name target load}, where load is for people.
QJsonObject planJson(const Plan& plan);
/// One line of progress: what was counted in the last `interval`, and so far.
QJsonObject progressJson(const Generator& generator, const Counts& last, Duration interval,
                         const Counts& all);

}  // namespace sluice::loadtest
