#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace sluice::routing {

/// What a request must look like to take a route. Everything that is set must match.
struct Match {
    std::string host;        ///< "api.example.com", "*.example.com"; empty: any. Without port.
    std::string pathPrefix;  ///< whole segments: "/v1" takes "/v1" and "/v1/x", not "/v10"
    std::string pathRegex;   ///< as PathRegex has it; excludes pathPrefix
    std::vector<std::string> methods;                          ///< empty: any
    std::vector<std::pair<std::string, std::string>> headers;  ///< name and value; "*": present
};

/// Changes to a message's fields, removals first.
struct FieldEdits {
    std::vector<std::string> remove;
    std::vector<std::pair<std::string, std::string>> set;
    bool empty() const { return remove.empty() && set.empty(); }
};

/// [routes.NAME] of the configuration.
struct Route {
    std::string name;
    Match match;
    std::string pool;
    std::string stripPrefix;                   ///< taken off the path, whole segments
    std::optional<std::string> replacePrefix;  ///< put where stripPrefix (or pathPrefix) was
    FieldEdits requestFields;
    FieldEdits responseFields;
    /// From the request's head to the response's head; bodies may take longer. Zero: no limit.
    Duration timeout = std::chrono::seconds(30);
    /// Protocols besides websocket that an Upgrade may ask a server for (RFC 9110 section 7.8).
    std::vector<std::string> upgrades;
    /// Whether paths with separators that only some servers see as such are refused: see
    /// hasDoubtfulSeparator(). Else they go on to the server as they are.
    bool refuseSeparators = false;
    /// Whether fields such as X_User pass that many servers take for X-User, where the route edits
    /// that one or the gateway writes it.
    bool passUnderscores = false;
    bool cache = true;  ///< whether the cache, if there is one, takes part
};

}  // namespace sluice::routing
