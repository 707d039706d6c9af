#pragma once

#include <map>
#include <string>

#include "config/model.h"

namespace sluice::config {

/// What a configuration says, by its keys in the file, as "pools.web.strategy" → "peak-ewma": for
/// snapshots, which are compared and passed on. Holds only what is named here, and thus no token,
/// no password of a URL and no value of a header.
std::map<std::string, std::string> describe(const Model& model);

/// What may be changed of a pool while requests flow, likewise, as "retry.attempts" → "2".
std::map<std::string, std::string> describeTuning(const upstream::PoolOptions& pool);

/// All of a route likewise, as "timeout" → "30s".
std::map<std::string, std::string> describeRoute(const routing::Route& route);

/// 16 hex digits, the same for the same description.
std::string hashOf(const std::map<std::string, std::string>& description);

}  // namespace sluice::config
