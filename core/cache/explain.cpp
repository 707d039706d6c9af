#include "cache/explain.h"

#include "cache/cache_control.h"
#include "cache/freshness.h"
#include "cache/storing_checks.h"

namespace sluice::cache {

namespace {

std::string seconds(Seconds value) {
    return std::to_string(value.count()) + " s";
}

std::string selectionText(const Variants* variants, const Verdict& verdict) {
    if (verdict.response)
        return "of " + std::to_string(variants->list.size()) +
               " stored, one has what the request has of the fields that Vary names";
    if (verdict.forward == ForwardReason::varyMiss)
        return "none of the " + std::to_string(variants->list.size()) +
               " stored has what the request has of the fields that Vary names";
    return "nothing is stored for this URL";
}

std::string freshnessText(const StoredResponse& response, WallTime now) {
    const Seconds left = freshFor(response, now);
    const std::string text = "its age is " + seconds(currentAge(response, now)) +
                             " of a lifetime of " + seconds(response.reuse.lifetime);
    if (response.reuse.noCache) return text + ", and no-cache asks for a validation at each use";
    return text + (left > Seconds(0) ? ": fresh" : ": stale");
}

std::string outcomeText(const Verdict& verdict) {
    switch (verdict.kind) {
        case Verdict::Kind::hit:
            return "served from the cache";
        case Verdict::Kind::staleWhileRevalidate:
            return "served stale, and validated in the background";
        case Verdict::Kind::onlyIfCached504:
            return "the client wants only what is stored: 504";
        case Verdict::Kind::bypass:
            return verdict.forward == ForwardReason::method
                       ? "the method is not GET or HEAD: the server answers"
                       : "the request is one that only the server can answer";
        case Verdict::Kind::miss:
            return "the server answers";
        case Verdict::Kind::validate:
            break;
    }
    return verdict.forward == ForwardReason::request
               ? "fresh, but the client asks for a younger one: validated with the server"
               : "validated with the server";
}

std::string_view outcomeSection(Verdict::Kind kind) {
    switch (kind) {
        case Verdict::Kind::staleWhileRevalidate:
            return "RFC 5861 section 3";
        case Verdict::Kind::onlyIfCached504:
            return "RFC 9111 section 5.2.1.7";
        case Verdict::Kind::validate:
            return "RFC 9111 section 4.3";
        default:
            return "RFC 9111 section 4";
    }
}

}  // namespace

std::vector<Step> explainStoring(const http::RequestHead& request,
                                 const http::ResponseHead& response, WallTime requested,
                                 WallTime received, const Options& options) {
    const Reuse reuse = reuseOf(request, response, requested, received, options);
    const StoringFacts facts{request,
                             response.status,
                             response.fields,
                             reuse,
                             options,
                             requestDirectives(request.fields),
                             responseDirectives(response.fields)};
    std::vector<Step> steps;
    for (const StoringCheck& check : storingChecks()) {
        const RuleText& text = textOf(check.rule);
        const bool forbidden = check.forbids(facts);
        steps.push_back(
            {std::string(forbidden ? text.decided : text.passed), text.section, forbidden});
        if (forbidden) return steps;
    }
    const RuleText& text = textOf(allowingRule(reuse.source));
    std::string decided = std::string(text.decided) + ", for " + seconds(reuse.lifetime);
    if (reuse.source == Reuse::Source::rule)
        decided += "; a rule of its path, which holds for requests with cookies, too";
    steps.push_back({std::move(decided), text.section, true});
    return steps;
}

std::vector<Step> explainLookup(const Variants* variants, const http::RequestHead& request,
                                WallTime now, const Options& options) {
    const Verdict verdict = decide(variants, request, now, options);
    std::vector<Step> steps;
    if (verdict.kind != Verdict::Kind::bypass)
        steps.push_back({selectionText(variants, verdict), "RFC 9111 section 4.1"});
    if (verdict.response)
        steps.push_back({freshnessText(*verdict.response, now), "RFC 9111 section 4.2"});
    steps.push_back({outcomeText(verdict), outcomeSection(verdict.kind), true});
    return steps;
}

}  // namespace sluice::cache
