#pragma once

#include "http/problem.h"
#include "http/request.h"
#include "upstream/failure.h"
#include "upstream/pool.h"
#include "upstream/semaphore.h"

namespace sluice::gateway {

/// The gateway's own answers. Their types are stable; docs in README.md.
http::Problem noRoute(const http::RequestHead& request);
http::Problem traceRefused();
http::Problem noServer(const upstream::Pool& pool);
/// Too many requests are under way in the pool, and too many wait, or this one waited too long.
http::Problem poolBusy(const upstream::Pool& pool, upstream::Semaphore::Outcome outcome);
http::Problem serverFailed(const upstream::Failure& failure, const upstream::Pool& pool,
                           const upstream::Server& server);

}  // namespace sluice::gateway
