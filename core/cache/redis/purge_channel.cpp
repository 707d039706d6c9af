#include "cache/redis/purge_channel.h"

#include <algorithm>
#include <utility>

#include "cache/key.h"
#include "cache/redis/locate.h"
#include "cache/redis/refusal.h"
#include "event/epoll_dispatcher.h"
#include "event/mailbox.h"

namespace sluice::cache::redis {

namespace {

constexpr Duration interval = std::chrono::seconds(1);
/// What is in the memory so soon after the start is no older than the first comparison.
constexpr Duration atStart = std::chrono::seconds(5);
/// Of purges and of writes, in one transaction.
constexpr size_t mostAtOnce = 64;
constexpr size_t mostReplyBytes = 64 * 1024 * 1024;
/// Twice as long as values are kept: what does not know a mark is gone before it is.
constexpr std::string_view markLife_ms = "172800000";

Connection::Options connectionOptions(const RedisOptions& options, const RedisUrl& url) {
    const Names names(options.prefix);
    return {.url = url,
            .connectTimeout = options.connectTimeout,
            .answerTimeout = options.connectTimeout,
            .mostReplyBytes = mostReplyBytes,
            .mostBackoff = interval,
            .keys = {names.lastPurge(), names.lastWrite()}};
}

/// Errors after which another server is to be asked.
bool isOfAnother(std::string_view error) {
    return error.starts_with("READONLY") || error.starts_with("MOVED") ||
           error.starts_with("CLUSTERDOWN");
}

}  // namespace

PurgeChannel::PurgeChannel(const RedisOptions& options, const RedisUrl& url,
                           std::shared_ptr<PurgeLog> log, Listener listener)
    : m_options(options),
      m_url(url),
      m_names(options.prefix),
      m_log(std::move(log)),
      m_listener(std::move(listener)),
      m_commands(connectionOptions(options, url),
                 [this](auto state, const auto& text) { report(state, text); }),
      m_subscription(connectionOptions(options, url), [this](auto, const std::string& text) {
          const size_t error = text.find("NOPERM");
          if (error != text.npos) setSilence(explainedRefusal(text.substr(error)));
      }) {
    m_commands.onReady([this] { becameReady(); });
    m_subscription.onReady([this] { subscribe(); });
    m_log->onNews([this, mailbox = event::EpollDispatcher::current()->mailbox(),
                   alive = std::weak_ptr(m_alive)] {
        if (m_woken.exchange(true)) return;
        mailbox->post([this, alive] {
            if (alive.expired()) return;
            m_woken = false;
            m_check.notify();
        });
    });
    m_commands.start();
    m_subscription.start();
    m_run = run();
    m_run.start();
    if (!url.usesSentinel()) return;
    m_master = followMaster();
    m_master.start();
}

PurgeChannel::~PurgeChannel() {
    m_log->onNews({});
}

void PurgeChannel::purge(const PurgePattern& pattern, Told told) {
    m_waiting.push_back({m_log->purge(pattern), std::move(told)});
    if (!m_commands.session()) settle();
}

std::string PurgeChannel::trouble() const {
    return m_refusal.empty() ? m_silence : m_refusal;
}

void PurgeChannel::report(Connection::State state, const std::string& text) {
    m_down = state == Connection::State::ready ? std::string() : text;
    m_listener.report(state, text);
}

/// Messages come from the same server as the lists, and may have been lost with it.
void PurgeChannel::becameReady() {
    m_retry = {};
    if (std::exchange(m_wasReady, true)) m_subscription.drop("the server may be another one");
    m_check.notify();
}

event::Task<> PurgeChannel::run() {
    for (;;) {
        const bool more = m_commands.session() && m_refusal.empty() && m_log->owedCount() > 0;
        co_await m_check.wait(Clock::now() + (more ? Duration() : interval));
        co_await tellOwed();
        co_await compare();
        settle();
    }
}

event::Task<> PurgeChannel::tellOwed() {
    if (!m_commands.session() || Clock::now() < m_retry) co_return;
    PurgeLog::Changes changes = m_log->owed(mostAtOnce);
    if (changes.empty()) co_return;
    const auto told = co_await tell(std::move(changes));
    if (!told) m_retry = Clock::now() + interval;
    setRefusal(told ? std::string() : told.error().message);
}

void PurgeChannel::setRefusal(std::string why) {
    if (why == m_refusal) return;
    m_refusal = std::move(why);
    if (!m_refusal.empty())
        m_listener.trouble(m_refusal +
                           "; what was purged is not taken from it, and it is told again");
}

void PurgeChannel::setSilence(const std::string& error) {
    const std::string why = "other gateways learn of purges within a second, not at once: " + error;
    if (why == m_silence) return;
    m_silence = why;
    m_listener.trouble(m_silence);
}

/// One transaction, so that lists, marks and what was last on them tell the same. The messages are
/// none of it: a user without the channel could not purge at all.
event::Task<Result<>> PurgeChannel::tell(PurgeLog::Changes changes) {
    Session& session = *m_commands.session();
    m_answer.clear();
    session.post({"MULTI"}, &noteRefusal, this);
    postPurges(session, changes.purges);
    postWrites(session, changes.writes);
    session.post({"EXEC"}, &noteRefusal, this);
    publish(session, changes);
    const Command ping{"PING"};
    const Reply last = co_await session.call(ping, Clock::now() + m_options.connectTimeout);
    if (!last.arrived()) {
        m_commands.drop("it does not take purges in time");
        co_return failure("Redis does not take purges in time");
    }
    if (m_answer.empty()) {
        m_log->told(changes);
        co_return Result<>();
    }
    auto refused = failure("Redis takes no purges: " + explainedRefusal(m_answer));
    if (isOfAnother(m_answer)) m_commands.drop(explainedRefusal(m_answer));
    co_return refused;
}

void PurgeChannel::postPurges(Session& session, const std::vector<Change>& purges) {
    if (purges.empty()) return;
    const std::string list = m_names.purges(), name = m_names.lastPurge();
    const std::string last = numberText(purges.back().entry);
    const std::string oldest = "-" + std::to_string(PurgeLog::mostPurges);
    for (const Change& purge : purges) {
        const std::string text = purge.toText();
        session.post({"RPUSH", list, text}, &noteRefusal, this);
    }
    session.post({"LTRIM", list, oldest, "-1"}, &noteRefusal, this);
    session.post({"SET", name, last}, &noteRefusal, this);
}

void PurgeChannel::postWrites(Session& session, const std::vector<Change>& writes) {
    if (writes.empty()) return;
    const std::string list = m_names.writes(), name = m_names.lastWrite();
    const std::string last = numberText(writes.back().entry);
    const std::string oldest = "-" + std::to_string(PurgeLog::mostWrites);
    for (const Change& write : writes) {
        const std::string text = write.toText(), entry = numberText(write.entry);
        session.post({"RPUSH", list, text}, &noteRefusal, this);
        if (PurgeLog::isBranch(write)) continue;
        const std::string mark = m_names.mark(write.what), value = m_names.value(write.what);
        session.post({"SET", mark, entry, "PX", markLife_ms}, &noteRefusal, this);
        session.post({"UNLINK", value}, &noteRefusal, this);
    }
    session.post({"LTRIM", list, oldest, "-1"}, &noteRefusal, this);
    session.post({"SET", name, last}, &noteRefusal, this);
}

void PurgeChannel::publish(Session& session, const PurgeLog::Changes& changes) {
    const std::string channel = m_names.channel();
    for (const Change& purge : changes.purges) {
        const std::string message = PurgeLog::purgeMessage(purge);
        session.post({"PUBLISH", channel, message}, &noteSilence, this);
    }
    for (const Change& write : changes.writes) {
        const std::string message = PurgeLog::writeMessage(write);
        session.post({"PUBLISH", channel, message}, &noteSilence, this);
    }
}

/// The first error says why a transaction is discarded.
void PurgeChannel::noteRefusal(void* self, const Reply& reply) {
    std::string& answer = static_cast<PurgeChannel*>(self)->m_answer;
    if (!answer.empty()) return;
    answer = reply.arrived() ? std::string(reply.error()) : "the connection was lost";
    for (size_t i = 0; answer.empty() && i < reply.size(); ++i)
        answer = reply.at(i).error();
}

void PurgeChannel::noteSilence(void* self, const Reply& reply) {
    if (!reply.error().empty())
        static_cast<PurgeChannel*>(self)->setSilence(explainedRefusal(reply.error()));
}

event::Task<> PurgeChannel::compare() {
    if (!m_commands.session()) co_return;
    const TimePoint asked = Clock::now();
    const PurgeLog::Asked known = m_log->asked();
    const bool listening = m_listening;
    const std::string lastPurge = m_names.lastPurge(), lastWrite = m_names.lastWrite();
    const Command get{"MGET", lastPurge, lastWrite};
    const Reply last = co_await m_commands.session()->call(get, asked + m_options.connectTimeout);
    if (!last.arrived()) m_commands.drop("it does not answer in time");
    if (last.size() != 2) co_return;
    const Stamp now{numberOf(last.at(0).text().value_or("")),
                    numberOf(last.at(1).text().value_or(""))};
    const bool learned = co_await learn(now, known, asked);
    if (!learned || !m_commands.session() || m_commands.readySince() > asked) co_return;
    m_heardAll = listening && m_listening;
    if (now.purge == 0 || !m_log->hasList()) co_return m_log->begin();
    m_compared = true;
    if (m_log->owedCount() == 0) setRefusal({});
    m_log->compared(m_commands.address(), asked);
}

/// The lists, if their last entries, `last`, are news. The list of writes once a second at most:
/// look-ups do not need it, and there may be many. False: Redis does not say.
event::Task<bool> PurgeChannel::learn(Stamp last, PurgeLog::Asked known, TimePoint asked) {
    const bool heardAll = m_heardAll;
    if (!m_log->knowsPurges(last.purge)) {
        const auto purges = co_await list(m_names.purges());
        if (!purges) co_return false;
        take(m_log->learnPurges(*purges, known, heardAll));
    }
    const TimePoint before = std::max(m_commands.readySince(), asked - interval);
    if (m_listedWrites > before || m_log->knowsWrites(last.write)) co_return true;
    const auto writes = co_await list(m_names.writes());
    if (!writes) co_return false;
    m_listedWrites = asked;
    take(m_log->learnWrites(*writes, known, heardAll));
    co_return true;
}

event::Task<std::optional<std::vector<std::string>>> PurgeChannel::list(std::string name) {
    Session* const session = m_commands.session();
    if (!session) co_return std::nullopt;
    const Command range{"LRANGE", name, "0", "-1"};
    const Reply reply = co_await session->call(range, Clock::now() + m_options.connectTimeout);
    if (!reply.arrived()) m_commands.drop("it does not answer in time");
    if (!reply.error().empty())
        setRefusal("Redis shows no purges: " + explainedRefusal(reply.error()));
    if (!reply.arrived() || !reply.error().empty()) co_return std::nullopt;
    std::vector<std::string> texts;
    for (size_t i = 0; i < reply.size(); ++i)
        texts.emplace_back(reply.at(i).text().value_or(""));
    co_return texts;
}

void PurgeChannel::take(const PurgeLog::News& news) {
    for (const PurgePattern& pattern : news.purges)
        m_listener.purged(pattern);
    for (const std::string& url : news.writes)
        m_listener.written(url);
    for (const std::string& branch : news.branches)
        m_listener.cut(branch);
    if (news.inDoubt && (m_compared || Clock::now() - m_begun > atStart))
        m_listener.mayHaveMissed();
}

/// Who waits for a purge to be told is told.
void PurgeChannel::settle() {
    for (Waiting& waiting : std::exchange(m_waiting, {})) {
        if (!m_log->owes(waiting.id)) {
            waiting.told({});
        } else if (!m_commands.session() || !m_refusal.empty()) {
            const std::string& why = m_commands.session() ? m_refusal : m_down;
            waiting.told(failure(why.empty() ? "Redis is not connected yet" : why));
        } else {
            m_waiting.push_back(std::move(waiting));
        }
    }
}

/// Sentinels are asked again and again: a former master may take commands for a while, and lose
/// what it is told.
event::Task<> PurgeChannel::followMaster() {
    for (;;) {
        co_await m_pause.wait(Clock::now() + interval);
        if (!m_commands.session()) continue;
        const Address server = m_commands.address();
        const auto master = co_await locate(m_url, Clock::now() + m_options.connectTimeout);
        if (!master || *master == server || !(m_commands.address() == server)) continue;
        m_commands.drop("the Sentinels' master is " + master->toString());
    }
}

void PurgeChannel::subscribe() {
    m_subscription.session()->subscribe(m_names.channel(), &heard, this);
}

void PurgeChannel::heard(void* self, const Reply& reply) {
    auto& channel = *static_cast<PurgeChannel*>(self);
    if (!reply.arrived()) {
        channel.m_listening = channel.m_heardAll = false;
    } else if (reply.at(0).text() == "subscribe") {
        channel.m_listening = true;
        channel.m_heardAll = false;
        channel.m_silence.clear();
        channel.m_check.notify();
    } else if (reply.at(0).text() == "message") {
        const auto news = channel.m_log->hear(reply.at(2).text().value_or(""));
        channel.take(news);
        if (!news.purges.empty()) channel.m_check.notify();
    }
}

}  // namespace sluice::cache::redis
