#pragma once

#include "admin/actions.h"
#include "admin/reply.h"
#include "admin/resource.h"
#include "event/task.h"
#include "listener/connection.h"

namespace sluice::admin {

/// The requests that change something: PATCH of pools, servers and routes, POST of save and revert.
/// Control thread.
class Changes {
public:
    static constexpr size_t maxBodyBytes = 64 * 1024;

    /// `actions` outlive it.
    explicit Changes(const Actions& actions) : m_actions(actions) {}

    /// Reads the body of a request that may make the change, and makes it.
    event::Task<Reply> make(listener::Connection& connection, Resource resource) const;

private:
    Reply make(const http::RequestHead& request, const Resource& resource,
               std::string_view body) const;
    Result<Reply, http::Problem> patchPool(const Resource& resource, std::string_view body) const;
    Result<Reply, http::Problem> patchRoute(const Resource& resource, std::string_view body) const;
    Result<Reply, http::Problem> patchServer(const Resource& resource, std::string_view body) const;
    Result<Reply, http::Problem> save(std::string_view body) const;
    Result<Reply, http::Problem> revert() const;
    Reply fileReply() const;
    Result<metrics::PoolSnapshot, http::Problem> find(const std::string& pool) const;

    const Actions& m_actions;
};

}  // namespace sluice::admin
