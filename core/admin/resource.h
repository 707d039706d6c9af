#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sluice::admin {

/// What a path of the admin API names.
struct Resource {
    enum class Kind : uint8_t {
        none,
        health,
        gateway,
        snapshot,
        history,
        metrics,
        events,
        pools,
        pool,
        server,
        whatIf,
        routes,
        route,
        cache,
        cacheEntries,
        cacheRules,
        cacheExplain,
        purge,
        save,
        revert
    };

    Kind kind = Kind::none;
    std::string pool;  ///< of a pool or server; percent-decoded, as all names
    std::string server;
    std::string route;

    /// `path` as sent, without query.
    static Resource of(std::string_view path);
    /// The methods that it knows, as an Allow field lists them (RFC 9110 section 10.2.1).
    std::string_view allowed() const;
    bool allows(std::string_view method) const;
};

}  // namespace sluice::admin
