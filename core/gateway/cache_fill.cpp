#include "gateway/cache_fill.h"

#include "base/hash.h"
#include "cache/body.h"
#include "cache/conditional.h"
#include "cache/freshening.h"
#include "cache/lookup.h"
#include "cache/make_stored.h"
#include "cache/selecting.h"
#include "cache/storability.h"
#include "cache/stored_fields.h"
#include "http/original_request.h"

namespace sluice::gateway {

namespace {

/// The memory counts a growing body anew after so much.
constexpr uint64_t countBytes = 256 * 1024;

/// Answers after which the next one will hardly be storable either.
bool isLasting(cache::Rule rule, int status) {
    using cache::Rule;
    if (status >= 500) return false;
    return rule == Rule::noStore || rule == Rule::isPrivate || rule == Rule::varyAny ||
           rule == Rule::setCookie || rule == Rule::notPlain || rule == Rule::useless;
}

/// Who sent the request, as far as proxies that are trusted tell.
uint64_t clientOf(const OwnFetch& fetch) {
    const std::string_view told = http::lastForwardedFor(fetch.request.fields);
    return hashOf(told.empty() ? fetch.peer : told);
}

std::optional<uint64_t> lengthOf(const http::ResponseHead& head) {
    using Kind = http::Framing::Kind;
    if (head.framing.kind == Kind::none) return 0;
    if (head.framing.kind == Kind::length) return head.framing.length;
    return {};
}

}  // namespace

CacheFill::CacheFill(Job job, const Attempt::Order& order,
                     std::shared_ptr<const WorkerConfiguration> configuration)
    : m_configuration(std::move(configuration)),
      m_options(*m_configuration->shared->cacheOptions),
      m_store(*m_configuration->shared->cacheStore),
      m_redis(order.gateway.redis()),
      m_job(std::move(job)),
      m_fetch(std::make_unique<OwnFetch>(order, m_configuration, *this)) {}

event::Task<> CacheFill::run() {
    dropOutdated();
    const bool shared = co_await findShared();
    if (shared) co_return;
    m_asksForClient = cache::replaceConditions(m_job.stale.get(), m_fetch->request.fields);
    Attempt* answer = co_await ask();
    if (answer && m_status == 304 && mayFreshen(answer->response())) {
        if (auto freshened = freshen(answer->response())) {
            co_await answer->call().readBody();  // to its end, for the connection's sake
            co_return keep(answer->response(), std::move(*freshened));
        }
        // It is of something else than what is stored (RFC 9111 section 4.3.3).
        m_fetch = std::make_unique<OwnFetch>(m_fetch->order, m_configuration, *this);
        cache::removeConditions(m_fetch->request.fields);
        answer = co_await ask();
    }
    if (!answer) {
        m_job.lead.reset();
        co_return settle(Ending::failed);
    }
    heedHead(answer->response());
    if (mayStore(answer->response()) && answer->call().provesEnd()) {
        co_return co_await store(*answer);
    }
    if (m_job.lead) m_job.lead->release();
    settle(Ending::unstored);
}

/// What was written over or purged since it was found is validated for nobody.
void CacheFill::dropOutdated() {
    m_asked = m_job.looked;
    if (m_job.stale && !isOutdated(*m_job.stale)) return;
    m_job.stale.reset();
    m_asked = m_store.generations.now();
}

/// For the client that began it, and those who wait for the same.
void CacheFill::interim(const http::ResponseHead& head, const http::RequestHead&) {
    const Attempt::Order* const client = m_job.client;
    if (client && client->interim) client->interim->interim(head, client->request);
    if (m_job.lead) m_job.lead->tell(head);
}

/// Whether a 304 may be about what is stored: asked with a client's own conditions, the server
/// means the client's copy unless it names the other.
bool CacheFill::mayFreshen(const http::ResponseHead& notModified) const {
    if (!m_job.stale || !m_asksForClient) return m_job.stale != nullptr;
    const http::HeaderMap& fields = notModified.fields;
    return (fields.contains("ETag") || fields.contains("Last-Modified")) && freshen(notModified);
}

/// What another instance has stored answers if the request takes it, else it may be validated.
event::Task<bool> CacheFill::findShared() {
    if (!m_redis) co_return false;
    auto looked = co_await m_redis->find(m_job.key, m_fetch->request.fields);
    m_ticket = looked.ticket;
    auto& found = looked.response;
    if (!found || isOutdated(*found)) co_return false;
    if (m_store.branches.isCut(m_job.key, found->requested)) co_return false;
    const cache::Variants shared{{found}};
    const auto verdict = cache::decide(&shared, m_fetch->request, cache::wallNow(), m_options);
    if (verdict.kind != cache::Verdict::Kind::hit) {
        if (!m_job.stale) m_job.stale = std::move(found);
        co_return false;
    }
    m_response = std::move(found);
    m_fetch.reset();
    m_kept = remember(m_response);
    if (m_job.lead) m_job.lead->land(m_response);
    settle(Ending::shared);
    co_return true;
}

/// Null: there is no answer.
event::Task<Attempt*> CacheFill::ask() {
    if (!m_job.stale) m_asked = m_store.generations.now();
    m_requested = cache::wallNow();
    if (m_job.stale) m_fetch->fetch.waitForNoServer();
    auto answer = co_await m_fetch->fetch.run();
    m_received = cache::wallNow();
    if (!answer) {
        m_status = 0;
        m_failure = std::move(answer.error());
        co_return nullptr;
    }
    m_status = (*answer)->response().status;
    co_return *answer;
}

void CacheFill::settle(Ending ending) {
    m_ending = ending;
    m_settled.notify();
}

std::optional<cache::StoredResponse> CacheFill::freshen(const http::ResponseHead& head) const {
    return cache::freshened(*m_job.stale, head, m_fetch->request, m_requested, m_received,
                            m_options);
}

void CacheFill::keep(const http::ResponseHead& notModified, cache::StoredResponse freshened) {
    const auto storability = cache::judge(m_fetch->request, freshened, m_options);
    m_response = std::make_shared<const cache::StoredResponse>(std::move(freshened));
    m_ownFields = fieldsForOne(notModified.fields, m_response->fields);
    if (storability) {
        freshenSiblings(notModified);
        m_kept = put(m_response);
    } else if (!cache::isForOne(storability.rule, m_fetch->request, m_options)) {
        drop(m_job.stale);
    }
    m_fetch->fetch.answer()->finish(0, 0, Clock::now());
    m_fetch.reset();
    if (m_job.lead) storability ? m_job.lead->land(m_response) : m_job.lead->release();
    settle(Ending::revalidated);
}

/// `stored`: with what they say of it.
http::HeaderMap CacheFill::fieldsForOne(const http::HeaderMap& received,
                                        const http::HeaderMap& stored) const {
    return cache::fieldsForOne(received, cache::responseDirectives(stored),
                               stored.contains("Set-Cookie"));
}

/// Other variants of the same representation (RFC 9111 section 4.3.4).
void CacheFill::freshenSiblings(const http::ResponseHead& notModified) {
    const auto variants = m_store.find(m_job.key);
    if (!variants || variants->list.size() < 2) return;
    for (auto& fresh :
         cache::freshenedSiblings(*variants, *m_job.stale, notModified, m_fetch->request,
                                  m_requested, m_received, m_options)) {
        put(std::make_shared<const cache::StoredResponse>(std::move(fresh)));
    }
}

/// What the answer to HEAD says of all that could have been chosen for it (RFC 9111 section 4.3.5).
void CacheFill::heedHead(const http::ResponseHead& head) {
    if (m_status != 200 || m_fetch->request.method != "HEAD") return;
    const auto variants = m_store.find(m_job.key);
    if (!variants) return;
    for (const auto& response : variants->list) {
        if (cache::matches(*response, m_fetch->request.fields)) heedHead(head, response);
    }
}

void CacheFill::heedHead(const http::ResponseHead& head, const cache::StoredResponsePtr& stored) {
    if (stored->body->state() != cache::Body::State::complete) return;
    auto fresh = cache::freshenedByHead(*stored, stored->body->size(), head, m_fetch->request,
                                        m_requested, m_received, m_options);
    const auto rule =
        fresh ? cache::judge(m_fetch->request, *fresh, m_options).rule : cache::Rule::useless;
    if (cache::allows(rule)) {
        put(std::make_shared<const cache::StoredResponse>(std::move(*fresh)));
    } else if (!cache::isForOne(rule, m_fetch->request, m_options)) {
        drop(stored);
    }
}

/// Whether it was written over or purged since it was asked for.
bool CacheFill::isOutdated(const cache::StoredResponse& response) const {
    return m_store.generations.hasChanged(m_asked, m_job.key, response.tags);
}

/// In the memory; false if it is outdated.
bool CacheFill::remember(const cache::StoredResponsePtr& response) {
    if (isOutdated(*response)) return false;
    for (const auto& gone : m_store.memory.put(m_job.key, response)) {
        if (m_redis && gone->client != 0) m_redis->removeVariant(m_job.key, *gone);
    }
    if (!isOutdated(*response)) return true;
    m_store.memory.remove(m_job.key, response);  // in between
    return false;
}

/// One whose body is complete.
bool CacheFill::put(const cache::StoredResponsePtr& response) {
    const bool kept = remember(response);
    if (kept && m_redis) m_redis->store(m_job.key, response, m_ticket);
    return kept;
}

void CacheFill::drop(const cache::StoredResponsePtr& response) {
    m_store.memory.remove(m_job.key, response);
    if (m_redis) m_redis->remove(m_job.key);
}

bool CacheFill::mayStore(const http::ResponseHead& head) {
    const auto storability = cache::judge(m_fetch->request, head, m_options, m_received);
    const bool tooLarge = lengthOf(head).value_or(0) > m_options.maxEntryBytes;
    if (storability && !tooLarge) return true;
    noteRefusal(head, storability ? cache::Refusal::Cause::size : cache::Refusal::Cause::rule);
    if (tooLarge || isLasting(storability.rule, m_status)) {
        m_store.marks.add(m_job.flight, Clock::now());
        const bool isForOne = cache::isForOne(storability.rule, m_fetch->request, m_options);
        if (m_job.stale && !isForOne) drop(m_job.stale);
    }
    return false;
}

/// For those who ask why it is not in the cache.
void CacheFill::noteRefusal(const http::ResponseHead& head, cache::Refusal::Cause cause) {
    if (!m_store.refusals.wants(m_job.key, Clock::now())) return;
    cache::Refusal refusal = cache::refusalOf(m_job.key, m_fetch->request, head, m_options);
    refusal.cause = cause;
    refusal.requested = m_requested;
    refusal.received = m_received;
    m_store.refusals.add(std::move(refusal));
}

event::Task<> CacheFill::store(Attempt& answer) {
    const http::ResponseHead& head = answer.response();
    auto stored = cache::makeStored(m_fetch->request, head, m_requested, m_received, m_options,
                                    m_fetch->order.route.name);
    const auto body = std::make_shared<cache::Body>(lengthOf(head));
    stored.client = clientOf(*m_fetch);
    stored.body = body;
    m_response = std::make_shared<const cache::StoredResponse>(std::move(stored));
    m_ownFields = fieldsForOne(head.fields, head.fields);
    m_store.marks.remove(m_job.flight);
    m_kept = remember(m_response);
    if (m_job.lead) m_job.lead->land(m_response);
    settle(Ending::stored);
    co_await pour(answer, *body);
    m_fetch.reset();
}

event::Task<> CacheFill::pour(Attempt& answer, cache::Body& body) {
    uint64_t counted = 0;
    for (;;) {
        const auto piece = co_await answer.call().readBody();
        if (!piece) {
            answer.fail(piece.error());
            m_store.memory.remove(m_job.key, m_response);
            co_return body.fail();
        }
        if (piece->empty()) break;
        body.append(*piece);
        noteGrowth(answer.response(), body, counted);
        if (body.kept()) continue;
        if (!body.wanted()) co_return body.fail();
        co_await body.room(TimePoint::max());
    }
    body.finish(answer.call().trailers());
    answer.finish(0, body.size(), Clock::now());
    if (!m_kept || !body.kept() || isOutdated(*m_response)) co_return;
    m_store.memory.resized(m_job.key);
    if (m_redis) m_redis->store(m_job.key, m_response, m_ticket);
}

/// What turns out too large, and what was outdated before it came, is passed on to those who read
/// it already, and to nobody else. Who waited for it has the time of the first MiB to begin.
void CacheFill::noteGrowth(const http::ResponseHead& head, cache::Body& body, uint64_t& counted) {
    m_kept = m_kept && body.kept();  // the memory may have needed the room, or have been purged
    if (!m_kept) {
        if (body.size() > cache::Body::mostLag) body.forget();
    } else if (body.size() > m_options.maxEntryBytes) {
        m_kept = false;
        noteRefusal(head, cache::Refusal::Cause::size);
        m_store.marks.add(m_job.flight, Clock::now());
        m_store.memory.remove(m_job.key, m_response);
        body.forget();
    } else if (body.size() >= counted + countBytes) {
        counted = body.size();
        m_store.memory.resized(m_job.key);
    }
}

}  // namespace sluice::gateway
