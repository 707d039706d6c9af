#include "admin/resource.h"

#include <QByteArray>
#include <utility>

namespace sluice::admin {

namespace {

Resource at(Resource::Kind kind) {
    return {kind, {}, {}, {}};
}

std::string decoded(std::string_view segment) {
    const QByteArray text(segment.data(), static_cast<qsizetype>(segment.size()));
    return QByteArray::fromPercentEncoding(text).toStdString();
}

/// "/api/v1/pools/{pool}" or "/api/v1/pools/{pool}/servers/{server}". Split before decoding: a name
/// may hold a slash.
Resource below(std::string_view path) {
    constexpr std::string_view prefix = "/api/v1/pools/";
    constexpr std::string_view middle = "/servers/";
    if (path.substr(0, prefix.size()) != prefix) return {};
    path.remove_prefix(prefix.size());
    const size_t end = path.find('/');
    if (end == 0 || path.empty()) return {};
    std::string pool = decoded(path.substr(0, end));
    if (end == std::string_view::npos) return {Resource::Kind::pool, std::move(pool), {}, {}};
    if (path.substr(end, middle.size()) != middle) return {};
    const std::string_view server = path.substr(end + middle.size());
    if (server.empty() || server.find('/') != std::string_view::npos) return {};
    return {Resource::Kind::server, std::move(pool), decoded(server), {}};
}

/// "/api/v1/pools/{pool}/what-if"
Resource whatIfAt(std::string_view path) {
    constexpr std::string_view prefix = "/api/v1/pools/";
    constexpr std::string_view suffix = "/what-if";
    if (path.substr(0, prefix.size()) != prefix) return {};
    path.remove_prefix(prefix.size());
    const size_t end = path.find('/');
    if (end == 0 || end == std::string_view::npos || path.substr(end) != suffix) return {};
    return {Resource::Kind::whatIf, decoded(path.substr(0, end)), {}, {}};
}

/// "/api/v1/routes/{route}"
Resource routeAt(std::string_view path) {
    constexpr std::string_view prefix = "/api/v1/routes/";
    if (path.substr(0, prefix.size()) != prefix) return {};
    path.remove_prefix(prefix.size());
    if (path.empty() || path.find('/') != std::string_view::npos) return {};
    return {Resource::Kind::route, {}, {}, decoded(path)};
}

}  // namespace

Resource Resource::of(std::string_view path) {
    if (path == "/healthz") return at(Kind::health);
    if (path == "/api/v1/gateway") return at(Kind::gateway);
    if (path == "/api/v1/snapshot") return at(Kind::snapshot);
    if (path == "/api/v1/history") return at(Kind::history);
    if (path == "/metrics") return at(Kind::metrics);
    if (path == "/api/v1/events") return at(Kind::events);
    if (path == "/api/v1/pools") return at(Kind::pools);
    if (path == "/api/v1/routes") return at(Kind::routes);
    if (path == "/api/v1/cache") return at(Kind::cache);
    if (path == "/api/v1/cache/entries") return at(Kind::cacheEntries);
    if (path == "/api/v1/cache/rules") return at(Kind::cacheRules);
    if (path == "/api/v1/cache/explain") return at(Kind::cacheExplain);
    if (path == "/api/v1/cache/purge") return at(Kind::purge);
    if (path == "/api/v1/save") return at(Kind::save);
    if (path == "/api/v1/revert") return at(Kind::revert);
    if (Resource whatIf = whatIfAt(path); whatIf.kind != Kind::none) return whatIf;
    if (Resource route = routeAt(path); route.kind != Kind::none) return route;
    return below(path);
}

std::string_view Resource::allowed() const {
    switch (kind) {
        case Kind::pool:
        case Kind::route:
        case Kind::cacheRules:
            return "GET, HEAD, PATCH";
        case Kind::cacheExplain:
            return "GET, HEAD, POST";
        case Kind::server:
            return "PATCH";
        case Kind::purge:
        case Kind::save:
        case Kind::revert:
            return "POST";
        default:
            return "GET, HEAD";
    }
}

bool Resource::allows(std::string_view method) const {
    const bool isRead = method == "GET" || method == "HEAD";
    switch (kind) {
        case Kind::pool:
        case Kind::route:
        case Kind::cacheRules:
            return isRead || method == "PATCH";
        case Kind::cacheExplain:
            return isRead || method == "POST";
        case Kind::server:
            return method == "PATCH";
        case Kind::purge:
        case Kind::save:
        case Kind::revert:
            return method == "POST";
        default:
            return isRead;
    }
}

}  // namespace sluice::admin
