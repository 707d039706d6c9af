#include "gateway/cache_lookup.h"

#include <utility>

#include "cache/credentials.h"
#include "cache/freshness.h"
#include "cache/key.h"
#include "cache/plain_request.h"
#include "cache/selecting.h"
#include "gateway/problems.h"
#include "gateway/running_fills.h"

namespace sluice::gateway {

namespace {

using cache::ForwardReason;
using cache::Verdict;
using metrics::CacheOutcome;

/// Each round found that what others had asked for is not what this request wants.
constexpr int mostRounds = 3;

CacheOutcome outcomeOf(ForwardReason reason) {
    switch (reason) {
        case ForwardReason::uriMiss:
        case ForwardReason::miss:
            return CacheOutcome::absent;
        case ForwardReason::varyMiss:
            return CacheOutcome::otherVariant;
        case ForwardReason::stale:
            return CacheOutcome::expired;
        case ForwardReason::request:
            return CacheOutcome::clientRefused;
        default:
            return CacheOutcome::bypassed;
    }
}

bool isServerError(int status) {
    return status == 500 || status == 502 || status == 503 || status == 504;
}

}  // namespace

CacheLookup::CacheLookup(const Attempt::Order& order,
                         std::shared_ptr<const WorkerConfiguration> configuration)
    : m_order(order),
      m_configuration(std::move(configuration)),
      m_options(*m_configuration->shared->cacheOptions),
      m_store(*m_configuration->shared->cacheStore),
      m_key(cache::keyFor(order.request, order.target.upstream)) {}

CacheLookup::~CacheLookup() {
    if (m_filling) m_filling->leave();
}

event::Task<CacheLookup::Found> CacheLookup::run() {
    return findFresh() ? event::Task<Found>::ready(hit()) : search();
}

bool CacheLookup::findFresh() {
    decide();
    return m_verdict.kind == Verdict::Kind::hit;
}

CacheLookup::Found CacheLookup::hit() {
    return served(m_verdict.response, CacheOutcome::memoryHit, m_decided);
}

/// After a look that found nothing fresh.
event::Task<CacheLookup::Found> CacheLookup::search() {
    for (int round = 0; round < mostRounds; ++round) {
        if (round > 0 && findFresh()) co_return hit();
        if (m_verdict.kind == Verdict::Kind::staleWhileRevalidate) {
            revalidate();
            co_return served(m_verdict.response, CacheOutcome::staleHit);
        }
        if (m_verdict.kind == Verdict::Kind::onlyIfCached504) {
            co_return Found(Found::Kind::onlyIfCached);
        }
        m_flight = flightKey();
        if (!mayFill()) break;
        auto found = co_await ask();
        if (found) co_return std::move(*found);
    }
    co_return Found();
}

void CacheLookup::decide() {
    m_looked = m_store.generations.now();
    m_variants = m_store.find(m_key);
    m_decided = cache::wallNow();
    m_verdict = cache::decide(m_variants.get(), m_order.request, m_decided, m_options);
    m_status.forward = m_verdict.forward;
    m_outcome = outcomeOf(m_verdict.forward);
}

/// Whether what the server answers can be of use to others: a whole answer to GET.
bool CacheLookup::mayFill() const {
    if (m_verdict.kind == Verdict::Kind::bypass) return false;
    if (m_verdict.kind == Verdict::Kind::validate) return true;
    if (m_order.request.method != "GET" || m_order.request.fields.contains("Range")) return false;
    const TimePoint now = Clock::now();
    return !m_store.marks.has(flight(), now) || m_store.marks.takesTurn(flight(), now);
}

/// Where the answer is likely to be for one person alone nobody waits for it.
bool CacheLookup::waitsForOthers() const {
    if (cache::tellsWhoAsks(m_order.request.fields, m_options)) return false;
    return m_verdict.kind == Verdict::Kind::validate || !m_store.marks.has(flight(), Clock::now());
}

/// Nothing: what came is not for this request; look again.
event::Task<std::optional<CacheLookup::Found>> CacheLookup::ask() {
    std::optional<cache::Lead> lead;
    if (waitsForOthers()) {
        const auto joined = m_store.coalescer.join(flight());
        if (!joined.leads) {
            const cache::Flight::Landing landing = co_await joined.flight->wait(
                m_order.deadline(), [this](const auto& head) { passInterim(head); });
            if (landing.kind != cache::Flight::Landing::Kind::lead) {
                co_return follow(*joined.flight, landing);
            }
        }
        lead.emplace(joined.flight);
        if (joined.leads && cameMeanwhile()) {
            lead->land(m_verdict.response);
            co_return served(m_verdict.response, CacheOutcome::memoryHit);
        }
    }
    auto found = co_await fill(std::move(lead));
    co_return std::optional<Found>(std::move(found));
}

void CacheLookup::passInterim(const http::ResponseHead& head) {
    if (m_order.interim) m_order.interim->interim(head, m_order.request);
}

/// Whether another request brought it between our look and our turn to ask: it is stored before its
/// flight is over.
bool CacheLookup::cameMeanwhile() {
    return m_store.find(m_key) != m_variants && findFresh();
}

/// What another client's request has brought.
std::optional<CacheLookup::Found> CacheLookup::follow(const cache::Flight& flight,
                                                      const cache::Flight::Landing& landing) {
    using Kind = cache::Flight::Landing::Kind;
    if (landing.kind == Kind::timedOut) return tooLate();
    if (landing.kind == Kind::failed) {
        if (auto stale = staleOnError()) return stale;
    }
    if (landing.kind != Kind::stored) return Found();
    if (m_store.branches.isCut(m_key, landing.response->requested)) return {};
    // It was joined before anybody knew what tags it would have.
    const auto& tags = landing.response->tags;
    if (!tags.empty() && m_store.generations.hasChanged(flight.began(), m_key, tags)) return {};
    const cache::Variants landed{{landing.response}};
    const Verdict verdict = cache::decide(&landed, m_order.request, cache::wallNow(), m_options);
    if (verdict.kind == Verdict::Kind::hit) {
        m_status.collapsed = true;
        return served(landing.response, CacheOutcome::collapsed);
    }
    // One that is to be validated before each use goes on; another variant may be there already.
    if (verdict.response) return Found();
    return {};
}

/// `client`: gets interim answers; null for nobody.
std::shared_ptr<CacheFill> CacheLookup::startFill(std::optional<cache::Lead> lead,
                                                  const Attempt::Order* client) const {
    CacheFill::Job job{m_key, flight(), m_verdict.response, m_looked, std::move(lead), client};
    return m_order.gateway.fills().start(std::move(job), m_order, m_configuration);
}

event::Task<CacheLookup::Found> CacheLookup::fill(std::optional<cache::Lead> lead) {
    const auto filling = m_filling = startFill(std::move(lead), &m_order);
    co_await filling->settled().wait(TimePoint::max());
    m_status.forwardStatus = filling->status();
    switch (filling->ending()) {
        case CacheFill::Ending::shared:
            m_status = {};
            co_return served(filling->response(), CacheOutcome::redisHit);
        case CacheFill::Ending::stored:
            co_return servedByServer(*filling, m_outcome);
        case CacheFill::Ending::revalidated:
            co_return servedByServer(*filling, CacheOutcome::revalidated);
        case CacheFill::Ending::unstored:
            if (isServerError(filling->status())) {
                if (auto stale = staleOnError()) co_return std::move(*stale);
            }
            co_return Found(filling->takeFetch());
        case CacheFill::Ending::failed:
        case CacheFill::Ending::none:
            break;
    }
    if (auto stale = staleOnError()) co_return std::move(*stale);
    // RFC 9111 section 5.2.2.2.
    const auto& stale = m_verdict.response;
    if (stale && stale->reuse.mustRevalidate) filling->failure().problem.status = 504;
    co_return Found(std::move(filling->failure()));
}

CacheLookup::Found CacheLookup::servedByServer(CacheFill& filling, CacheOutcome outcome) {
    m_status.stored = filling.isKept();
    Found found = served(filling.response(), outcome);
    found.ownFields = filling.takeOwnFields();
    return found;
}

/// Requests that would select the same variant, as far as it is known which fields select. Those
/// that may be answered for one client alone keep nobody from what is for all. Empty: all that ask
/// for the key.
std::string CacheLookup::flightKey() const {
    std::string more;
    if (!cache::isPlain(m_order.request.fields, m_options)) more = "\n";
    if (m_variants && !m_variants->list.empty()) {
        const auto& names = m_variants->list.front()->varyNames;
        for (const auto& [name, value] : cache::selectingFields(m_order.request.fields, names))
            more.append("\n").append(name).append(":").append(value);
    }
    return more.empty() ? more : m_key + more;
}

/// In the background, unless that is under way already.
void CacheLookup::revalidate() {
    if (m_order.gateway.fills().full()) return;
    m_flight = flightKey();
    const auto joined = m_store.coalescer.join(flight());
    if (!joined.leads) return;
    startFill(cache::Lead(joined.flight), nullptr);
}

CacheLookup::Found CacheLookup::served(cache::StoredResponsePtr response, CacheOutcome outcome,
                                       cache::WallTime now) {
    m_outcome = outcome;
    m_status.ttl = cache::freshFor(*response, now);
    m_status.detail = outcome == CacheOutcome::redisHit ? "redis" : "memory";
    return Found(std::move(response), now);
}

/// RFC 5861 section 4: no server can answer, and what is stored may stand in for a while.
std::optional<CacheLookup::Found> CacheLookup::staleOnError() {
    if (!m_verdict.response || !m_verdict.mayServeStaleOnError(cache::wallNow())) return {};
    return served(m_verdict.response, CacheOutcome::staleHit);
}

void CacheLookup::lost() {
    m_status = {};
    m_status.forward = ForwardReason::miss;
    m_outcome = CacheOutcome::absent;
}

CacheLookup::Found CacheLookup::tooLate() const {
    Fetch::Failure failure{Fetch::Failure::Cause::server, waitedTooLong(*m_order.pool.pool)};
    return Found(std::move(failure));
}

}  // namespace sluice::gateway
