#pragma once

#include <string>
#include <string_view>

#include "http/request.h"
#include "routing/route.h"
#include "upstream/server.h"

namespace sluice::gateway {

/// One resource has two names where the gateway changes Host or path: the client's and the
/// server's. Translates them in the fields of a request and of its answer. Refers to what it is
/// made of; on the exchange's worker.
class Locations {
public:
    /// `asked`: the request as it came. `sentHost`: the Host that the server got.
    Locations(const http::RequestHead& asked, const routing::Route& route,
              const upstream::Server& server, std::string_view sentHost)
        : m_asked(asked), m_route(route), m_server(server), m_sentHost(sentHost) {}

    /// Destination of WebDAV's COPY and MOVE (RFC 4918 section 10.3).
    void toServer(http::HeaderMap& fields) const;
    /// Location, Content-Location and Refresh: a URL of the server's own becomes one without scheme
    /// and host, so that it holds good however the client came; its path gets back the prefix that
    /// the route took off. Of cookies, a Domain that names the server goes, as browsers would
    /// refuse them; they are for the gateway's host then.
    void toClient(http::HeaderMap& fields) const;

private:
    struct Reference;

    std::string clientValue(const http::HeaderMap::Field& field) const;
    std::string clientReference(std::string_view text) const;
    std::string clientRefresh(std::string_view value) const;
    std::string clientCookie(std::string_view cookie) const;
    std::string serverDestination(std::string_view text) const;
    std::string clientRest(std::string_view rest) const;
    bool isServers(const Reference& reference) const;
    bool isGateways(const Reference& reference) const;

    const http::RequestHead& m_asked;
    const routing::Route& m_route;
    const upstream::Server& m_server;
    const std::string_view m_sentHost;
};

}  // namespace sluice::gateway
