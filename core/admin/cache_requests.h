#pragma once

#include "admin/actions.h"
#include "admin/reply.h"
#include "admin/resource.h"
#include "event/task.h"
#include "listener/connection.h"

namespace sluice::admin {

/// What can be asked about the cache, and its rules changed. Control thread.
class CacheRequests {
public:
    static constexpr size_t maxBodyBytes = 64 * 1024;

    /// `actions` outlive it.
    explicit CacheRequests(const Actions& actions) : m_actions(actions) {}

    static bool isOne(Resource::Kind kind);
    event::Task<Reply> answer(listener::Connection& connection, Resource resource) const;

private:
    using Made = Result<Reply, http::Problem>;

    Made read(const http::RequestHead& request, Resource::Kind kind) const;
    Made explain(std::string_view query) const;
    Made changeRules(std::string_view body) const;
    Made rules() const;
    event::Task<Reply> list(const http::RequestHead& request) const;
    event::Task<Reply> purge(const http::RequestHead& request, std::string body) const;
    event::Task<Reply> ask(const http::RequestHead& request, std::string body) const;

    const Actions& m_actions;
};

}  // namespace sluice::admin
