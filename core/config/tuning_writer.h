#pragma once

#include "config/document.h"
#include "upstream/options.h"

namespace sluice::config {

/// What may be changed of a pool while requests flow, as the file would say it: all that
/// readTuning() reads back, and servers {NAME: {weight duty}}.
Value writeTuning(const upstream::PoolOptions& pool);
/// Parts of it.
Value writeConcurrency(const upstream::ConcurrencyOptions& concurrency);
Value writeRetry(const upstream::RetryOptions& retry);
Value writeHedge(const upstream::HedgeOptions& hedge);
Value writePreserveHost(upstream::PreserveHost preserve);

}  // namespace sluice::config
