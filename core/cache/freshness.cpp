#include "cache/freshness.h"

#include <algorithm>

#include "cache/delta_seconds.h"
#include "cache/http_date.h"
#include "cache/key.h"
#include "cache/lifetime.h"
#include "http/ascii.h"

namespace sluice::cache {

namespace {

/// The first member of the first line; an invalid one is ignored (RFC 9111 section 5.1).
Seconds ageValue(const http::HeaderMap& fields) {
    std::string_view list = fields.find("Age").value_or("");
    return parseDeltaSeconds(http::nextElement(list)).value_or(Seconds(0));
}

Seconds elapsed(WallTime from, WallTime to) {
    return std::max(Seconds(0), std::chrono::floor<Seconds>(to - from));
}

bool isPrefix(std::string_view prefix, std::string_view path) {
    while (prefix.ends_with('/'))
        prefix.remove_suffix(1);
    return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

}  // namespace

Reuse reuseOf(const http::RequestHead& request, const http::ResponseHead& response,
              WallTime requested, WallTime received, const Options& options) {
    const CacheControl directives = responseDirectives(response.fields);
    const auto text = response.fields.find("Date");
    const WallTime date = (text ? parseHttpDate(*text, received) : std::nullopt).value_or(received);
    const Lifetime lifetime = lifetimeOf(request, response, directives, date, options);
    // Rounded, since the time of residence will be cut off.
    const auto delay = std::max(Seconds(0), std::chrono::round<Seconds>(received - requested));
    const Seconds corrected = ageValue(response.fields) + delay;

    Reuse reuse;
    reuse.initialAge = std::min(std::max(elapsed(date, received), corrected), maxDeltaSeconds);
    reuse.lifetime = lifetime.length;
    reuse.source = lifetime.source;
    reuse.staleWhileRevalidate = directives.staleWhileRevalidate.value_or(Seconds(0));
    reuse.staleIfError = directives.staleIfError.value_or(Seconds(0));
    reuse.mustRevalidate =
        directives.mustRevalidate || directives.proxyRevalidate || directives.sMaxAge.has_value();
    reuse.noCache = directives.noCache && !lifetime.overridesOrigin;
    reuse.immutable = directives.immutable;
    const bool isTold = directives.isPublic || directives.noCache || reuse.mustRevalidate ||
                        reuse.source == Reuse::Source::rule;
    reuse.presumed = !isTold && reuse.source >= Reuse::Source::heuristic;
    return reuse;
}

Seconds currentAge(const StoredResponse& response, WallTime now) {
    return std::min(response.reuse.initialAge + elapsed(response.received, now), maxDeltaSeconds);
}

Seconds freshFor(const StoredResponse& response, WallTime now) {
    return response.reuse.lifetime - currentAge(response, now);
}

const TtlRule* ruleFor(std::string_view path, const Options& options) {
    const std::string normal = normalizedPath(path);
    const TtlRule* longest = nullptr;
    for (const TtlRule& rule : options.rules) {
        if (!isPrefix(rule.pathPrefix, normal)) continue;
        if (!longest || rule.pathPrefix.size() > longest->pathPrefix.size()) longest = &rule;
    }
    return longest;
}

}  // namespace sluice::cache
