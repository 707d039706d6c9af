#pragma once

#include <QJsonObject>
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

/// The object that the text is. 400 if it is not JSON, 422 if it is something else than an object.
/// `example` is for the errors.
Result<QJsonObject, http::Problem> parseJsonObject(std::string_view json, std::string_view example);

/// 422: what the change says is wrong, and why.
http::Problem invalidChange(std::string why);

}  // namespace sluice::admin
