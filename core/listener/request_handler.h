#pragma once

#include "event/task.h"
#include "http/parse_error.h"

namespace sluice::listener {

class Connection;

/// Answers requests. One for each worker; called on that worker only.
class RequestHandler {
public:
    virtual ~RequestHandler() = default;

    /// Answers the request that `connection` has just read the head of. When the client goes away
    /// the task is destroyed wherever it waits.
    virtual event::Task<> handle(Connection& connection) = 0;
    /// Answers what cannot be handled, on a connection that ends afterwards; `connection.request()`
    /// is what can be told of its head. By itself a problem document, or a page for browsers.
    /// `error` outlives the task.
    virtual event::Task<> refuse(Connection& connection, const http::ParseError& error);
};

}  // namespace sluice::listener
