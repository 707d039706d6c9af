#include "admin/changes.h"

#include <algorithm>
#include <utility>

#include "admin/json_body.h"
#include "admin/json_value.h"
#include "admin/pool_json.h"
#include "admin/problems.h"
#include "admin/route_json.h"

using namespace Qt::StringLiterals;

namespace sluice::admin {

namespace {

constexpr std::string_view poolExample = R"({"strategy": "round-robin"})";
constexpr std::string_view routeExample = R"({"timeout": "5m"})";
constexpr std::string_view serverExample = R"({"weight": 2.5})";
constexpr std::string_view saveExample = R"({"overwrite": true})";

const metrics::ServerSnapshot* byName(const metrics::PoolSnapshot& pool, const std::string& name) {
    const auto found = std::find_if(pool.servers.begin(), pool.servers.end(),
                                    [&](const auto& server) { return server.name == name; });
    return found == pool.servers.end() ? nullptr : &*found;
}

Result<bool, http::Problem> overwriteOf(std::string_view body) {
    if (body.empty()) return false;
    const auto object = parseJsonObject(body, saveExample);
    if (!object) return tl::unexpected(object.error());
    for (const QString& key : object->keys()) {
        if (key == u"overwrite"_s) continue;
        return tl::unexpected(
            invalidChange("unknown key \"" + key.toStdString() + "\"; expected \"overwrite\""));
    }
    const QJsonValue value = object->value(u"overwrite"_s);
    if (value.isUndefined() || value.isBool()) return value.toBool();
    return tl::unexpected(invalidChange("overwrite: expected true or false"));
}

}  // namespace

event::Task<Reply> Changes::make(listener::Connection& connection, Resource resource) const {
    const http::RequestHead& request = connection.request();
    const bool mayBeEmpty =
        resource.kind == Resource::Kind::save || resource.kind == Resource::Kind::revert;
    if (mayBeEmpty && !request.framing.hasBody()) co_return make(request, resource, {});
    const auto body = co_await readJsonBody(connection, maxBodyBytes);
    if (!body) co_return Reply::problem(body.error(), request);
    co_return make(request, resource, *body);
}

Reply Changes::make(const http::RequestHead& request, const Resource& resource,
                    std::string_view body) const {
    const auto made = [&]() -> Result<Reply, http::Problem> {
        switch (resource.kind) {
            case Resource::Kind::pool:
                return patchPool(resource, body);
            case Resource::Kind::server:
                return patchServer(resource, body);
            case Resource::Kind::route:
                return patchRoute(resource, body);
            case Resource::Kind::save:
                return save(body);
            default:
                return revert();
        }
    }();
    return made ? *made : Reply::problem(made.error(), request);
}

Result<metrics::PoolSnapshot, http::Problem> Changes::find(const std::string& pool) const {
    const auto snapshot = m_actions.snapshot();
    if (!snapshot) return tl::unexpected(notRunning());
    auto found = m_actions.pool(pool);
    if (!found) return tl::unexpected(noPool(pool, *snapshot));
    return std::move(*found);
}

Result<Reply, http::Problem> Changes::patchPool(const Resource& resource,
                                                std::string_view body) const {
    const auto change = parseJsonObject(body, poolExample);
    if (!change) return tl::unexpected(change.error());
    if (const auto pool = find(resource.pool); !pool) return tl::unexpected(pool.error());
    const auto changed = m_actions.changePool(resource.pool, *change);
    if (!changed) return tl::unexpected(invalidChange(changed.error().message));
    const auto pool = find(resource.pool);
    if (!pool) return tl::unexpected(pool.error());
    return Reply::json(poolToJson(*pool, m_actions, false).toStdString());
}

Result<Reply, http::Problem> Changes::patchServer(const Resource& resource,
                                                  std::string_view body) const {
    const auto change = parseJsonObject(body, serverExample);
    if (!change) return tl::unexpected(change.error());
    auto pool = find(resource.pool);
    if (!pool) return tl::unexpected(pool.error());
    if (!byName(*pool, resource.server)) return tl::unexpected(noServer(resource.server, *pool));
    const auto changed = m_actions.changeServer(resource.pool, resource.server, *change);
    if (!changed) return tl::unexpected(invalidChange(changed.error().message));
    pool = find(resource.pool);
    if (!pool) return tl::unexpected(pool.error());
    const auto* server = byName(*pool, resource.server);
    if (!server) return tl::unexpected(noServer(resource.server, *pool));
    return Reply::json(serverToJson(resource.pool, *server).toStdString());
}

Result<Reply, http::Problem> Changes::patchRoute(const Resource& resource,
                                                 std::string_view body) const {
    const auto change = parseJsonObject(body, routeExample);
    if (!change) return tl::unexpected(change.error());
    if (m_actions.routeSettings(resource.route).effective.isEmpty()) {
        return tl::unexpected(noRoute(resource.route, m_actions.routeNames()));
    }
    const auto changed = m_actions.changeRoute(resource.route, *change);
    if (!changed) return tl::unexpected(invalidChange(changed.error().message));
    return Reply::json(routeToJson(resource.route, m_actions, false).toStdString());
}

Result<Reply, http::Problem> Changes::save(std::string_view body) const {
    const auto overwrite = overwriteOf(body);
    if (!overwrite) return tl::unexpected(overwrite.error());
    const auto saved = m_actions.save(*overwrite);
    if (!saved) return tl::unexpected(notChanged(saved.error().message));
    return fileReply();
}

Result<Reply, http::Problem> Changes::revert() const {
    const auto reverted = m_actions.revert();
    if (!reverted) return tl::unexpected(notChanged(reverted.error().message));
    return fileReply();
}

Reply Changes::fileReply() const {
    const auto snapshot = m_actions.snapshot();
    const QJsonObject object{
        {u"file"_s, QString::fromStdString(snapshot ? snapshot->configFile : "")},
        {u"unsaved_changes"_s, snapshot ? snapshot->unsavedChanges : 0}};
    return Reply::json(lineOf(object));
}

}  // namespace sluice::admin
