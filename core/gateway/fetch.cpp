#include "gateway/fetch.h"

#include <algorithm>
#include <array>
#include <utility>

#include "event/pause.h"
#include "gateway/hash_key.h"
#include "gateway/problems.h"
#include "gateway/race.h"
#include "upstream/transport/idempotence.h"

namespace sluice::gateway {

namespace {

tl::unexpected<upstream::Failure> noneToChoose() {
    return upstream::failed(upstream::Blame::gateway, upstream::Failure::Kind::noServer,
                            "no server may be chosen", true);
}

/// Servers that hold too much already, before another one of them is taken all the same.
constexpr size_t maxPassedOver = 4;
/// How often an upload is looked at, and what a client that is not slow sends in the meantime.
constexpr std::chrono::milliseconds uploadLook{100};
constexpr uint64_t slowUploadBytes = 2048;

}  // namespace

Fetch::Fetch(const Attempt::Order& order, upstream::BodySource* body)
    : m_order(order),
      m_hash(hashKeyOf(order.pool.pool->options.hash, order.request, order.peer)),
      m_deadline(order.route.timeout) {
    if (!body) return;
    const bool replay = upstream::isIdempotent(order.request.method);
    m_body.emplace(*body, replay ? order.pool.resilience().retry.maxBodyBytes : 0);
}

Fetch::~Fetch() = default;

event::Task<Fetch::Result> Fetch::run() {
    WorkerPool& pool = m_order.pool;
    auto admitted = upstream::Semaphore::Outcome::acquired;
    if (!pool.admission.tryAcquire()) {
        enter(m_order.timeline, metrics::Phase::wait, Clock::now());
        admitted = co_await pool.admission.acquire(pool.admissionDeadline());
    }
    if (admitted != upstream::Semaphore::Outcome::acquired) {
        pool.cell().overflows.add();
        Failure failure{Failure::Cause::busy,
                        poolBusy(*pool.pool, pool.resilience().concurrency, admitted)};
        co_return tl::unexpected(std::move(failure));
    }
    m_admission.enter(pool);
    pool.cell().requests.add();
    const auto fetched = co_await tryServers();
    if (!fetched) co_return tl::unexpected(failureOf(fetched.error()));
    co_return m_answer;
}

bool Fetch::mayHaveActed() const {
    return m_unanswered || (m_attempt && m_attempt->isUnanswered()) ||
           (m_second && m_second->isUnanswered());
}

event::Task<upstream::Outcome<>> Fetch::tryServers() {
    Retries retries(*m_order.pool.pool, upstream::isIdempotent(m_order.request.method));
    upstream::Outcome<> outcome;
    for (;;) {
        const auto server = chooseServer(retries);
        if (!server && !retries.hasTried()) co_return noneToChoose();
        if (!server) co_return outcome;
        retries.addTried(*server);
        m_unanswered = mayHaveActed();
        m_second.reset();
        m_answer = &m_attempt.emplace(m_order, m_hash, *server, retries.isRetry());
        if (hedgeDelay() > Duration::zero() || retry().perTry > Duration::zero()) {
            outcome = co_await raceOn(retries);
            letLoserGo();
        } else {
            outcome = co_await m_attempt->run(body(), m_deadline, true, m_order.timeline);
        }
        const int status = outcome ? m_answer->response().status : 0;
        const bool canRepeat = (!m_body || m_body->canRewind()) && !m_answer->passedInterim();
        if (!retries.again(retry(), outcome, status, canRepeat, m_deadline.end())) {
            if (!m_waitsForServers) co_return outcome;
            const auto pause =
                retries.waitForServers(retry(), outcome, canRepeat, m_order.deadline());
            if (!pause) co_return outcome;
            m_attempt->release();
            enter(m_order.timeline, metrics::Phase::wait, Clock::now());
            co_await event::Pause(*pause);
        }
        if (m_body) m_body->rewind();
    }
}

/// Passes over those that hold too many of the pool's places.
std::optional<size_t> Fetch::chooseServer(const Retries& retries) {
    const upstream::ServerList& servers = m_order.pool.pool->servers;
    upstream::Selection selection{
        .hash = m_hash, .avoid = retries.tried(), .now = event::EpollDispatcher::current()->now()};
    const auto first = m_order.pool.balancer().choose(servers, selection);
    if (!first || !m_order.pool.holdsTooMuch(*servers[*first])) return first;
    std::array<size_t, Retries::maxAsked + maxPassedOver> avoid{};
    size_t count =
        std::copy(selection.avoid.begin(), selection.avoid.end(), avoid.begin()) - avoid.begin();
    avoid[count++] = *first;
    while (count < avoid.size()) {
        selection.avoid = {avoid.data(), count};
        const auto other = m_order.pool.balancer().choose(servers, selection);
        if (!other || selection.avoids(*other)) break;  // nobody has room
        if (!m_order.pool.holdsTooMuch(*servers[*other])) return other;
        avoid[count++] = *other;
    }
    return first;
}

/// As it is now.
const upstream::RetryOptions& Fetch::retry() const {
    return m_order.pool.resilience().retry;
}

/// After which the request may go to a second server beside a slow first one; zero: never.
Duration Fetch::hedgeDelay() const {
    const bool mayBeTwice =
        !m_body && m_order.upgrade.empty() && upstream::isIdempotent(m_order.request.method);
    return mayBeTwice ? m_order.pool.pool->hedgeBudget.delay() : Duration::zero();
}

/// Once the race is over: its server and connection are free for others.
void Fetch::letLoserGo() {
    const bool secondWon = m_second && m_answer == &*m_second;
    (secondWon ? m_attempt : m_second).reset();
}

/// One try with a time limit, and a second one beside it when the first is slow.
event::Task<upstream::Outcome<>> Fetch::raceOn(Retries& retries) {
    const TimePoint start = Clock::now();
    const Duration perTry = retry().perTry;  // both once: they may change at any time
    const Duration delay = hedgeDelay();
    const bool hedged = delay > Duration::zero();
    upstream::AnswerDeadline deadline(perTry, &m_deadline);
    // A body takes what time its client needs: the limit begins behind it.
    const TimePoint until = m_body ? TimePoint::max() : event::deadlineAfter(start, perTry);
    Race race;
    race.add(*m_attempt, m_attempt->run(body(), deadline, !hedged, m_order.timeline));
    if (hedged) {
        const bool ended = co_await race.progress(std::min(until, start + delay));
        const auto second = ended ? std::nullopt : chooseSecond(retries);
        if (second) {
            retries.addHedged(*second);
            m_second.emplace(m_order, m_hash, *second, true);
            race.add(*m_second, m_second->run(nullptr, deadline, false, nullptr));
        }
    }
    while (!race.decided()) {
        const bool ended = co_await race.progress(std::min(until, race.patience()));
        if (!ended) break;
    }
    Attempt* const answered = race.answered();
    if (!answered && race.over()) co_return race.outcome();
    if (!answered) co_return race.giveUp();
    conclude(*answered);
    co_return upstream::Outcome<>{};
}

/// For a request beside the first one, if the pool's budget allows it.
std::optional<size_t> Fetch::chooseSecond(const Retries& retries) {
    const auto server = chooseServer(retries);
    if (!server || *server == m_attempt->index()) return std::nullopt;
    if (!m_order.pool.pool->hedgeBudget.take()) return std::nullopt;
    m_order.pool.cell().hedges.add();
    return server;
}

/// Takes the answer of the one, and judges the other.
void Fetch::conclude(Attempt& winner) {
    m_answer = &winner;
    if (!m_second) return;
    const bool secondWon = &winner == &*m_second;
    (secondWon ? *m_attempt : *m_second).outrun();
    if (!secondWon) return;
    m_order.pool.cell().hedgesWon.add();
    enter(m_order.timeline, metrics::Phase::body, Clock::now());
}

Fetch::Failure Fetch::failureOf(const upstream::Failure& failure) const {
    using Kind = upstream::Failure::Kind;
    const upstream::Pool& pool = *m_order.pool.pool;
    if (failure.kind == Kind::noServer) return {Failure::Cause::noServer, noServer(pool)};
    auto cause = failure.blamesServer() ? Failure::Cause::server : Failure::Cause::busy;
    if (failure.kind == Kind::clientBody) cause = Failure::Cause::body;
    return {cause, serverFailed(failure, pool, m_answer->server())};
}

void Fetch::watchUpload() {
    m_uploadWatch.emplace(event::EpollDispatcher::current()->timers(), &lookAtUpload, this);
    m_uploadWatch->arm(Clock::now() + uploadLook);
}

void Fetch::lookAtUpload(void* self) {
    auto& fetch = *static_cast<Fetch*>(self);
    if (fetch.m_body->ended()) return;
    const uint64_t before = std::exchange(fetch.m_uploaded, fetch.m_body->bytesRead());
    const bool slow = fetch.m_body->waiting() && fetch.m_uploaded - before < slowUploadBytes;
    if (slow && fetch.m_answer) return fetch.becomeStream();
    fetch.m_uploadWatch->arm(Clock::now() + uploadLook);
}

void Fetch::becomeStream() {
    m_admission.leave();
    m_answer->becomeStream();
}

void Fetch::becomeStreamLater(TimePoint now) {
    if (!m_longAnswer) {
        m_longAnswer.emplace(event::EpollDispatcher::current()->timers(), &answerIsLong, this);
        m_longFrom = now + longAnswer;
    }
    m_longAnswer->arm(m_longFrom);
}

void Fetch::becomeStreamIfUnread(TimePoint now) {
    becomeStreamLater(now);
    m_longAnswer->arm(std::min(m_longFrom, now + slowReader));
}

void Fetch::answerIsLong(void* self) {
    static_cast<Fetch*>(self)->becomeStream();
}

void Fetch::complete() {
    m_longAnswer.reset();
    m_admission.leave();
    m_answer->leaveServer();
}

void Fetch::release() {
    m_answer->release();
    m_admission.leave();
}

}  // namespace sluice::gateway
