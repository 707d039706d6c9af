#pragma once

#include <string>

#include "base/result.h"
#include "cli/bench_options.h"
#include "loadtest/plan.h"

namespace sluice::cli {

/// The plan of the options without --plan: one scenario.
Result<loadtest::Plan> planOf(const BenchOptions& options);
/// "http://127.0.0.1:8080/path?query" as the target and what to ask it for.
Result<> readUrl(const std::string& url, ServerUrl& target, std::string& path);
/// Leaves only the scenario of that number, from 1, or those of that name.
Result<> choose(const std::string& which, loadtest::Plan& plan);
/// Fails if a target is off loopback and that was not allowed.
Result<> checkTargets(const loadtest::Plan& plan, bool allowRemote);

}  // namespace sluice::cli
