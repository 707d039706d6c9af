#pragma once

#include "config/document.h"
#include "upstream/options.h"

namespace sluice::config {

/// What may be changed of a pool while requests flow, as the file would say it: strategy,
/// score_scale, slow_start, fail_open, health, outlier, concurrency, retry, hedge, and servers
/// {NAME: {weight duty}}. readTuning() reads it back.
Value writeTuning(const upstream::PoolOptions& pool);
/// Parts of it.
Value writeConcurrency(const upstream::ConcurrencyOptions& concurrency);
Value writeRetry(const upstream::RetryOptions& retry);
Value writeHedge(const upstream::HedgeOptions& hedge);

}  // namespace sluice::config
