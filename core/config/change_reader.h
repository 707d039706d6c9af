#pragma once

#include "base/result.h"
#include "cache/options.h"
#include "config/document.h"
#include "upstream/options.h"

namespace sluice::config {

/// The options with what a table such as {strategy = "round-robin", outlier = {window = "5s"}}
/// changes in them: keys, units and checks are those of the file. The error tells all mistakes,
/// each with its key.
Result<upstream::PoolOptions> changed(upstream::PoolOptions pool, const Value& table);
/// {weight = 2.5, duty = "drained"}.
Result<upstream::ServerOptions> changed(upstream::ServerOptions server, const Value& table);

/// {default_ttl = "5m", rules = [{path_prefix = "/a", ttl = "1h", override_origin = true}]}: the
/// rules take the place of all that there are.
Result<cache::Options> changed(cache::Options options, const Value& table);

}  // namespace sluice::config
