#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/endpoint.h"
#include "base/result.h"

namespace sluice::cache::redis {

/// Where Redis is and who we are there.
struct RedisUrl {
    std::vector<Endpoint> endpoints;  ///< one server, or several Sentinels
    std::string socketPath;           ///< in place of endpoints
    std::string master;    ///< the name that the Sentinels know it by; empty: no Sentinel
    std::string user;      ///< empty: the default user
    std::string password;  ///< empty: no AUTH. Goes to Redis, not to the Sentinels
    int database = 0;

    bool usesSentinel() const { return !master.empty(); }
    /// For people: without user and password.
    std::string toString() const;
    bool operator==(const RedisUrl&) const = default;
};

/// Reads "redis://[[user]:password@]host[:port][/database]",
/// "unix:///path[?db=n&user=…&password=…]" and
/// "redis-sentinel://[[user]:password@]host[:port][,host[:port]…]/master[/database]"; "password@"
/// alone is one too, and %XX stands for any byte of a user, password, path or master. Ports are
/// 6379, and 26379 for Sentinels, unless told. Errors never repeat a user or password.
Result<RedisUrl> parseRedisUrl(std::string_view text);

}  // namespace sluice::cache::redis
