#pragma once

#include "http/problem.h"
#include "http/request.h"
#include "routing/route.h"
#include "upstream/failure.h"
#include "upstream/pool.h"
#include "upstream/semaphore.h"

namespace sluice::gateway {

/// The gateway's own answers. Their types are stable; docs in README.md.
http::Problem noRoute(const http::RequestHead& request);
/// The path may mean another one to the server than to the routes.
http::Problem doubtfulPath(const routing::Route& route);
/// Connection names a field that decided for the route.
http::Problem hiddenChoice();
/// The request has come from this gateway.
http::Problem inLoop(const upstream::Pool& pool);
http::Problem traceRefused();
http::Problem badMaxForwards();
http::Problem noServer(const upstream::Pool& pool);
/// Too many requests are under way in the pool, and too many wait, or this one waited too long.
http::Problem poolBusy(const upstream::Pool& pool, const upstream::ConcurrencyOptions& limits,
                       upstream::Semaphore::Outcome outcome);
http::Problem serverFailed(const upstream::Failure& failure, const upstream::Pool& pool,
                           const upstream::Server& server);
/// The request's own body could not be read.
http::Problem badBody(const upstream::Failure& failure, const upstream::Pool& pool);
/// The answer to another client's request, which this one waited for, has not come in time.
http::Problem waitedTooLong(const upstream::Pool& pool);
/// Cache-Control: only-if-cached (RFC 9111 section 5.2.1.7).
http::Problem notCached();

}  // namespace sluice::gateway
