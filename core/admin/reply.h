#pragma once

#include <string>
#include <string_view>

#include "event/task.h"
#include "http/problem.h"
#include "http/response.h"
#include "listener/connection.h"

namespace sluice::admin {

/// An answer of the admin API: a head and a whole body.
struct Reply {
    http::ResponseHead head;
    std::string body;

    static Reply ok(std::string_view contentType, std::string body);
    static Reply json(std::string body);
    /// In the form that the client prefers, as http::describe() writes it.
    static Reply problem(const http::Problem& problem, const http::RequestHead& request);
};

/// Sends it; of an answer to HEAD, the head alone.
event::Task<> send(listener::Connection& connection, Reply reply);

}  // namespace sluice::admin
