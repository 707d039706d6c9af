#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "cache/memory/memory_tier.h"
#include "cache/options.h"
#include "cache/rule.h"

namespace sluice::cache {

/// What gave a stored response its lifetime: a rule, and where the configuration did, which line of
/// it: "rule /api/v1/static", "default_ttl", or "an earlier rule" that is no longer there.
struct Reason {
    Rule rule = Rule::validator;
    std::string text;  ///< for people: "max-age", "rule /static", "Last-Modified"
};
/// `path`: of the request, without query.
Reason reasonOf(const Reuse& reuse, std::string_view path, const Options& options);

/// A stored URL as people look at it; what is told of a response is of the newest variant.
struct StoredUrl {
    std::string key;          ///< without what else selects: a URL may come more than once
    std::string route;        ///< by which the newest variant came
    std::string contentType;  ///< without parameters; may be empty
    int status = 0;
    size_t variants = 0;
    uint64_t bytes = 0;  ///< all that it takes of the memory
    uint64_t hits = 0;   ///< look-ups that found it
    Seconds age{0}, lifetime{0};
    Seconds freshFor{0};   ///< stale from 0 down
    bool noCache = false;  ///< validated before each use, fresh or not
    Reason reason;
};

/// What to look for, and which ones come first where there are more than `most`.
struct ContentsQuery {
    enum class Order : uint8_t { bytes, hits, newest };

    static constexpr size_t mostAtOnce = 1000;

    std::string text;  ///< is part of the key; empty: all
    size_t most = 200;
    Order order = Order::bytes;
};

/// What is in the memory, as far as it stands still.
struct Contents {
    /// What takes room, by name.
    struct Part {
        std::string name;
        uint64_t bytes = 0, entries = 0;
    };
    static constexpr size_t mostParts = 8;  ///< the last is then "others"

    uint64_t entries = 0, bytes = 0;
    uint64_t matching = 0;            ///< have the text; `urls` are the first of them
    std::vector<StoredUrl> urls;      ///< in the order that was asked for
    std::vector<Part> types, routes;  ///< largest first
};

/// Looks at all entries, few at a time under a lock: seconds for a million, unless `stop` asks for
/// less, and then what it gives is of no use.
Contents contentsOf(const MemoryTier& memory, const ContentsQuery& query, const Options& options,
                    WallTime now, const std::stop_token& stop = {});

/// "bytes", "hits", "newest"; nothing for other names.
std::optional<ContentsQuery::Order> orderFromName(std::string_view name);

}  // namespace sluice::cache
