#include "cache/lookup.h"

#include <algorithm>

#include "cache/cache_control.h"
#include "cache/credentials.h"
#include "cache/freshness.h"
#include "cache/http_date.h"
#include "cache/plain_request.h"
#include "cache/selecting.h"

namespace sluice::cache {

namespace {

using Kind = Verdict::Kind;

WallTime dateOf(const StoredResponse& response) {
    return parseHttpDate(response.fields.find("Date").value_or("")).value_or(response.received);
}

/// Both match the request.
bool isPreferred(const StoredResponse& one, const StoredResponse& other, WallTime now) {
    const auto isChosen = [now](const StoredResponse& response) {
        return !response.varyNames.empty() && freshFor(response, now) > Seconds(0);
    };
    if (isChosen(one) != isChosen(other)) return isChosen(one);
    return dateOf(one) > dateOf(other);
}

/// Requests that a stored response is no answer to, whatever is stored.
ForwardReason bypassReason(const http::RequestHead& request, const CacheControl& wanted) {
    if (request.method != "GET" && request.method != "HEAD") return ForwardReason::method;
    if (request.framing.hasBody()) return ForwardReason::bypass;
    const bool forServer = wanted.noStore || request.fields.contains("If-Match") ||
                           request.fields.contains("If-Unmodified-Since");
    return forServer ? ForwardReason::request : ForwardReason::none;
}

/// One stored response against one request, at one time.
class Use {
public:
    Use(const StoredResponse& response, const http::RequestHead& request,
        const CacheControl& wanted, WallTime now)
        : m_reuse(response.reuse),
          m_request(request),
          m_wanted(wanted),
          m_age(currentAge(response, now)),
          m_left(m_reuse.lifetime - m_age),
          m_now(now) {}

    bool isFresh() const { return m_left > Seconds(0) && !m_reuse.noCache; }
    /// The client asks for something younger, or to be fresh for longer (RFC 9111 section 5.2.1).
    /// Reloading what is immutable gives the same (RFC 8246).
    bool isRefused() const {
        if (m_wanted.noCache || isReloaded()) return true;
        const bool keeps = m_reuse.immutable && isFresh();
        return (m_wanted.maxAge && !isYoungerThan(*m_wanted.maxAge) && !keeps) ||
               (m_wanted.minFresh && m_left < *m_wanted.minFresh);
    }
    /// What nobody gave a lifetime is not to hide from a reload what is there now.
    bool isReloaded() const { return m_reuse.isInvented() && mayBeReload(m_request.fields); }
    /// A reload (max-age=0) means to ask the server, even within the same second.
    bool isYoungerThan(Seconds limit) const { return limit > Seconds(0) && m_age <= limit; }
    /// RFC 9111 section 4.2.4.
    bool mayBeStale() const { return !m_reuse.mustRevalidate && !m_reuse.noCache; }
    bool isWithin(Seconds staleness) const {
        return mayBeStale() && staleness > Seconds(0) && -m_left <= staleness;
    }
    bool clientTakesStale() const { return isWithin(m_wanted.maxStale.value_or(Seconds(0))); }
    bool revalidatesInBackground() const {
        return !m_wanted.maxAge && !m_wanted.minFresh && isWithin(m_reuse.staleWhileRevalidate);
    }
    WallTime staleOnErrorUntil() const {
        const Seconds asked = m_wanted.staleIfError.value_or(Seconds(0));
        const Seconds allowed = m_wanted.noCache ? asked : std::max(asked, m_reuse.staleIfError);
        if (!mayBeStale() || allowed <= Seconds(0)) return {};
        return m_now + m_left + allowed;
    }

private:
    const Reuse& m_reuse;
    const http::RequestHead& m_request;
    const CacheControl& m_wanted;
    const Seconds m_age;
    const Seconds m_left;
    const WallTime m_now;
};

Kind kindOf(const Use& use) {
    if (use.isRefused()) return Kind::validate;
    if (use.isFresh()) return Kind::hit;
    if (use.revalidatesInBackground()) return Kind::staleWhileRevalidate;
    return use.clientTakesStale() ? Kind::hit : Kind::validate;
}

Verdict judge(StoredResponsePtr response, const http::RequestHead& request,
              const CacheControl& wanted, WallTime now) {
    const Use use(*response, request, wanted, now);
    Verdict verdict;
    verdict.response = std::move(response);
    verdict.staleOnErrorUntil = use.staleOnErrorUntil();
    verdict.kind = kindOf(use);
    if (verdict.kind == Kind::validate)
        verdict.forward = use.isFresh() ? ForwardReason::request : ForwardReason::stale;
    return verdict;
}

Verdict bypass(ForwardReason reason) {
    Verdict verdict;
    verdict.kind = Kind::bypass;
    verdict.forward = reason;
    return verdict;
}

/// The lifetime is no word of the origin's, and the request may get another answer.
bool isForOthers(const Reuse& reuse, const http::RequestHead& request, const Options& options) {
    if (reuse.presumed) return !isPlain(request.fields, options);
    return reuse.source == Reuse::Source::rule && tellsWhoAsks(request.fields, options);
}

Verdict lookUp(const Variants* variants, const http::RequestHead& request,
               const CacheControl& wanted, WallTime now, const Options& options) {
    const ForwardReason reason = bypassReason(request, wanted);
    if (reason != ForwardReason::none) return bypass(reason);
    const bool isEmpty = !variants || variants->list.empty();
    auto response = isEmpty ? nullptr : select(*variants, request.fields, now);
    if (response && isForOthers(response->reuse, request, options))
        return bypass(ForwardReason::request);
    if (response) return judge(std::move(response), request, wanted, now);
    Verdict verdict;
    verdict.forward = isEmpty ? ForwardReason::uriMiss : ForwardReason::varyMiss;
    return verdict;
}

}  // namespace

Verdict decide(const Variants* variants, const http::RequestHead& request, WallTime now,
               const Options& options) {
    const CacheControl wanted = requestDirectives(request.fields);
    Verdict verdict = lookUp(variants, request, wanted, now, options);
    const bool served = verdict.kind == Kind::hit || verdict.kind == Kind::staleWhileRevalidate;
    if (wanted.onlyIfCached && !served && verdict.forward != ForwardReason::method)
        verdict.kind = Kind::onlyIfCached504;
    return verdict;
}

StoredResponsePtr select(const Variants& variants, const http::HeaderMap& requestFields,
                         WallTime now) {
    const StoredResponsePtr* best = nullptr;
    RequestValues values(requestFields);
    for (const StoredResponsePtr& response : variants.list) {
        if (!matches(*response, values)) continue;
        if (!best || isPreferred(*response, **best, now)) best = &response;
    }
    return best ? *best : nullptr;
}

}  // namespace sluice::cache
