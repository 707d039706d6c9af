#pragma once

#include "config/diagnostics.h"
#include "config/model.h"

namespace sluice::config {

/// Checks what no single value shows: names that must exist or differ, values that exclude each
/// other, routes that cannot be matched.
void validate(const Model& model, Diagnostics& diagnostics);

/// Parts of it.
void validateRoute(const routing::Route& route, const Model& model, Diagnostics& diagnostics);
void validateRoutes(const Model& model, Diagnostics& diagnostics);
void validateCache(const Model& model, Diagnostics& diagnostics);
/// `path`: of the cache's section, "cache"; empty where a change names the keys alone.
void validateRules(const cache::Options& cache, const std::string& path, Diagnostics& diagnostics);
void validatePool(const upstream::PoolOptions& pool, Diagnostics& diagnostics);
/// What may be changed while requests flow. `path`: of the pool, "pools.api"; empty where a change
/// names the keys alone.
void validateTuning(const upstream::PoolOptions& pool, const std::string& path,
                    Diagnostics& diagnostics);

/// Routes that never get a request, servers that are the gateway itself, and the like.
void warnOfDoubtful(const Model& model, Diagnostics& diagnostics);

/// Routes that encoded separators pass by, to the same servers through another route.
void warnOfMissedGuards(const Model& model, Diagnostics& diagnostics);

/// Whether a pool or route may be called that: 1 to 128 bytes without control characters.
bool isUsableName(std::string_view name);

}  // namespace sluice::config
