#include "admin/admin_api.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>
#include <array>
#include <utility>

#include "admin/json_body.h"
#include "admin/problems.h"
#include "admin/snapshot_csv.h"
#include "admin/snapshot_json.h"
#include "admin/what_if_json.h"
#include "event/notification.h"

namespace sluice::admin {

namespace {

constexpr size_t maxBodyBytes = 64 * 1024;
constexpr std::chrono::seconds whatIfTimeout{30};
constexpr std::string_view json = "application/json";

/// The address that the client has connected to.
std::string localAddress(int descriptor) {
    sockaddr_storage own{};
    socklen_t size = sizeof own;
    if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&own), &size) != 0) return {};
    const void* address =
        own.ss_family == AF_INET
            ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in&>(own).sin_addr)
            : &reinterpret_cast<const sockaddr_in6&>(own).sin6_addr;
    std::array<char, INET6_ADDRSTRLEN> text{};
    return ::inet_ntop(own.ss_family, address, text.data(), text.size()) ? text.data() : "";
}

template <class Range>
auto byName(const Range& range, const std::string& name) {
    return std::find_if(range.begin(), range.end(), [&](const auto& e) { return e.name == name; });
}

QString text(const std::string& utf8) {
    return QString::fromStdString(utf8);
}

/// A server's effective values.
std::string serverToJson(const std::string& pool, const metrics::ServerSnapshot& server) {
    const QJsonObject object{{QStringLiteral("pool"), text(pool)},
                             {QStringLiteral("name"), text(server.name)},
                             {QStringLiteral("url"), text(server.url)},
                             {QStringLiteral("weight"), server.weight},
                             {QStringLiteral("configured_weight"), server.configuredWeight},
                             {QStringLiteral("expected_share"), server.expectedShare},
                             {QStringLiteral("state"), text(server.state)}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString() + "\n";
}

Result<metrics::ServerSnapshot, http::Problem> find(
    const std::shared_ptr<const metrics::Snapshot>& snapshot, const Resource& resource) {
    if (!snapshot) return tl::unexpected(notRunning());
    const auto pool = byName(snapshot->pools, resource.pool);
    if (pool == snapshot->pools.end()) return tl::unexpected(noPool(resource.pool, *snapshot));
    const auto server = byName(pool->servers, resource.server);
    if (server == pool->servers.end()) return tl::unexpected(noServer(resource.server, *pool));
    return *server;
}

/// The value of `format`, the only parameter there is.
std::string_view formatOf(std::string_view query) {
    constexpr std::string_view key = "format=";
    return query.substr(0, key.size()) == key ? query.substr(key.size()) : "json";
}

Reply snapshotReply(const metrics::Snapshot& snapshot, const http::RequestHead& request) {
    const std::string_view format = formatOf(request.query());
    if (format == "json") return Reply::ok(json, toJson(snapshot).toStdString());
    if (format == "csv") return Reply::ok("text/csv; charset=utf-8", toCsv(snapshot).toStdString());
    return Reply::problem(unknownFormat(format), request);
}

}  // namespace

AdminApi::AdminApi(Endpoint address, std::string token, Actions actions)
    : m_guard(std::move(address), std::move(token)), m_actions(std::move(actions)) {}

event::Task<> AdminApi::handle(listener::Connection& connection) {
    Reply reply = co_await answer(connection);
    co_await send(connection, std::move(reply));
}

event::Task<Reply> AdminApi::answer(listener::Connection& connection) const {
    const http::RequestHead& request = connection.request();
    const Resource resource = Resource::of(request.path());
    const std::string local = localAddress(connection.socket().descriptor());
    if (const auto problem = refuse(request, local, resource)) {
        co_return Reply::problem(*problem, request);
    }
    if (!resource.allows(request.method)) {
        Reply reply = Reply::problem(methodNotAllowed(request.method, resource), request);
        reply.head.fields.add("Allow", resource.allowed());
        co_return reply;
    }
    if (resource.kind == Resource::Kind::server)
        co_return co_await patchServer(connection, resource);
    if (resource.kind == Resource::Kind::whatIf) co_return co_await whatIf(connection, resource);
    co_return read(request, resource);
}

std::optional<http::Problem> AdminApi::refuse(const http::RequestHead& request,
                                              std::string_view local,
                                              const Resource& resource) const {
    if (auto problem = m_guard.refuseSender(request, local)) return problem;
    if (resource.kind != Resource::Kind::health) {
        if (auto problem = m_guard.refuseToken(request)) return problem;
    }
    if (resource.kind == Resource::Kind::none) return noResource(request.path());
    return {};
}

Reply AdminApi::read(const http::RequestHead& request, const Resource& resource) const {
    if (resource.kind == Resource::Kind::health) return Reply::ok(json, "{\"status\":\"ok\"}\n");
    const auto snapshot = m_actions.snapshot();
    if (!snapshot) return Reply::problem(notRunning(), request);
    if (resource.kind == Resource::Kind::pools)
        return Reply::ok(json, poolsToJson(*snapshot).toStdString());
    return snapshotReply(*snapshot, request);
}

/// The run may outlast this, if the client goes away: they share what it gives.
event::Task<Reply> AdminApi::whatIf(listener::Connection& connection, Resource resource) const {
    struct Run {
        event::Notification ended;
        Result<upstream::WhatIf> result = failure("the run has not come to its end in time");
    };
    const http::RequestHead& request = connection.request();
    const auto snapshot = m_actions.snapshot();
    if (!snapshot) co_return Reply::problem(notRunning(), request);
    if (byName(snapshot->pools, resource.pool) == snapshot->pools.end())
        co_return Reply::problem(noPool(resource.pool, *snapshot), request);
    const auto run = std::make_shared<Run>();
    m_actions.runWhatIf(resource.pool, [run](auto result) {
        run->result = std::move(result);
        run->ended.notify();
    });
    co_await run->ended.wait(Clock::now() + whatIfTimeout);
    if (!run->result) co_return Reply::problem(notNow(run->result.error().message), request);
    co_return Reply::ok(json, toJson(*run->result));
}

event::Task<Reply> AdminApi::patchServer(listener::Connection& connection,
                                         Resource resource) const {
    const http::RequestHead& request = connection.request();
    const auto body = co_await readJsonBody(connection, maxBodyBytes);
    if (!body) co_return Reply::problem(body.error(), request);
    const auto weight = parseWeightPatch(*body);
    if (!weight) co_return Reply::problem(weight.error(), request);
    co_return setWeight(request, resource, *weight);
}

Reply AdminApi::setWeight(const http::RequestHead& request, const Resource& resource,
                          double weight) const {
    if (const auto found = find(m_actions.snapshot(), resource); !found) {
        return Reply::problem(found.error(), request);
    }
    const auto changed = m_actions.setWeight(resource.pool, resource.server, weight);
    if (!changed) return Reply::problem(notChanged(changed.error().message), request);
    const auto found = find(m_actions.snapshot(), resource);
    if (!found) return Reply::problem(found.error(), request);
    return Reply::ok(json, serverToJson(resource.pool, *found));
}

}  // namespace sluice::admin
