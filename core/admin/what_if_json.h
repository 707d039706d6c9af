#pragma once

#include <string>

#include "upstream/what_if/what_if.h"

namespace sluice::admin {

/// {pool requests window_s note slowest_server unknown_servers [NAME] excluded_servers [NAME]
/// recorded ROW strategies [ROW]}, where a ROW is {strategy p50_ms p99_ms error_rate slowest_share
/// imbalance}. Shares and rates run from 0 to 1; slowest_server is null if there is none.
std::string toJson(const upstream::WhatIf& result);

}  // namespace sluice::admin
