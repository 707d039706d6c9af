#include "admin/resource.h"

#include <QByteArray>

namespace sluice::admin {

namespace {

std::string decoded(std::string_view segment) {
    const QByteArray text(segment.data(), static_cast<qsizetype>(segment.size()));
    return QByteArray::fromPercentEncoding(text).toStdString();
}

/// "/api/v1/pools/{pool}/servers/{server}". Split before decoding: a name may hold a slash.
Resource serverAt(std::string_view path) {
    constexpr std::string_view prefix = "/api/v1/pools/";
    constexpr std::string_view middle = "/servers/";
    if (path.substr(0, prefix.size()) != prefix) return {};
    path.remove_prefix(prefix.size());
    const size_t end = path.find('/');
    if (end == 0 || end == std::string_view::npos) return {};
    if (path.substr(end, middle.size()) != middle) return {};
    const std::string_view server = path.substr(end + middle.size());
    if (server.empty() || server.find('/') != std::string_view::npos) return {};
    return {Resource::Kind::server, decoded(path.substr(0, end)), decoded(server)};
}

/// "/api/v1/pools/{pool}/what-if"
Resource whatIfAt(std::string_view path) {
    constexpr std::string_view prefix = "/api/v1/pools/";
    constexpr std::string_view suffix = "/what-if";
    if (path.substr(0, prefix.size()) != prefix) return {};
    path.remove_prefix(prefix.size());
    const size_t end = path.find('/');
    if (end == 0 || end == std::string_view::npos || path.substr(end) != suffix) return {};
    return {Resource::Kind::whatIf, decoded(path.substr(0, end)), {}};
}

}  // namespace

Resource Resource::of(std::string_view path) {
    if (path == "/healthz") return {Kind::health, {}, {}};
    if (path == "/api/v1/snapshot") return {Kind::snapshot, {}, {}};
    if (path == "/api/v1/pools") return {Kind::pools, {}, {}};
    if (Resource whatIf = whatIfAt(path); whatIf.kind != Kind::none) return whatIf;
    return serverAt(path);
}

bool Resource::allows(std::string_view method) const {
    if (kind == Kind::server) return method == "PATCH";
    return method == "GET" || method == "HEAD";
}

}  // namespace sluice::admin
