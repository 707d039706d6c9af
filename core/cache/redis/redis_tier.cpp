#include "cache/redis/redis_tier.h"

#include <algorithm>
#include <utility>

#include "cache/body.h"
#include "cache/freshness.h"

namespace sluice::cache::redis {

namespace {

using std::chrono::milliseconds;

constexpr Seconds validationGrace = std::chrono::minutes(10);
constexpr Seconds longestUse = std::chrono::hours(24 * 365);
/// An index outlives most variants; without it they are lost, not wrong.
constexpr milliseconds indexUse = std::chrono::hours(24 * 7);
constexpr size_t mostStoring = 64;
constexpr size_t mostOwed = 1000;
/// Far above what instances store, so that only what is not Redis exceeds it.
constexpr size_t mostReplyBytes = 64 * 1024 * 1024;

Connection::Options connectionOptions(const RedisOptions& options, RedisUrl url) {
    return {std::move(url), options.connectTimeout, options.lookupTimeout,
            mostReplyBytes + options.maxValueBytes};
}

bool canBeValidated(const StoredResponse& response) {
    return response.fields.contains("ETag") || response.fields.contains("Last-Modified");
}

}  // namespace

/// Stores a variant, which takes a look at its index first.
struct RedisTier::Storing {
    explicit Storing(RedisTier& owner) : tier(owner) {}

    RedisTier& tier;
    std::list<Storing>::iterator self;
    event::Task<> task;

    static void finished(void* context) {
        const auto& storing = *static_cast<Storing*>(context);
        storing.tier.m_storing.erase(storing.self);
    }
};

/// Goes on being owed until Redis has confirmed it.
struct RedisTier::Invalidation {
    Invalidation(RedisTier& owner, std::string what) : tier(owner), name(std::move(what)) {}

    RedisTier& tier;
    std::string name;

    static void answered(void* context, const Reply& reply) {
        const std::unique_ptr<Invalidation> self(static_cast<Invalidation*>(context));
        if (!reply.arrived() || !reply.error().empty()) self->tier.owe(std::move(self->name));
    }
};

RedisTier::RedisTier(const RedisOptions& options, RedisUrl url, Statistics& statistics,
                     Connection::Report report)
    : m_options(options),
      m_names(options.prefix),
      m_purgeNumber(m_names.purgeNumber()),
      m_statistics(statistics),
      m_random(static_cast<uint64_t>(Clock::now().time_since_epoch().count()) ^
               reinterpret_cast<uintptr_t>(this)),
      m_connection(connectionOptions(options, std::move(url)),
                   [&statistics, report = std::move(report)](auto state, const auto& text) {
                       statistics.state.store(state, std::memory_order_relaxed);
                       statistics.news.set(text);
                       report(state, text);
                   }) {
    m_connection.onReady([this] { becameReady(); });
    m_connection.start();
}

RedisTier::~RedisTier() = default;

milliseconds RedisTier::usefulFor(const StoredResponse& response, WallTime now) {
    const Reuse& reuse = response.reuse;
    Seconds useful = freshFor(response, now);
    if (!reuse.mustRevalidate) useful += std::max(reuse.staleWhileRevalidate, reuse.staleIfError);
    if (canBeValidated(response)) useful += validationGrace;
    return std::clamp(useful, Seconds(0), longestUse);
}

event::Task<StoredResponsePtr> RedisTier::find(std::string_view key,
                                               const http::HeaderMap& requestFields) {
    const TimePoint deadline = Clock::now() + m_options.lookupTimeout;
    std::optional<Value> value = co_await readCurrent(key, deadline);
    if (!value) co_return nullptr;
    if (auto* index = std::get_if<VaryIndex>(&value->content)) {
        std::optional<Value> variant =
            co_await readVariant(std::move(*index), requestFields, deadline);
        if (!variant) co_return nullptr;
        value = std::move(variant);
    }
    co_return usable(*value, key, requestFields);
}

event::Task<std::optional<Value>> RedisTier::readCurrent(std::string_view key, TimePoint deadline) {
    const std::string name = m_names.value(key);
    const Command get{"MGET", name, m_purgeNumber};
    const Reply reply = co_await ask(get, deadline);
    if (reply.size() != 2) co_return std::nullopt;
    const auto number = reply.at(1).number();
    std::optional<Value> value = decoded(reply.at(0));
    if (!number) {  // lost, and with it what was purged
        beginPurgeNumber();
        if (value) m_statistics.purged.add();
        co_return std::nullopt;
    }
    if (!m_purges.knows(*number)) {
        const bool learned = co_await learnPurges(*number, deadline);
        if (!learned) co_return std::nullopt;
    }
    co_return value;
}

event::Task<bool> RedisTier::learnPurges(uint64_t number, TimePoint deadline) {
    const std::string name = m_names.lastPurges();
    const Command range{"LRANGE", name, "0", "-1"};
    const Reply last = co_await ask(range, deadline);
    if (!last.arrived()) co_return false;
    std::vector<std::string> list;
    for (size_t i = 0; i < last.size(); ++i)
        list.emplace_back(last.at(i).text().value_or(""));
    const Command get{"GET", m_purgeNumber};
    const Reply after = co_await ask(get, deadline);
    co_return m_purges.learn(number, list, after.number().value_or(0));
}

event::Task<std::optional<Value>> RedisTier::readVariant(VaryIndex index,
                                                         const http::HeaderMap& requestFields,
                                                         TimePoint deadline) {
    const SelectingFields selecting = selectingFields(requestFields, index.names);
    const std::string name = m_names.variant(index.family, selecting);
    const Command get{"GET", name};
    const Reply reply = co_await ask(get, deadline);
    if (!reply.arrived()) co_return std::nullopt;
    co_return decoded(reply);
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

StoredResponsePtr RedisTier::usable(const Value& value, std::string_view key,
                                    const http::HeaderMap& requestFields) {
    const auto* response = std::get_if<StoredResponsePtr>(&value.content);
    if (!response || !matches(**response, requestFields)) {
        m_statistics.misses.add();
        return nullptr;
    }
    if ((*response)->requested < m_distrusted ||
        m_purges.isGone(value.epoch, key, (*response)->tags)) {
        m_statistics.purged.add();
        return nullptr;
    }
    m_statistics.hits.add();
    return *response;
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

void RedisTier::store(std::string_view key, const StoredResponsePtr& response) {
    const milliseconds ttl = usefulFor(*response, wallNow());
    const bool complete = response->body->state() == Body::State::complete;
    if (!complete || response->body->size() > m_options.maxValueBytes || ttl <= ttl.zero()) {
        m_statistics.keptOut.add();
    } else if (!m_connection.session()) {
        m_statistics.dropped.add();
    } else if (response->varyNames.empty()) {
        put(m_names.value(key), encode(*response, m_purges.epochOf(response->requested)), ttl);
    } else if (m_storing.size() >= mostStoring) {
        m_statistics.dropped.add();
    } else {
        Storing& storing = m_storing.emplace_back(*this);
        storing.self = std::prev(m_storing.end());
        storing.task = storeVariant(std::string(key), response);
        storing.task.start(&Storing::finished, &storing);
    }
}

event::Task<> RedisTier::storeVariant(std::string key, StoredResponsePtr response) {
    const std::optional<VaryIndex> index = co_await indexFor(key, *response);
    if (!index) {
        m_statistics.dropped.add();
        co_return;
    }
    const milliseconds ttl = usefulFor(*response, wallNow());
    const uint64_t epoch = m_purges.epochOf(response->requested);
    put(m_names.variant(index->family, response->selecting), encode(*response, epoch), ttl);
    // Each time, to outlive its youngest variant.
    put(m_names.value(key), encode(*index, epoch), std::max(ttl, indexUse));
}

/// The one that is there, if it is of the same Vary; a new one otherwise.
event::Task<std::optional<VaryIndex>> RedisTier::indexFor(const std::string& key,
                                                          const StoredResponse& response) {
    const std::string name = m_names.value(key);
    const Command get{"GET", name};
    const Reply reply = co_await ask(get, Clock::now() + m_options.lookupTimeout);
    if (!reply.arrived()) co_return std::nullopt;
    const auto value = decode(reply.text().value_or(""));
    const auto* index = value ? std::get_if<VaryIndex>(&value->content) : nullptr;
    if (index && index->names == response.varyNames) co_return *index;
    co_return VaryIndex{response.varyNames, m_random.next()};
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

void RedisTier::invalidate(std::string_view key) {
    sendInvalidation(m_names.value(key));
}

void RedisTier::sendInvalidation(std::string name) {
    Session* const session = m_connection.session();
    auto invalidation = std::make_unique<Invalidation>(*this, std::move(name));
    const Command unlink{"UNLINK", invalidation->name};
    if (session && session->post(unlink, &Invalidation::answered, invalidation.get())) {
        (void)invalidation.release();  // answered() has it now
    } else {
        owe(std::move(invalidation->name));
    }
}

void RedisTier::owe(std::string name) {
    if (m_owed.size() < mostOwed) {
        m_owed.push_back(std::move(name));
    } else {
        m_distrusted = wallNow();
    }
}

void RedisTier::becameReady() {
    m_breaker.reset();
    beginPurgeNumber();
    for (std::string& name : std::exchange(m_owed, {}))
        sendInvalidation(std::move(name));
}

void RedisTier::beginPurgeNumber() {
    const std::string number = std::to_string(wallNow().time_since_epoch().count());
    const Command begin{"SET", m_purgeNumber, number, "NX"};
    if (Session* const session = m_connection.session()) session->post(begin);
}

}  // namespace sluice::cache::redis
