#pragma once

#include <string>
#include <vector>

#include "loadtest/report.h"

namespace sluice::loadtest {

/// RFC 4180: a line of names, then one for each report. Errors by kind are one column,
/// "HTTP 503: 12; connect-failure: 3".
std::string reportCsv(const std::vector<Report>& reports);

}  // namespace sluice::loadtest
