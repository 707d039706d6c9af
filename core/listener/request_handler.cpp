#include "listener/request_handler.h"

#include "http/problem.h"
#include "listener/connection.h"

namespace sluice::listener {

event::Task<> RequestHandler::refuse(Connection& connection, const http::ParseError& error) {
    co_await connection.answer(http::problemOf(error), true);
}

}  // namespace sluice::listener
