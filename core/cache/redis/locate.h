#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "cache/redis/address.h"
#include "cache/redis/redis_url.h"
#include "event/task.h"

namespace sluice::cache::redis {

/// Where the server is now: as the URL says, or as the first Sentinel does that knows the master.
/// `url` must outlive it.
event::Task<Result<Address>> locate(const RedisUrl& url, TimePoint deadline);

}  // namespace sluice::cache::redis
