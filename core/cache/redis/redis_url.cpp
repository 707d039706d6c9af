#include "cache/redis/redis_url.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace sluice::cache::redis {

namespace {

constexpr std::string_view kTcp = "redis://";
constexpr std::string_view kUnix = "unix://";
constexpr std::string_view kSentinel = "redis-sentinel://";
constexpr std::string_view kTls = "rediss://";
constexpr uint16_t kPort = 6379;
constexpr uint16_t kSentinelPort = 26379;
constexpr int kMostDatabases = 65536;
constexpr size_t kMostSentinels = 16;
constexpr size_t kLongestSocketPath = 107;  // sockaddr_un::sun_path, with its end

template <class T>
std::optional<T> numberOf(std::string_view text) {
    T number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) return {};
    return number;
}

std::optional<unsigned char> hexByte(std::string_view text) {
    unsigned char byte = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), byte, 16);
    if (text.size() != 2 || error != std::errc() || end != text.data() + 2) return {};
    return byte;
}

/// Nothing for a broken escape.
std::optional<std::string> unescaped(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const bool escape = text.front() == '%';
        const auto byte = escape ? hexByte(text.substr(1, 2)) : std::nullopt;
        if (escape && !byte) return {};
        out += byte ? static_cast<char>(*byte) : text.front();
        text.remove_prefix(escape ? 3 : 1);
    }
    return out;
}

/// Cuts what stands before `mark` off the front, and the mark; all of it where there is none.
std::string_view cut(std::string_view& text, char mark) {
    const size_t at = text.find(mark);
    const std::string_view front = text.substr(0, at);
    text.remove_prefix(at == text.npos ? text.size() : at + 1);
    return front;
}

Result<> readUnescaped(std::string_view text, std::string_view what, std::string& out) {
    auto plain = unescaped(text);
    if (!plain) return failure("the " + std::string(what) + " has a \"%\" without two hex digits");
    out = std::move(*plain);
    return {};
}

Result<> readUserInfo(std::string_view text, RedisUrl& out) {
    const size_t colon = text.find(':');
    const bool named = colon != text.npos;
    if (named) {
        if (auto user = readUnescaped(text.substr(0, colon), "user", out.user); !user) return user;
    }
    const std::string_view password = named ? text.substr(colon + 1) : text;
    if (auto read = readUnescaped(password, "password", out.password); !read) return read;
    if (out.password.empty()) return failure("there is no password before the \"@\"");
    return {};
}

Result<> readDatabase(std::string_view text, RedisUrl& out) {
    const auto number = numberOf<int>(text);
    if (!number || *number < 0 || *number >= kMostDatabases)
        return failure("the database must be a number from 0 to 65535");
    out.database = *number;
    return {};
}

Result<Endpoint> readEndpoint(std::string_view text, uint16_t port) {
    const bool bracketed = text.starts_with('[');
    const size_t colon = text.find(':', bracketed ? std::min(text.find(']'), text.size()) : 0);
    std::string whole(text);
    if (colon == text.npos) whole += ":" + std::to_string(port);
    auto endpoint = parseEndpoint(whole);
    // Its error repeats the text, which may be half of a password with a "/" in it.
    if (!endpoint || endpoint->port == 0)
        return failure(
            "expected a host and a port from 1 to 65535; in a password, write \"/\" as %2F, \"?\" "
            "as %3F and \"@\" as %40");
    return endpoint;
}

Result<> readEndpoints(std::string_view list, RedisUrl& out) {
    while (!list.empty() && out.endpoints.size() < kMostSentinels) {
        auto endpoint = readEndpoint(cut(list, ','), kSentinelPort);
        if (!endpoint) return tl::unexpected(endpoint.error());
        out.endpoints.push_back(std::move(*endpoint));
    }
    if (!list.empty()) return failure("more than 16 Sentinels");
    if (out.endpoints.empty()) return failure("no Sentinel is named");
    return {};
}

/// "user:password@" off the front. The last "@": hosts have none.
Result<std::string_view> withoutUserInfo(std::string_view rest, RedisUrl& out) {
    const std::string_view authority = rest.substr(0, rest.find('/'));
    const size_t at = authority.rfind('@');
    if (at == authority.npos) return rest;
    if (auto read = readUserInfo(rest.substr(0, at), out); !read)
        return tl::unexpected(read.error());
    return rest.substr(at + 1);
}

Result<> readTcp(std::string_view rest, RedisUrl& out) {
    auto endpoint = readEndpoint(cut(rest, '/'), kPort);
    if (!endpoint) return tl::unexpected(endpoint.error());
    out.endpoints.push_back(std::move(*endpoint));
    return rest.empty() ? Result<>() : readDatabase(rest, out);
}

Result<> readSentinel(std::string_view rest, RedisUrl& out) {
    if (auto read = readEndpoints(cut(rest, '/'), out); !read) return read;
    if (auto read = readUnescaped(cut(rest, '/'), "master's name", out.master); !read) return read;
    if (out.master.empty()) return failure("the master's name is missing behind the Sentinels");
    return rest.empty() ? Result<>() : readDatabase(rest, out);
}

Result<> readParameter(std::string_view parameter, RedisUrl& out) {
    const std::string_view name = cut(parameter, '=');
    if (name == "db") return readDatabase(parameter, out);
    if (name == "user") return readUnescaped(parameter, "user", out.user);
    if (name == "password") return readUnescaped(parameter, "password", out.password);
    return failure("only db, user and password may stand behind the \"?\"");
}

Result<> readUnix(std::string_view rest, RedisUrl& out) {
    if (auto read = readUnescaped(cut(rest, '?'), "path", out.socketPath); !read) return read;
    if (!out.socketPath.starts_with('/') || out.socketPath.size() > kLongestSocketPath ||
        out.socketPath.find('\0') != std::string::npos)
        return failure("a socket's path starts with \"/\" and has at most 107 bytes");
    while (!rest.empty()) {
        if (auto read = readParameter(cut(rest, '&'), out); !read) return read;
    }
    if (!out.user.empty() && out.password.empty()) return failure("a user needs a password");
    return {};
}

Result<> readUrl(std::string_view text, RedisUrl& out) {
    if (text.starts_with(kUnix)) return readUnix(text.substr(kUnix.size()), out);
    const bool sentinel = text.starts_with(kSentinel);
    const auto rest = withoutUserInfo(text.substr((sentinel ? kSentinel : kTcp).size()), out);
    if (!rest) return tl::unexpected(rest.error());
    return sentinel ? readSentinel(*rest, out) : readTcp(*rest, out);
}

bool hasControls(std::string_view text) {
    for (const char c : text) {
        if (static_cast<unsigned char>(c) <= ' ' || c == '\x7f') return true;
    }
    return false;
}

}  // namespace

std::string RedisUrl::toString() const {
    std::string out(usesSentinel() ? kSentinel : socketPath.empty() ? kTcp : kUnix);
    for (size_t i = 0; i < endpoints.size(); ++i)
        out += (i > 0 ? "," : "") + endpoints[i].toString();
    if (usesSentinel()) out += "/" + master;
    out += socketPath;
    if (database == 0) return out;
    return out + (socketPath.empty() ? "/" : "?db=") + std::to_string(database);
}

Result<RedisUrl> parseRedisUrl(std::string_view text) {
    if (text.starts_with(kTls))
        return failure(
            "TLS to Redis is not supported: Debian's hiredis is built without it. Use redis:// "
            "through a tunnel, or a Unix socket");
    const bool known =
        text.starts_with(kTcp) || text.starts_with(kUnix) || text.starts_with(kSentinel);
    if (!known || hasControls(text))
        return failure(
            "not the URL of a Redis server; expected one such as \"redis://127.0.0.1:6379\", "
            "\"unix:///run/redis/redis.sock\" or \"redis-sentinel://10.0.0.1,10.0.0.2/mymaster\"");
    RedisUrl url;
    if (auto read = readUrl(text, url); !read)
        return failure("not the URL of a Redis server: " + read.error().message);
    return url;
}

}  // namespace sluice::cache::redis
