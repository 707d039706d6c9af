#pragma once

#include <vector>

#include "cache/options.h"
#include "config/changes.h"

namespace sluice::config {

/// What may be changed of the cache while requests flow, as the file would say it: {default_ttl
/// rules [{path_prefix ttl override_origin store_set_cookie}]}. changed() reads it back.
Value writeCacheTuning(const cache::Options& options);

/// How they differ in that: values by {"cache", "default_ttl"} and {"cache", "rules", PREFIX, KEY},
/// rules that came or went by {"cache", "rules", PREFIX}, from or to null.
std::vector<Change> differences(const cache::Options& before, const cache::Options& after);

/// A whole cache that is not in the file: {"cache"}, then its rules.
std::vector<Change> newCache(const cache::Options& options);

}  // namespace sluice::config
