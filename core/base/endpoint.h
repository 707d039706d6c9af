#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sluice {

/// Where something listens or is listened to: "127.0.0.1:8080", "[::1]:8080", "localhost:8080".
struct Endpoint {
    std::string host;   ///< without brackets
    uint16_t port = 0;  ///< 0: the system chooses

    std::string toString() const;  ///< brackets around IPv6
    bool isLoopback() const;       ///< 127.0.0.0/8, ::1 or a name of localhost
    bool operator==(const Endpoint&) const = default;
};

/// "localhost" and what ends in ".localhost": loopback, whatever a resolver says (RFC 6761 section
/// 6.3). A root's dot at the end does not matter.
bool isLocalhostName(std::string_view host);

/// Reads "host:port"; the port is required, the host is lower-cased.
Result<Endpoint> parseEndpoint(std::string_view text);

/// A server's URL: "http://127.0.0.1:3001", "https://api.internal". No user, path, query or
/// fragment.
struct ServerUrl {
    bool tls = false;
    Endpoint endpoint;  ///< port 80 or 443 where the text names none

    std::string toString() const;   ///< without a default port
    std::string authority() const;  ///< what a Host field would say
    bool operator==(const ServerUrl&) const = default;
};

/// Reads a URL; a lone "/" as path is allowed. Errors never repeat a user or password.
Result<ServerUrl> parseServerUrl(std::string_view text);

}  // namespace sluice
