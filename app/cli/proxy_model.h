#pragma once

#include <string>

#include "cli/command_line.h"
#include "config/model.h"

namespace sluice::cli {

/// A configuration from nothing but `--listen` and `--to`: one route that takes everything, one
/// pool "web" with the servers web-1, web-2, ... Servers under development compile and stop at
/// breakpoints: unless the options say otherwise, five minutes may pass without a byte. Fails if
/// the options' settings are none of a pool or route.
Result<config::Model> proxyModel(const RunOptions& options);

/// What a file says that means such a model, settings of the options apart.
std::string proxyText(const config::Model& model);

/// "auto", "true" or "false", as preserve_host has it.
upstream::PreserveHost preserveHostOf(std::string_view word);

}  // namespace sluice::cli
