#include "cache/redis/redis_tier.h"

#include <algorithm>
#include <array>
#include <utility>

#include "cache/body.h"
#include "cache/freshness.h"
#include "cache/key.h"

namespace sluice::cache::redis {

namespace {

using std::chrono::milliseconds;

constexpr Seconds validationGrace = std::chrono::minutes(10);
/// A mark lives longer, so that a value that does not know it is gone before.
constexpr milliseconds longestUse = std::chrono::hours(24);
constexpr size_t mostVaries = 4;
/// Far above what instances store, so that only what is not Redis exceeds it.
constexpr size_t mostReplyBytes = 64 * 1024 * 1024;

Connection::Options connectionOptions(const RedisOptions& options, RedisUrl url) {
    const Names names(options.prefix);
    return {.url = std::move(url),
            .connectTimeout = options.connectTimeout,
            .answerTimeout = options.lookupTimeout,
            .mostReplyBytes = mostReplyBytes + options.maxValueBytes,
            .keys = {names.lastPurge(), names.lastWrite()}};
}

bool canBeValidated(const StoredResponse& response) {
    return response.fields.contains("ETag") || response.fields.contains("Last-Modified");
}

}  // namespace

RedisTier::RedisTier(const RedisOptions& options, RedisUrl url, std::shared_ptr<PurgeLog> log,
                     Statistics& statistics, Connection::Report report)
    : m_options(options),
      m_followsMaster(url.usesSentinel()),
      m_names(options.prefix),
      m_lastPurge(m_names.lastPurge()),
      m_log(std::move(log)),
      m_statistics(statistics),
      m_connection(connectionOptions(options, std::move(url)),
                   [this, report = std::move(report)](auto state, const auto& text) {
                       m_statistics.readySince = m_connection.readySince();
                       m_statistics.state.store(state, std::memory_order_relaxed);
                       m_statistics.news.set(text);
                       report(state, text);
                   }) {
    m_connection.onReady([this] {
        m_breaker.reset();
        m_log->wake();  // to be compared
    });
    m_connection.start();
}

RedisTier::~RedisTier() = default;

milliseconds RedisTier::usefulFor(const StoredResponse& response, WallTime now) {
    const Reuse& reuse = response.reuse;
    Seconds useful = freshFor(response, now);
    if (!reuse.mustRevalidate) useful += std::max(reuse.staleWhileRevalidate, reuse.staleIfError);
    if (canBeValidated(response)) useful += validationGrace;
    return std::clamp<milliseconds>(useful, milliseconds(0), longestUse);
}

event::Task<RedisTier::Found> RedisTier::find(std::string_view key,
                                              const http::HeaderMap& requestFields) {
    const TimePoint deadline = Clock::now() + m_options.lookupTimeout;
    Found found;
    leaveFormerMaster();
    if (!isTrusted()) {
        m_statistics.unavailable.add();
        co_return found;
    }
    if (m_log->isWritten(urlOf(key))) {
        m_statistics.purged.add();
        co_return found;
    }
    for (int looks = 0; looks < 2; ++looks) {
        const bool done = co_await look(key, requestFields, deadline, found);
        if (done) co_return found;
    }
    m_statistics.misses.add();
    co_return found;
}

/// One round trip. False: what is there differs by fields that were not thought of; the next look
/// will.
event::Task<bool> RedisTier::look(std::string_view key, const http::HeaderMap& requestFields,
                                  TimePoint deadline, Found& found) {
    const std::vector<VaryNames> varies = m_varies;
    const std::string name = m_names.value(key);
    const std::string mark = m_names.mark(urlOf(key));
    std::array<std::string, mostVaries> variants;
    Command get{"MGET", name, mark, m_lastPurge};
    for (size_t i = 0; i < varies.size(); ++i) {
        variants[i] = m_names.variant(key, varies[i], selectingFields(requestFields, varies[i]));
        get.add(variants[i]);
    }
    const TimePoint asked = Clock::now();
    const Reply reply = co_await ask(get, deadline);
    if (reply.size() != 3 + varies.size()) co_return true;
    const Stamp now{numberOf(reply.at(2).text().value_or("")),
                    numberOf(reply.at(1).text().value_or(""))};
    if (now.purge != 0) found.ticket = Ticket{now, asked};
    std::optional<Value> value = decoded(reply.at(0));
    if (!value) co_return true;
    if (const auto* index = std::get_if<VaryIndex>(&value->content)) {
        const auto thought = std::find(varies.begin(), varies.end(), index->names);
        thinkOf(index->names);
        if (thought == varies.end()) co_return false;
        value = decoded(reply.at(3 + static_cast<size_t>(thought - varies.begin())));
        if (!value) co_return true;
    }
    found.response = usable(*value, now, key, requestFields);
    co_return true;
}

/// A site's answers differ by the same few fields.
void RedisTier::thinkOf(const VaryNames& names) {
    const auto known = std::find(m_varies.begin(), m_varies.end(), names);
    if (known == m_varies.end()) {
        m_varies.insert(m_varies.begin(), names);
        if (m_varies.size() > mostVaries) m_varies.pop_back();
    } else {
        std::rotate(m_varies.begin(), known, std::next(known));
    }
}

std::optional<Value> RedisTier::decoded(const Reply& reply) {
    const auto text = reply.text();
    if (!text) {
        m_statistics.misses.add();
        return {};
    }
    m_statistics.bytesRead.add(text->size());
    auto value = decode(*text);
    if (!value) m_statistics.damaged.add();
    return value;
}

StoredResponsePtr RedisTier::usable(const Value& value, const Stamp& now, std::string_view key,
                                    const http::HeaderMap& requestFields) {
    const auto* response = std::get_if<StoredResponsePtr>(&value.content);
    if (!response || !matches(**response, requestFields)) {
        m_statistics.misses.add();
        return nullptr;
    }
    const auto verdict = m_log->judge(value.stamp, now, key, (*response)->tags);
    if (verdict == PurgeLog::Verdict::good) {
        m_statistics.hits.add();
        return *response;
    }
    if (verdict == PurgeLog::Verdict::unknown) m_log->wake();
    m_statistics.purged.add();
    return nullptr;
}

event::Task<Reply> RedisTier::ask(const Command& command, TimePoint deadline) {
    Session* const session = m_connection.session();
    if (!session) {
        m_statistics.unavailable.add();
        co_return Reply::Absence::refused;
    }
    const TimePoint asked = Clock::now();
    const Reply reply = co_await session->call(command, deadline);
    judge(reply, asked);
    co_return reply;
}

void RedisTier::judge(const Reply& reply, TimePoint asked) {
    bool failed = true;
    if (reply.absence() == Reply::Absence::timedOut) {
        m_statistics.timeouts.add();
    } else if (reply.absence() == Reply::Absence::refused) {
        m_statistics.unavailable.add();
    } else if (!reply.arrived() || !reply.error().empty()) {
        m_statistics.errors.add();
        // Of a foreign value under one of our names.
        failed = !reply.error().starts_with("WRONGTYPE");
    } else {
        m_statistics.latency.record(static_cast<uint64_t>((Clock::now() - asked).count()));
        failed = false;
    }
    if (!m_breaker.record(failed)) return;
    m_statistics.breaks.add();
    m_connection.drop("too many look-ups failed or took too long");
}

bool RedisTier::isTrusted() const {
    if (!m_connection.session() || !m_log->isComparedSince(m_connection.readySince())) return false;
    return !m_followsMaster || m_log->server() == m_connection.address();
}

/// Sentinels named another master meanwhile, and what this instance knows was compared with that.
void RedisTier::leaveFormerMaster() {
    if (!m_followsMaster || !m_connection.session()) return;
    if (!m_log->isComparedSince(m_connection.readySince())) return;
    if (m_log->server() == m_connection.address()) return;
    m_connection.drop("the Sentinels' master is " + m_log->server().toString());
}

void RedisTier::store(std::string_view key, const StoredResponsePtr& response,
                      const std::optional<Ticket>& ticket) {
    const bool complete = response->body->state() == Body::State::complete;
    if (!complete || response->body->size() > m_options.maxValueBytes) {
        m_statistics.keptOut.add();
        return;
    }
    if (!ticket || !m_connection.session()) {
        m_statistics.dropped.add();
        return;
    }
    const auto age = std::chrono::ceil<milliseconds>(Clock::now() - ticket->asked);
    const milliseconds ttl = std::min(usefulFor(*response, wallNow()), longestUse - age);
    put(nameOf(key, *response), encode(*response, ticket->stamp), ttl);
    // Each time, to outlive its youngest variant.
    if (ttl > ttl.zero() && !response->varyNames.empty())
        put(m_names.value(key), encode(VaryIndex{response->varyNames}, ticket->stamp), longestUse);
}

std::string RedisTier::nameOf(std::string_view key, const StoredResponse& response) const {
    if (response.varyNames.empty()) return m_names.value(key);
    return m_names.variant(key, response.varyNames, response.selecting);
}

void RedisTier::put(const std::string& name, const std::string& bytes, milliseconds ttl) {
    Session* const session = m_connection.session();
    const std::string ttl_ms = std::to_string(ttl.count());
    const Command set{"SET", name, bytes, "PX", ttl_ms};
    if (bytes.empty() || ttl <= ttl.zero()) {
        m_statistics.keptOut.add();
    } else if (session && session->post(set, &putAnswered, this)) {
        m_statistics.bytesWritten.add(bytes.size());
    } else {
        m_statistics.dropped.add();
    }
}

void RedisTier::putAnswered(void* self, const Reply& reply) {
    auto& tier = *static_cast<RedisTier*>(self);
    const bool done = reply.arrived() && reply.error().empty();
    (done ? tier.m_statistics.stored : tier.m_statistics.dropped).add();
    if (reply.error().starts_with("READONLY")) tier.m_connection.drop("it became a replica");
}

void RedisTier::invalidate(std::string_view url) {
    m_log->write(url);
}

void RedisTier::invalidateBelow(std::string_view branch) {
    m_log->cut(branch);
}

void RedisTier::remove(std::string_view key) {
    unlink(m_names.value(key));
}

void RedisTier::removeVariant(std::string_view key, const StoredResponse& response) {
    unlink(nameOf(key, response));
}

void RedisTier::unlink(const std::string& name) {
    const Command unlink{"UNLINK", name};
    if (Session* const session = m_connection.session()) session->post(unlink);
}

}  // namespace sluice::cache::redis
