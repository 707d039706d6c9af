#pragma once

#include "http/problem.h"
#include "http/request.h"
#include "listener/options.h"

namespace sluice::gateway {

/// The answer to a request that could not be read, or not taken: names the setting whose limit it
/// passed, and cookies where they are the bulk of a head. `request`: what was read of it.
http::Problem badRequest(const http::ParseError& error, const http::RequestHead& request,
                         const listener::Options& options);

}  // namespace sluice::gateway
