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
cache::Options readCache(Section section);
/// What may be changed of the cache while requests flow: default_ttl and rules, which stand for
/// all.
void readCacheTuning(Section& section, cache::Options& out);
listener::BatchOptions readBatch(Section section);

/// What may be changed of a pool while requests flow, from its own section: strategy, score_scale,
/// health, outlier, slow_start, fail_open, concurrency, retry, hedge. Of a server: weight, duty.
void readTuning(Section& pool, upstream::PoolOptions& out);
void readServerTuning(Section& server, upstream::ServerOptions& out);
void readCheck(Section section, upstream::CheckOptions& out);
void readOutlier(Section section, upstream::OutlierOptions& out);

void readHash(Section section, upstream::HashOptions& out);
void readConcurrency(Section section, upstream::ConcurrencyOptions& out);
void readRetry(Section section, upstream::RetryOptions& out);
void readHedge(Section section, upstream::HedgeOptions& out);

/// The whole file.
Model readModel(const Value& document, const std::string& folder, Diagnostics& diagnostics);

}  // namespace sluice::config
