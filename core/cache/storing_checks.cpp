#include "cache/storing_checks.h"

#include <algorithm>
#include <array>

#include "cache/credentials.h"
#include "cache/freshness.h"
#include "cache/plain_request.h"
#include "cache/selecting.h"
#include "cache/status_code.h"

namespace sluice::cache {

namespace {

using Facts = StoringFacts;

bool isUnderstoodAsTold(const Facts& facts) {
    return facts.directives.mustUnderstand && isUnderstood(facts.status);
}

/// must-understand, for a status that is understood, takes the place of no-store (RFC 9111 section
/// 5.2.2.3).
bool saysNoStore(const Facts& facts) {
    return facts.directives.noStore && !isUnderstoodAsTold(facts);
}

bool isUnknownStatus(const Facts& facts) {
    return facts.directives.mustUnderstand && !isUnderstood(facts.status);
}

bool lacksLeaveForAuthorization(const Facts& facts) {
    const auto& fields = facts.request.fields;
    return (fields.contains("Authorization") || fields.contains("Proxy-Authorization")) &&
           !facts.directives.isPublic && !facts.directives.sMaxAge &&
           !facts.directives.mustRevalidate;
}

bool isRuledForOther(const Facts& facts) {
    return facts.reuse.source == Reuse::Source::rule && !facts.directives.isPublic &&
           !facts.directives.sMaxAge && tellsWhoAsks(facts.request.fields, facts.options);
}

bool isLeftOut(const CacheControl& directives, std::string_view name) {
    const auto has = [&](const std::vector<std::string>& names) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    return has(directives.noCacheFields) || has(directives.privateFields);
}

bool lacksLeaveForCookie(const Facts& facts) {
    return facts.fields.contains("Set-Cookie") && !isLeftOut(facts.directives, "set-cookie") &&
           !mayShareCookies(facts.request, facts.directives, facts.options);
}

bool isPresumedOfOther(const Facts& facts) {
    return facts.reuse.presumed && !isPlain(facts.request.fields, facts.options);
}

bool lacksLeaveForStatus(const Facts& facts) {
    return facts.reuse.source == Reuse::Source::none && !facts.directives.isPublic &&
           !isHeuristicallyCacheable(facts.status);
}

bool hasValidator(const Facts& facts) {
    return facts.fields.contains("ETag") || facts.fields.contains("Last-Modified");
}

bool isUseless(const Facts& facts) {
    if (hasValidator(facts)) return false;
    const bool mayBeStale =
        !facts.reuse.mustRevalidate &&
        facts.reuse.staleWhileRevalidate + facts.reuse.staleIfError > Seconds(0);
    return facts.reuse.noCache || (facts.reuse.lifetime <= Seconds(0) && !mayBeStale);
}

constexpr std::array kChecks{
    StoringCheck{Rule::method, [](const Facts& f) { return f.request.method != "GET"; }, true},
    StoringCheck{Rule::requestBody, [](const Facts& f) { return f.request.framing.hasBody(); },
                 true},
    StoringCheck{Rule::requestNoStore, [](const Facts& f) { return f.wanted.noStore; }},
    StoringCheck{Rule::requestRange,
                 [](const Facts& f) { return f.request.fields.contains("Range"); }, true},
    StoringCheck{Rule::requestPrecondition,
                 [](const Facts& f) {
                     return f.request.fields.contains("If-Match") ||
                            f.request.fields.contains("If-Unmodified-Since");
                 },
                 true},
    StoringCheck{Rule::interim, [](const Facts& f) { return f.status < 200; }},
    StoringCheck{Rule::notModified, [](const Facts& f) { return f.status == 304; }},
    StoringCheck{Rule::partial, [](const Facts& f) { return f.status == 206; }},
    StoringCheck{Rule::forThisRequest, [](const Facts& f) { return answersOneRequest(f.status); }},
    StoringCheck{Rule::noStore, saysNoStore},
    StoringCheck{Rule::isPrivate, [](const Facts& f) { return f.directives.isPrivate; }},
    StoringCheck{Rule::mustUnderstand, isUnknownStatus},
    StoringCheck{Rule::varyAny, [](const Facts& f) { return !varyNames(f.fields); }},
    StoringCheck{Rule::authorization, lacksLeaveForAuthorization},
    StoringCheck{Rule::credentials, isRuledForOther},
    StoringCheck{Rule::setCookie, lacksLeaveForCookie},
    StoringCheck{Rule::notPlain, isPresumedOfOther},
    StoringCheck{Rule::status, lacksLeaveForStatus},
    StoringCheck{Rule::useless, isUseless},
};

}  // namespace

std::span<const StoringCheck> storingChecks() {
    return kChecks;
}

bool mayShareCookies(const http::RequestHead& request, const CacheControl& directives,
                     const Options& options) {
    if (directives.isPublic || directives.sMaxAge) return true;
    const TtlRule* rule = options.rules.empty() ? nullptr : ruleFor(request.path(), options);
    return rule && rule->storeSetCookie;
}

Rule allowingRule(Reuse::Source source) {
    switch (source) {
        case Reuse::Source::sMaxAge:
            return Rule::sMaxAge;
        case Reuse::Source::maxAge:
            return Rule::maxAge;
        case Reuse::Source::expires:
            return Rule::expires;
        case Reuse::Source::rule:
        case Reuse::Source::defaultTtl:
            return Rule::configured;
        case Reuse::Source::heuristic:
            return Rule::heuristic;
        case Reuse::Source::none:
            break;
    }
    return Rule::validator;
}

}  // namespace sluice::cache
