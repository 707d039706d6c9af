#pragma once

#include "cli/command_line.h"
#include "config/model.h"

namespace sluice::cli {

/// A configuration from nothing but `--listen` and `--to`: one route that takes everything, one
/// pool "web" with the servers web-1, web-2, ...
config::Model proxyModel(const RunOptions& options);

/// "auto", "true" or "false", as preserve_host has it.
upstream::PreserveHost preserveHostOf(std::string_view word);

}  // namespace sluice::cli
