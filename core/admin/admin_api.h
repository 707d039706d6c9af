#pragma once

#include <optional>
#include <string>

#include "admin/actions.h"
#include "admin/cache_requests.h"
#include "admin/changes.h"
#include "admin/reply.h"
#include "admin/request_guard.h"
#include "admin/resource.h"
#include "base/endpoint.h"
#include "listener/request_handler.h"

namespace sluice::admin {

/// The admin API: an HTTP handler on the control thread, behind a listener of its own.
///
/// - GET /healthz, /metrics (Prometheus), /api/v1/snapshot (JSON; ?format=csv or prometheus),
///   /api/v1/gateway (which gateway it is, as the snapshot says it),
///   /api/v1/history (each second of an hour; a day with ?step=10), /api/v1/events, /api/v1/pools,
///   /api/v1/pools/{pool}, /api/v1/pools/{pool}/what-if, which takes some time
/// - PATCH /api/v1/pools/{pool} with any of strategy, score_scale, slow_start, fail_open, health,
///   outlier: keys, units and checks are those of the configuration file
/// - PATCH /api/v1/pools/{pool}/servers/{server} with {"weight": 2.5, "duty": "drained"}
/// - GET /api/v1/cache, /api/v1/cache/entries?search=&order=bytes|hits|newest&limit=,
///   /api/v1/cache/explain?url=, and POST of {"url", "fields"} there, which asks the server first
/// - GET and PATCH /api/v1/cache/rules with any of default_ttl and rules, which stand for all
/// - POST /api/v1/cache/purge with {"what": PATTERN}: "all", a URL or path, "prefix:…", "glob:…" or
///   "tag:…"; answers {"what", "purged"}, the entries of the memory that are gone, and with Redis
///   {"redis"}: "taken", or "owed" with "why": other gateways may serve it until Redis takes it
/// - POST /api/v1/save, with {"overwrite": true} also over a file that was changed meanwhile, and
///   /api/v1/revert
///
/// A change is made as a whole or not at all; a body has at most 64 KiB.
/// Refuses foreign Host values and cross-origin requests of browsers; asks for
/// "Authorization: Bearer TOKEN" when a token is set, except on /healthz. Control thread only.
class AdminApi final : public listener::RequestHandler {
public:
    /// `address` as bound: it says which Host values are its own.
    AdminApi(Endpoint address, std::string token, Actions actions);

    event::Task<> handle(listener::Connection& connection) override;

private:
    event::Task<Reply> answer(listener::Connection& connection) const;
    std::optional<http::Problem> refuse(const http::RequestHead& request, std::string_view local,
                                        const Resource& resource) const;
    Reply read(const http::RequestHead& request, const Resource& resource) const;
    Reply readRoute(const http::RequestHead& request, const std::string& route) const;
    event::Task<Reply> whatIf(listener::Connection& connection, Resource resource) const;

    const RequestGuard m_guard;
    const Actions m_actions;
    const Changes m_changes;
    const CacheRequests m_cache;
};

}  // namespace sluice::admin
