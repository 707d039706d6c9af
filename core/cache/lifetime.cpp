#include "cache/lifetime.h"

#include <algorithm>

#include "cache/delta_seconds.h"
#include "cache/freshness.h"
#include "cache/http_date.h"
#include "cache/plain_request.h"
#include "cache/status_code.h"

namespace sluice::cache {

namespace {

using Source = Reuse::Source;

bool isSuccess(int status) {
    return status >= 200 && status < 300;
}

/// A heuristic is only for statuses that allow one, and for what is public (RFC 9111
/// section 4.2.2).
bool mayGuess(const http::ResponseHead& response, const CacheControl& directives) {
    return directives.isPublic || isHeuristicallyCacheable(response.status);
}

/// 0 for every invalid form, several that differ included (RFC 9111 sections 4.2.1 and 5.3).
Seconds lifetimeOfExpires(const http::HeaderMap& fields, WallTime date) {
    const std::string_view text = fields.find("Expires").value_or("");
    for (const auto field : fields) {
        if (http::equalNames(field.name, "Expires") && field.value != text) return Seconds(0);
    }
    const auto expires = parseHttpDate(text, date);
    if (!expires) return Seconds(0);
    const Seconds length = std::chrono::floor<Seconds>(*expires - date);
    return std::clamp(length, Seconds(0), maxDeltaSeconds);
}

Lifetime heuristicLifetime(const http::HeaderMap& fields, WallTime date) {
    constexpr Seconds kLongest = std::chrono::hours(24);
    const auto text = fields.find("Last-Modified");
    const auto modified = text ? parseHttpDate(*text, date) : std::nullopt;
    if (!modified || *modified >= date) return {};
    const Seconds length = std::chrono::floor<Seconds>((date - *modified) / 10);
    return {std::min(length, kLongest), Source::heuristic};
}

/// Pragma: no-cache was never defined for responses, but whoever says it is not silent.
bool isSilent(const http::ResponseHead& response, const CacheControl& directives) {
    return directives.isPresent || !response.fields.hasToken("Pragma", "no-cache");
}

/// What may be one person's, answers a question, or never ends, needs a word of the origin or a
/// rule for its path.
bool mayInvent(const http::RequestHead& request, const http::ResponseHead& response,
               const CacheControl& directives, const Options& options) {
    constexpr std::string_view kEvents = "text/event-stream";
    const std::string_view type = response.fields.find("Content-Type").value_or("");
    if (http::equalNames(type.substr(0, kEvents.size()), kEvents)) return false;
    if (request.target.find('?') != std::string::npos) return false;
    return directives.isPublic || isPlain(request.fields, options);
}

Lifetime silentLifetime(const http::RequestHead& request, const http::ResponseHead& response,
                        const CacheControl& directives, const TtlRule* rule, WallTime date,
                        const Options& options) {
    const bool success = isSuccess(response.status);
    if (success && rule) return {rule->ttl, rule->ttl > Seconds(0) ? Source::rule : Source::none};
    if (!mayInvent(request, response, directives, options)) return {};
    if (success && options.defaultTtl > Seconds(0)) return {options.defaultTtl, Source::defaultTtl};
    return directives.isPublic ? heuristicLifetime(response.fields, date) : Lifetime{};
}

bool overrides(const TtlRule* rule, const http::ResponseHead& response,
               const CacheControl& directives) {
    return rule && rule->overrideOrigin && rule->ttl > Seconds(0) && isSuccess(response.status) &&
           mayGuess(response, directives);
}

}  // namespace

Lifetime lifetimeOf(const http::RequestHead& request, const http::ResponseHead& response,
                    const CacheControl& directives, WallTime date, const Options& options) {
    const TtlRule* rule = options.rules.empty() ? nullptr : ruleFor(request.path(), options);
    if (overrides(rule, response, directives)) return {rule->ttl, Source::rule, true};
    if (directives.sMaxAge) return {*directives.sMaxAge, Source::sMaxAge};
    if (directives.maxAge) return {*directives.maxAge, Source::maxAge};
    if (!directives.isTargeted && response.fields.contains("Expires"))
        return {lifetimeOfExpires(response.fields, date), Source::expires};
    if (!mayGuess(response, directives) || !isSilent(response, directives)) return {};
    return silentLifetime(request, response, directives, rule, date, options);
}

}  // namespace sluice::cache
