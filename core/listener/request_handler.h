#pragma once

#include "event/task.h"

namespace sluice::listener {

class Connection;

/// Answers requests. One for each worker; called on that worker only.
class RequestHandler {
public:
    virtual ~RequestHandler() = default;

    /// Answers the request that `connection` has just read the head of. When the client goes away
    /// the task is destroyed wherever it waits.
    virtual event::Task<> handle(Connection& connection) = 0;
};

}  // namespace sluice::listener
