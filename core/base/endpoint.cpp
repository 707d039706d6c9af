#include "base/endpoint.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace sluice {

namespace {

constexpr size_t kMaxHostLength = 253;  // RFC 1035 section 2.3.4, without the root's dot
constexpr uint16_t kHttpPort = 80;
constexpr uint16_t kHttpsPort = 443;

using Ipv6 = std::array<uint8_t, 16>;

std::string quoted(std::string_view text) {
    return '"' + std::string(text) + '"';
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

std::string lowered(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), lower);
    return result;
}

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

bool isHostChar(char c) {
    return isDigit(c) || (lower(c) >= 'a' && lower(c) <= 'z') || c == '-' || c == '_' || c == '.';
}

std::optional<uint32_t> parseIpv4(const std::string& host) {
    in_addr address{};
    if (inet_pton(AF_INET, host.c_str(), &address) != 1) return std::nullopt;
    return ntohl(address.s_addr);
}

std::optional<Ipv6> parseIpv6(const std::string& host) {
    Ipv6 address{};
    if (inet_pton(AF_INET6, host.c_str(), address.data()) != 1) return std::nullopt;
    return address;
}

/// A name whose last label is a number is meant as an IPv4 address, and must be one.
bool looksLikeIpv4(std::string_view host) {
    const std::string_view last = host.substr(host.rfind('.') + 1);
    return !last.empty() && std::all_of(last.begin(), last.end(), isDigit);
}

bool isHostName(std::string_view host) {
    if (host.empty() || host.size() > kMaxHostLength || host.front() == '.') return false;
    if (host.find("..") != std::string_view::npos) return false;
    return std::all_of(host.begin(), host.end(), isHostChar);
}

std::optional<uint16_t> parsePort(std::string_view text) {
    uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return port;
}

struct HostPort {
    std::string host;
    std::optional<uint16_t> port;
};

Result<HostPort> withPort(std::string_view whole, std::string host, std::string_view rest) {
    if (rest.empty()) return HostPort{std::move(host), std::nullopt};
    const std::optional<uint16_t> port =
        rest.front() == ':' ? parsePort(rest.substr(1)) : std::nullopt;
    if (!port) return failure(quoted(whole) + " needs a port from 0 to 65535 after the host");
    return HostPort{std::move(host), port};
}

Result<HostPort> parseBracketed(std::string_view text) {
    const size_t close = text.find(']');
    const std::string host = lowered(text.substr(1, close == text.npos ? 0 : close - 1));
    // An embedded zero byte would end the text early for inet_pton.
    if (host.find('\0') != host.npos || !parseIpv6(host)) {
        return failure(quoted(text) + " has no valid IPv6 address between brackets");
    }
    return withPort(text, host, text.substr(close + 1));
}

Result<HostPort> parseHostPort(std::string_view text) {
    if (text.starts_with('[')) return parseBracketed(text);
    const size_t colon = text.find(':');
    if (colon != text.rfind(':')) {
        return failure(quoted(text) + " has more than one colon; write IPv6 as \"[::1]:8080\"");
    }
    std::string host = lowered(text.substr(0, colon));
    if (host.empty()) return failure(quoted(text) + " names no host");
    if (!isHostName(host) || (looksLikeIpv4(host) && !parseIpv4(host))) {
        return failure(quoted(text) + " has no valid host name or address");
    }
    return withPort(text, std::move(host), colon == text.npos ? "" : text.substr(colon));
}

std::string bracketed(const std::string& host) {
    return host.find(':') == host.npos ? host : '[' + host + ']';
}

}  // namespace

std::string Endpoint::toString() const {
    return bracketed(host) + ':' + std::to_string(port);
}

bool Endpoint::isLoopback() const {
    if (const auto ipv4 = parseIpv4(host)) return (*ipv4 >> 24) == 127;
    if (const auto ipv6 = parseIpv6(host)) {
        return std::all_of(ipv6->begin(), ipv6->end() - 1, [](uint8_t b) { return b == 0; }) &&
               ipv6->back() == 1;
    }
    return isLocalhostName(host);
}

bool isLocalhostName(std::string_view host) {
    if (host.ends_with('.')) host.remove_suffix(1);
    const std::string name = lowered(host);
    return name == "localhost" || name.ends_with(".localhost");
}

Result<Endpoint> parseEndpoint(std::string_view text) {
    Result<HostPort> parsed = parseHostPort(text);
    if (!parsed) return tl::unexpected(std::move(parsed.error()));
    if (!parsed->port) {
        return failure(quoted(text) + " has no port; write it as \"127.0.0.1:8080\"");
    }
    return Endpoint{std::move(parsed->host), *parsed->port};
}

std::string ServerUrl::authority() const {
    const uint16_t standard = tls ? kHttpsPort : kHttpPort;
    return endpoint.port == standard ? bracketed(endpoint.host) : endpoint.toString();
}

std::string ServerUrl::toString() const {
    return (tls ? "https://" : "http://") + authority();
}

Result<ServerUrl> parseServerUrl(std::string_view text) {
    const size_t colon = text.find("://");
    const std::string scheme = lowered(text.substr(0, colon == text.npos ? 0 : colon));
    if (scheme != "http" && scheme != "https") {
        return failure(quoted(text) + " is not a URL that starts with http:// or https://");
    }
    std::string_view rest = text.substr(colon + 3);
    // The text is not repeated: what stands before '@' may be a password.
    if (rest.find('@') != rest.npos) return failure("a server's URL takes no user or password");
    if (rest.ends_with('/')) rest.remove_suffix(1);  // the empty path (RFC 3986 section 6.2.3)
    if (rest.find_first_of("/?#") != rest.npos) {
        return failure(quoted(text) + " has a path, query or fragment; only scheme, host and port");
    }
    Result<HostPort> parsed = parseHostPort(rest);
    if (!parsed) return tl::unexpected(std::move(parsed.error()));
    if (parsed->port == 0) return failure(quoted(text) + " has port 0; a server's is 1 to 65535");
    const bool tls = scheme == "https";
    const uint16_t port = parsed->port.value_or(tls ? kHttpsPort : kHttpPort);
    return ServerUrl{tls, {std::move(parsed->host), port}};
}

}  // namespace sluice
