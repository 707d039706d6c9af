#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "event/task.h"
#include "http/problem.h"
#include "listener/connection.h"

namespace sluice::admin {

/// Reads a request's whole JSON body, at most `maxBytes`. 415 for another Content-Type, 413 for a
/// longer body, 400 for one that breaks the protocol, 408 for one that does not arrive.
event::Task<Result<std::string, http::Problem>> readJsonBody(listener::Connection& connection,
                                                             size_t maxBytes);

/// What `{"weight": 2.5}` asks for, 0 to 1000. 400 if it is not JSON, 422 if it says anything else.
Result<double, http::Problem> parseWeightPatch(std::string_view json);

}  // namespace sluice::admin
