#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/loader.h"
#include "loadtest/plan.h"

namespace sluice::cli {

/// Reads the plan of a load test, TOML. Reports every problem that it finds, with its place.
tl::expected<loadtest::Plan, std::vector<config::Problem>> loadPlanFile(const std::string& path);
tl::expected<loadtest::Plan, std::vector<config::Problem>> loadPlanText(std::string_view toml,
                                                                        const std::string& name);

}  // namespace sluice::cli
