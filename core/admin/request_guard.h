#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/endpoint.h"
#include "http/problem.h"
#include "http/request.h"

namespace sluice::admin {

/// Who may use the admin API. A browser on this machine can reach it too, so whatever a foreign web
/// page could have sent is refused: names that a page's owner may point at us (DNS rebinding), and
/// requests that a page of another origin made. Immutable; any thread.
class RequestGuard {
public:
    /// `address` as bound. Without a token only a loopback address is served.
    RequestGuard(Endpoint address, std::string token);

    /// Why the request's sender is no friend (403). `local`: the address of this machine that the
    /// client has connected to, as text; it counts as ours when the API listens off loopback.
    std::optional<http::Problem> refuseSender(const http::RequestHead& request,
                                              std::string_view local) const;
    /// Why the request has not shown the token (401; RFC 6750).
    std::optional<http::Problem> refuseToken(const http::RequestHead& request) const;

private:
    bool isOurs(std::string_view authority, std::string_view local) const;

    const Endpoint m_address;
    const std::string m_token;
};

}  // namespace sluice::admin
