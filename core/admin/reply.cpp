#include "admin/reply.h"

#include <utility>

#include "http/current_date.h"

namespace sluice::admin {

Reply Reply::ok(std::string_view contentType, std::string body) {
    Reply reply;
    reply.body = std::move(body);
    reply.head.status = 200;
    reply.head.reason = http::reasonPhrase(200);
    reply.head.framing = {http::Framing::Kind::length, reply.body.size()};
    reply.head.fields.add("Content-Type", contentType);
    return reply;
}

Reply Reply::json(std::string body) {
    return ok("application/json", std::move(body));
}

Reply Reply::problem(const http::Problem& problem, const http::RequestHead& request) {
    Reply reply;
    reply.body = http::describe(problem, http::prefersHtml(request.fields), reply.head);
    if (problem.status == 401) reply.head.fields.add("WWW-Authenticate", "Bearer");
    return reply;
}

event::Task<> send(listener::Connection& connection, Reply reply) {
    const http::RequestHead& request = connection.request();
    reply.head.fields.set("Date", http::currentDate());
    reply.head.fields.set("Cache-Control", "no-store");
    reply.head.fields.set("X-Content-Type-Options", "nosniff");
    listener::ResponseSink& response = connection.response();
    response.begin(reply.head, request, connection.mayKeepAlive());
    if (request.method != "HEAD") response.write(reply.body, true);
    response.finish();
    co_await response.flush();
}

}  // namespace sluice::admin
