#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "admin/reply.h"
#include "admin/request_guard.h"
#include "admin/resource.h"
#include "base/endpoint.h"
#include "base/result.h"
#include "listener/request_handler.h"
#include "metrics/snapshot.h"
#include "upstream/what_if/what_if.h"

namespace sluice::admin {

/// What the API can ask of the engine. All are called on the control thread.
struct Actions {
    std::function<std::shared_ptr<const metrics::Snapshot>()> snapshot;
    std::function<Result<>(const std::string& pool, const std::string& server, double weight)>
        setWeight;
    /// Calls `done` later, or never if the gateway stops first.
    std::function<void(const std::string& pool, std::function<void(Result<upstream::WhatIf>)> done)>
        runWhatIf;
};

/// The admin API: an HTTP handler on the control thread, behind a listener of its own.
/// GET /healthz, GET /api/v1/snapshot (JSON; CSV with ?format=csv), GET /api/v1/pools,
/// PATCH /api/v1/pools/{pool}/servers/{server} with {"weight": 2.5}, at most 64 KiB,
/// GET /api/v1/pools/{pool}/what-if, which takes some time.
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
    event::Task<Reply> whatIf(listener::Connection& connection, Resource resource) const;
    event::Task<Reply> patchServer(listener::Connection& connection, Resource resource) const;
    Reply setWeight(const http::RequestHead& request, const Resource& resource,
                    double weight) const;

    const RequestGuard m_guard;
    const Actions m_actions;
};

}  // namespace sluice::admin
