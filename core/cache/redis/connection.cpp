#include "cache/redis/connection.h"

#include <utility>

#include "cache/redis/locate.h"
#include "cache/redis/refusal.h"

namespace sluice::cache::redis {

namespace {

/// A connection that stood so long was good: the next one is tried soon.
constexpr Duration settled = std::chrono::seconds(5);

Result<> okOr(const Reply& reply, std::string_view answer) {
    if (reply.text() == answer) return {};
    switch (reply.absence()) {
        case Reply::Absence::none:
            break;
        case Reply::Absence::timedOut:
            return failure("it does not answer in time");
        case Reply::Absence::lost:
        case Reply::Absence::refused:
            return failure("the connection was lost");
    }
    if (reply.error().empty()) return failure("it does not speak the protocol of Redis");
    return failure(explainedRefusal(reply.error()));
}

}  // namespace

Connection::Connection(Options options, Report report)
    : m_options(std::move(options)),
      m_report(std::move(report)),
      m_backoff(static_cast<uint64_t>(Clock::now().time_since_epoch().count()) ^
                    reinterpret_cast<uintptr_t>(this),
                m_options.mostBackoff) {}

void Connection::start() {
    m_run = run();
    m_run.start();
}

void Connection::drop(std::string why) {
    if (Session* const open = session()) open->close(std::move(why));
}

event::Task<> Connection::run() {
    for (;;) {
        const auto opened = co_await open(Clock::now() + m_options.connectTimeout);
        if (opened) {
            becomeReady();
            co_await m_session->ended().wait(TimePoint::max());
        }
        becomeDown(opened ? m_session->error() : opened.error().message);
        co_await m_pause.wait(Clock::now() + m_backoff.next());
    }
}

event::Task<Result<>> Connection::open(TimePoint deadline) {
    auto address = co_await locate(m_options.url, deadline);
    if (!address) co_return tl::unexpected(address.error());
    m_address = std::move(*address);
    m_session = std::make_unique<Session>(m_address, m_options.mostReplyBytes);
    const auto greeted = co_await greet(deadline);
    if (!greeted && !m_session->error().empty()) co_return failure(m_session->error());
    co_return greeted;
}

event::Task<Result<>> Connection::greet(TimePoint deadline) {
    const auto signedIn = co_await signIn(deadline);
    if (!signedIn) co_return signedIn;
    const TimePoint soon = std::min(deadline, Clock::now() + m_options.answerTimeout);
    const Command ping{"PING"};
    const auto alive = co_await expect(ping, "PONG", soon);
    if (!alive) co_return alive;
    const auto role = co_await checkRole(deadline);
    if (!role) co_return role;
    auto answered = co_await lookUp(std::min(deadline, Clock::now() + m_options.answerTimeout));
    co_return answered;
}

/// As others will, so that what would refuse them is seen here.
event::Task<Result<>> Connection::lookUp(TimePoint deadline) {
    const Command get{"MGET", m_options.keys.at(0), m_options.keys.at(1)};
    const Reply reply = co_await m_session->call(get, deadline);
    if (reply.size() == 2) co_return Result<>();
    co_return okOr(reply, "");
}

event::Task<Result<>> Connection::signIn(TimePoint deadline) {
    const RedisUrl& url = m_options.url;
    if (!url.password.empty()) {
        const Command shortForm{"AUTH", url.password};  // as servers before Redis 6 know it
        const Command longForm{"AUTH", url.user, url.password};
        const auto known = co_await expect(url.user.empty() ? shortForm : longForm, "OK", deadline);
        if (!known) co_return known;
    }
    if (url.database == 0) co_return Result<>();
    const std::string number = std::to_string(url.database);
    const Command select{"SELECT", number};
    auto selected = co_await expect(select, "OK", deadline);
    co_return selected;
}

/// What Sentinels say may be late, and a replica takes no values and no purges. Who may not ask is
/// believed, but for a Sentinel's word.
event::Task<Result<>> Connection::checkRole(TimePoint deadline) {
    const Command role{"ROLE"};
    const Reply reply = co_await m_session->call(role, deadline);
    if (reply.at(0).text() == "master") co_return Result<>();
    const bool viaSentinel = m_options.url.usesSentinel();
    if (reply.size() > 0 && viaSentinel) co_return failure("it is no master any more");
    if (reply.at(0).text() == "slave") {
        const std::string master = std::string(reply.at(1).text().value_or("")) + ":" +
                                   std::to_string(reply.at(2).number().value_or(0));
        co_return failure("it is a replica of " + master +
                          ", and takes no purges: give the URL of its master, or of the "
                          "Sentinels");
    }
    if (reply.arrived() && !viaSentinel) co_return Result<>();
    co_return okOr(reply, "");
}

event::Task<Result<>> Connection::expect(Command command, std::string_view answer,
                                         TimePoint deadline) {
    const Reply reply = co_await m_session->call(command, deadline);
    co_return okOr(reply, answer);
}

void Connection::becomeReady() {
    m_state.store(State::ready, std::memory_order_relaxed);
    m_readySince = Clock::now();
    m_news = {};
    m_report(State::ready, name() + " is connected");
    if (m_onReady) m_onReady();
}

void Connection::becomeDown(std::string why) {
    const bool wasReady = state() == State::ready;
    if (wasReady && Clock::now() - m_readySince >= settled) m_backoff.reset();
    m_state.store(State::down, std::memory_order_relaxed);
    m_session.reset();
    if (why == m_news) return;
    m_report(State::down, name() + (wasReady ? " is lost: " : " cannot be used: ") + why);
    m_news = std::move(why);
}

std::string Connection::name() const {
    return "Redis at " + (m_address == Address{} ? m_options.url.toString() : m_address.toString());
}

}  // namespace sluice::cache::redis
