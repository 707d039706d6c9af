#pragma once

#include "base/result.h"
#include "config/document.h"
#include "config/model.h"

namespace sluice::config {

/// The options with what a table such as {strategy = "round-robin", outlier = {window = "5s"}}
/// changes in them: keys, units and checks are those of the file. The error tells all mistakes,
/// each with its key. `folder`: where relative file names start.
Result<upstream::PoolOptions> changed(upstream::PoolOptions pool, const Value& table,
                                      const std::string& folder = {});
/// {timeout = "5m", cache = false}. `model`: with the pools that the route may name.
Result<routing::Route> changed(routing::Route route, const Value& table, const Model& model);
/// Of a model with one route and one pool: each key is of the one that has it.
Result<Model> changed(Model model, const Value& table);
/// {weight = 2.5, duty = "drained"}.
Result<upstream::ServerOptions> changed(upstream::ServerOptions server, const Value& table);

/// {default_ttl = "5m", rules = [{path_prefix = "/a", ttl = "1h", override_origin = true}]}: the
/// rules take the place of all that there are.
Result<cache::Options> changed(cache::Options options, const Value& table);

}  // namespace sluice::config
