#pragma once

#include <string>
#include <vector>

#include "cli/exit_code.h"
#include "config/loader.h"

namespace sluice::cli {

/// `sluice check FILE`: what is wrong, with the file or with this machine for it, to standard
/// error; a summary to standard output.
ExitCode check(const std::string& file);

/// One line each to standard error.
void printProblems(const std::vector<config::Problem>& problems);
void printWarnings(const std::vector<config::Problem>& warnings);

}  // namespace sluice::cli
