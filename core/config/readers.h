#pragma once

#include <vector>

#include "config/model.h"
#include "config/section.h"

/// From the sections of a file to the options of their modules. What is wrong is reported to the
/// section's diagnostics, and the default stays in its place.
namespace sluice::config {

void readListen(Section section, listener::Options& out);
void readAdmin(Section section, AdminOptions& out);
void readLog(Section section, LogOptions& out);
void readEngine(Section section, int& workers);
/// `folder`: of the configuration file; relative file names start there.
std::vector<upstream::PoolOptions> readPools(Section section, const std::string& folder);
std::vector<routing::Route> readRoutes(Section section);
/// All of a route but its name, from its own section.
void readRoute(Section& route, routing::Route& out);
cache::Options readCache(Section section);
/// What may be changed of the cache while requests flow: default_ttl and rules, which stand for
/// all.
void readCacheTuning(Section& section, cache::Options& out);
listener::BatchOptions readBatch(Section section);

/// What may be changed of a pool while requests flow, from its own section: all but its name and
/// its servers. `folder`: where relative file names start. Of a server: weight, duty.
void readTuning(Section& pool, const std::string& folder, upstream::PoolOptions& out);
void readServerTuning(Section& server, upstream::ServerOptions& out);
void readCheck(Section section, upstream::CheckOptions& out);
void readOutlier(Section section, upstream::OutlierOptions& out);

void readConnections(Section section, upstream::PoolOptions& out);
void readTimeouts(Section section, upstream::PoolOptions& out);
void readTls(Section section, const std::string& folder, upstream::PoolOptions& out);
void readHash(Section section, upstream::HashOptions& out);
void readConcurrency(Section section, upstream::ConcurrencyOptions& out);
void readRetry(Section section, upstream::RetryOptions& out);
void readHedge(Section section, upstream::HedgeOptions& out);

/// The whole file.
Model readModel(const Value& document, const std::string& folder, Diagnostics& diagnostics);

}  // namespace sluice::config
