#include "gateway/fetch.h"

#include <algorithm>

#include "gateway/hash_key.h"
#include "gateway/problems.h"
#include "gateway/race.h"
#include "upstream/transport/idempotence.h"

namespace sluice::gateway {

namespace {

tl::unexpected<upstream::Failure> noneToChoose() {
    return upstream::failed(upstream::Failure::Kind::noServer, "no server may be chosen", true);
}

}  // namespace

Fetch::Fetch(const Attempt::Order& order, upstream::BodySource* body)
    : m_order(order), m_hash(hashKeyOf(order.pool.pool->options.hash, order.request, order.peer)) {
    if (!body) return;
    const bool replay = upstream::isIdempotent(order.request.method);
    m_body.emplace(*body, replay ? order.pool.resilience().retry.maxBodyBytes : 0);
}

Fetch::~Fetch() = default;

event::Task<Fetch::Result> Fetch::run() {
    WorkerPool& pool = m_order.pool;
    // Else no time passes, and the attempt's beginning is early enough.
    if (!pool.admission.free()) enter(m_order.timeline, metrics::Phase::wait, Clock::now());
    const auto admitted = co_await pool.admission.acquire(pool.admissionDeadline());
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

event::Task<upstream::Outcome<>> Fetch::tryServers() {
    const TimePoint deadline = event::deadlineAfter(m_order.received, m_order.route.timeout);
    Retries retries(*m_order.pool.pool, upstream::isIdempotent(m_order.request.method));
    upstream::Outcome<> outcome;
    for (;;) {
        const auto server = chooseServer(retries);
        if (!server && retries.tried().empty()) co_return noneToChoose();
        if (!server) co_return outcome;
        retries.addTried(*server);
        m_second.reset();
        m_answer = &m_attempt.emplace(m_order, m_hash, *server, retries.isRetry());
        if (hedgeDelay() > Duration::zero() || retry().perTry > Duration::zero()) {
            outcome = co_await raceOn(retries, deadline);
            letLoserGo();
        } else {
            outcome = co_await m_attempt->run(body(), deadline, true, m_order.timeline);
        }
        const int status = outcome ? m_answer->response().status : 0;
        const bool bodyIsThere = !m_body || m_body->canRewind();
        if (!retries.again(retry(), outcome, status, bodyIsThere, deadline)) co_return outcome;
        if (m_body) m_body->rewind();
    }
}

std::optional<size_t> Fetch::chooseServer(const Retries& retries) {
    const upstream::Selection selection{
        .hash = m_hash, .avoid = retries.tried(), .now = event::EpollDispatcher::current()->now()};
    return m_order.pool.balancer().choose(m_order.pool.pool->servers, selection);
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
event::Task<upstream::Outcome<>> Fetch::raceOn(Retries& retries, TimePoint deadline) {
    upstream::Pool& pool = *m_order.pool.pool;
    const TimePoint start = Clock::now();
    const TimePoint until = std::min(deadline, event::deadlineAfter(start, retry().perTry));
    const Duration delay = hedgeDelay();  // once: it may change at any time
    const bool hedged = delay > Duration::zero();
    Race race;
    race.add(*m_attempt, m_attempt->run(body(), until, !hedged, m_order.timeline));
    if (hedged) {
        const bool ended = co_await race.progress(std::min(until, start + delay));
        const auto second = ended ? std::nullopt : chooseServer(retries);
        if (second && *second != m_attempt->index() && pool.hedgeBudget.take()) {
            m_order.pool.cell().hedges.add();
            retries.addHedged(*second);
            m_second.emplace(m_order, m_hash, *second, true);
            race.add(*m_second, m_second->run(nullptr, until, false, nullptr));
        }
    }
    while (!race.winner() && !race.over()) {
        const bool ended = co_await race.progress(until);
        if (!ended) break;
    }
    Attempt* const winner = race.winner();
    if (!winner && race.over()) co_return race.outcome();
    if (!winner) co_return m_attempt->giveUp();
    m_answer = winner;
    if (m_second) {
        Attempt& loser = winner == &*m_second ? *m_attempt : *m_second;
        loser.outrun();
        if (winner == &*m_second) {
            m_order.pool.cell().hedgesWon.add();
            enter(m_order.timeline, metrics::Phase::body, Clock::now());
        }
    }
    co_return upstream::Outcome<>{};
}

Fetch::Failure Fetch::failureOf(const upstream::Failure& failure) const {
    using Kind = upstream::Failure::Kind;
    const upstream::Pool& pool = *m_order.pool.pool;
    if (failure.kind == Kind::noServer) return {Failure::Cause::noServer, noServer(pool)};
    const bool bodysFault = failure.kind == Kind::clientBody;
    return {bodysFault ? Failure::Cause::body : Failure::Cause::server,
            serverFailed(failure, pool, m_answer->server())};
}

void Fetch::release() {
    m_answer->release();
    m_admission.leave();
}

}  // namespace sluice::gateway
