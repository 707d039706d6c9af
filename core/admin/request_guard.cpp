#include "admin/request_guard.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <utility>

#include "http/ascii.h"

namespace sluice::admin {

namespace {

constexpr uint16_t defaultPort = 80;  // of http, where Host names none

/// One spelling for each address; IPv4 addresses in IPv6 clothes are undressed. Names stay.
std::string canonical(const std::string& host) {
    in6_addr v6{};
    if (::inet_pton(AF_INET6, host.c_str(), &v6) != 1) return host;
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (IN6_IS_ADDR_V4MAPPED(&v6)) {
        return ::inet_ntop(AF_INET, &v6.s6_addr[12], text.data(), text.size());
    }
    return ::inet_ntop(AF_INET6, &v6, text.data(), text.size());
}

Result<Endpoint> parseAuthority(std::string_view authority) {
    const size_t colon = authority.rfind(':');
    const bool hasPort =
        colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos;
    std::string text(authority);
    if (!hasPort) text += ":" + std::to_string(defaultPort);
    return parseEndpoint(text);
}

bool equalIgnoringCase(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return http::toLower(x) == http::toLower(y); });
}

/// In a time that tells nothing about where the two differ.
bool equalInConstantTime(std::string_view given, std::string_view secret) {
    volatile unsigned difference = given.size() == secret.size() ? 0 : 1;
    for (size_t i = 0; i < given.size(); ++i) {
        const char expected = secret.empty() ? '\0' : secret[i % secret.size()];
        difference = difference | static_cast<unsigned char>(given[i] ^ expected);
    }
    return difference == 0;
}

http::Problem foreignHost(std::string_view authority, const Endpoint& own) {
    return {.status = 403,
            .type = "foreign-host",
            .title = "Foreign host",
            .detail = "this is not \"" + std::string(authority) + "\"; use http://" +
                      own.toString() + "/ or http://localhost:" + std::to_string(own.port) + "/"};
}

http::Problem crossOrigin() {
    return {.status = 403,
            .type = "cross-origin",
            .title = "Cross-origin request",
            .detail = "web pages of other origins may not use the admin API"};
}

http::Problem unauthorized(std::string detail) {
    return {.status = 401,
            .type = "unauthorized",
            .title = "Token required",
            .detail = std::move(detail)};
}

/// Whether a browser says that a page of another origin asks (Fetch metadata; RFC 6454).
bool isCrossOrigin(const http::RequestHead& request) {
    const std::string own = "http://" + request.authority;
    for (const auto field : request.fields) {
        if (http::equalNames(field.name, "Origin") && !equalIgnoringCase(field.value, own)) {
            return true;
        }
        if (http::equalNames(field.name, "Sec-Fetch-Site") &&
            (field.value == "cross-site" || field.value == "same-site")) {
            return true;
        }
    }
    return false;
}

}  // namespace

RequestGuard::RequestGuard(Endpoint address, std::string token)
    : m_address(std::move(address)), m_token(std::move(token)) {}

bool RequestGuard::isOurs(std::string_view authority, std::string_view local) const {
    const auto asked = parseAuthority(authority);
    if (!asked || asked->port != m_address.port) return false;
    const std::string host = canonical(asked->host);
    if (host == "localhost" || host == "127.0.0.1" || host == "::1") return true;
    if (host == canonical(m_address.host)) return true;
    return !m_address.isLoopback() && host == canonical(std::string(local));
}

std::optional<http::Problem> RequestGuard::refuseSender(const http::RequestHead& request,
                                                        std::string_view local) const {
    if (!isOurs(request.authority, local)) return foreignHost(request.authority, m_address);
    if (isCrossOrigin(request)) return crossOrigin();
    return {};
}

std::optional<http::Problem> RequestGuard::refuseToken(const http::RequestHead& request) const {
    constexpr std::string_view scheme = "Bearer ";
    if (m_token.empty()) {
        if (m_address.isLoopback()) return {};
        return unauthorized("off loopback the admin API needs a token; set admin.token");
    }
    const std::string_view given = request.fields.find("Authorization").value_or("");
    if (!equalIgnoringCase(given.substr(0, scheme.size()), scheme)) {
        return unauthorized("send \"Authorization: Bearer TOKEN\" with the value of admin.token");
    }
    if (!equalInConstantTime(http::trimmed(given.substr(scheme.size())), m_token)) {
        return unauthorized("the token is not the value of admin.token");
    }
    return {};
}

}  // namespace sluice::admin
