#include "gateway/bad_request.h"

#include <string>

#include "upstream/health/wording.h"

namespace sluice::gateway {

namespace {

using Limit = http::ParseError::Limit;

/// The setting whose limit was passed, and what it is.
std::string settingOf(Limit limit, const listener::Options& options) {
    switch (limit) {
        case Limit::none:
            return {};
        case Limit::headBytes:
            return "listen.max_header_bytes = " + std::to_string(options.maxHeaderBytes);
        case Limit::targetBytes:
            return "listen.max_target_bytes = " + std::to_string(options.maxTargetBytes);
        case Limit::bodyBytes:
            return "listen.max_body_bytes = " + std::to_string(options.maxBodyBytes);
        case Limit::headTime:
            return "listen.header_timeout = " + upstream::inSeconds(options.headerTimeout);
        case Limit::bodyTime:
            return "listen.body_timeout = " + upstream::inSeconds(options.bodyTimeout);
        case Limit::bodyRate:
            return "listen.min_body_rate = " + std::to_string(options.minBodyRate);
        case Limit::connections:
            return "listen.max_connections = " + std::to_string(options.maxConnections);
    }
    return {};
}

/// Cookies, where they are the bulk of a head that is too large: only the browser can help.
std::string blameCookies(const http::HeaderMap& fields) {
    size_t cookies = 0;
    size_t all = 0;
    for (const auto field : fields) {
        all += field.name.size() + field.value.size();
        if (http::equalNames(field.name, "Cookie")) cookies += field.value.size();
    }
    if (2 * cookies <= all) return {};
    return "; " + std::to_string(cookies) +
           " bytes of it are cookies: delete those of this site, or give it a name of its own";
}

}  // namespace

http::Problem badRequest(const http::ParseError& error, const http::RequestHead& request,
                         const listener::Options& options) {
    http::Problem problem = http::problemOf(error);
    problem.proxyError = "http_request_error";
    const std::string setting = settingOf(error.limit, options);
    if (!setting.empty()) problem.detail += " (" + setting + ")";
    if (error.limit == Limit::headBytes) problem.detail += blameCookies(request.fields);
    if (error.limit == Limit::connections) problem.proxyError = "proxy_internal_response";
    return problem;
}

}  // namespace sluice::gateway
