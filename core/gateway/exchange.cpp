#include "gateway/exchange.h"

#include <algorithm>

#include "gateway/forwarding.h"
#include "gateway/hash_key.h"
#include "gateway/problems.h"
#include "gateway/race.h"
#include "gateway/tunnel.h"
#include "upstream/transport/idempotence.h"

namespace sluice::gateway {

Exchange::Exchange(WorkerGateway& gateway, listener::Connection& connection)
    : m_gateway(gateway),
      m_connection(connection),
      m_client(connection.response()),
      m_configuration(gateway.configuration()),
      m_recording(connection.requestTime()),
      m_requestId(requestIdFor(connection.request().fields)),
      m_requestBody(connection) {}

event::Task<> Exchange::run() {
    if (!matchRoute()) {
        m_gateway.cell().badRequests.add();
        co_return co_await answerProblem(noRoute(m_connection.request()));
    }
    if (limitsForwarding()) co_return co_await answerItself();

    const auto admitted = co_await m_pool->admission.acquire(m_pool->admissionDeadline());
    if (admitted != upstream::Semaphore::Outcome::acquired) {
        m_pool->cell().overflows.add();
        co_return co_await answerProblem(poolBusy(*m_pool->pool, admitted));
    }
    m_admission.enter(*m_pool);

    const auto fetched = co_await fetch();
    if (!fetched) co_return co_await answerFailure(fetched.error());
    if (m_answer->response().status == 101) co_return co_await tunnel();
    co_await stream();
}

bool Exchange::matchRoute() {
    const auto index = m_configuration->shared->routes.match(m_connection.request());
    if (!index) return false;
    m_route = &m_configuration->shared->routes.routes()[*index];
    m_pool = m_configuration->targets[*index].get();
    m_recording.setCell(m_configuration->shared->targets[*index].series->cell(m_gateway.worker()));
    return true;
}

/// Max-Forwards: 0 ends at this hop (RFC 9110 section 7.6.2); TRACE would show a server's view of
/// the request, secrets included, to scripts.
bool Exchange::limitsForwarding() const {
    const http::RequestHead& request = m_connection.request();
    return request.method == "TRACE" ||
           (request.method == "OPTIONS" && request.fields.find("Max-Forwards") == "0");
}

event::Task<> Exchange::answerItself() {
    if (m_connection.request().method == "TRACE") {
        co_return co_await answerProblem(traceRefused());
    }
    http::ResponseHead response;
    response.status = 200;
    response.reason = "OK";
    response.framing = {http::Framing::Kind::length, 0};
    m_client.begin(response, m_connection.request(), m_connection.mayKeepAlive());
    m_client.finish();
    co_await m_client.flush();
}

/// Tries one server after another, until an answer is good enough or may not be asked for again.
event::Task<upstream::Outcome<>> Exchange::fetch() {
    const http::RequestHead& request = m_connection.request();
    const upstream::PoolOptions& options = m_pool->pool->options;
    m_pool->cell().requests.add();
    const uint64_t hash = hashKeyOf(options.hash, request, m_connection.peer());
    m_context.emplace(
        Attempt::Context{m_connection, *m_route, *m_pool, m_gateway, m_requestId, hash});
    const bool idempotent = upstream::isIdempotent(request.method);
    if (request.framing.hasBody()) {
        m_body.emplace(m_requestBody, idempotent ? options.retry.maxBodyBytes : 0);
    }
    const TimePoint deadline = event::deadlineAfter(m_connection.requestTime(), m_route->timeout);
    const bool raced = hedges() || options.retry.perTry != Duration::zero();
    Retries retries(*m_pool->pool, idempotent);
    auto outcome = upstream::Outcome<>(
        upstream::failed(upstream::Failure::Kind::noServer, "no server may be chosen", true));
    for (;;) {
        const auto server = chooseServer(retries);
        if (!server) co_return outcome;
        retries.addTried(*server);
        m_second.reset();
        m_answer = &m_attempt.emplace(*m_context, *server, retries.tried().size() > 1);
        if (raced) {
            outcome = co_await raceOn(retries, deadline);
            letLoserGo();
        } else {
            outcome = co_await m_attempt->run(body(), deadline, true);
        }
        const int status = outcome ? m_answer->response().status : 0;
        const bool bodyIsThere = !m_body || m_body->canRewind();
        if (!retries.again(outcome, status, bodyIsThere, deadline)) co_return outcome;
        if (m_body) m_body->rewind();
    }
}

std::optional<size_t> Exchange::chooseServer(const Retries& retries) {
    const upstream::Selection selection{.hash = m_context->hash,
                                        .avoid = retries.tried(),
                                        .now = event::EpollDispatcher::current()->now()};
    return m_pool->balancer().choose(m_pool->pool->servers, selection);
}

upstream::BodySource* Exchange::body() {
    return m_body ? &*m_body : nullptr;
}

/// Whether the request may go to a second server beside a slow first one.
bool Exchange::hedges() const {
    const http::RequestHead& request = m_connection.request();
    return m_pool->pool->hedgeBudget.delay() > Duration::zero() && !m_body &&
           !request.isUpgrade() && upstream::isIdempotent(request.method);
}

/// Once the race is over: its server and connection are free for others.
void Exchange::letLoserGo() {
    const bool secondWon = m_second && m_answer == &*m_second;
    (secondWon ? m_attempt : m_second).reset();
}

/// One try with a time limit, and a second one beside it when the first is slow.
event::Task<upstream::Outcome<>> Exchange::raceOn(const Retries& retries, TimePoint deadline) {
    upstream::Pool& pool = *m_pool->pool;
    const TimePoint start = Clock::now();
    const TimePoint until =
        std::min(deadline, event::deadlineAfter(start, pool.options.retry.perTry));
    Race race;
    race.add(*m_attempt, m_attempt->run(body(), until, !hedges()));
    if (hedges()) {
        const bool ended =
            co_await race.progress(std::min(until, start + pool.hedgeBudget.delay()));
        const auto second = ended ? std::nullopt : chooseServer(retries);
        if (second && *second != m_attempt->index() && pool.hedgeBudget.take()) {
            m_pool->cell().hedges.add();
            m_second.emplace(*m_context, *second, true);
            race.add(*m_second, m_second->run(nullptr, until, false));
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
        if (winner == &*m_second) m_pool->cell().hedgesWon.add();
    }
    co_return upstream::Outcome<>{};
}

event::Task<> Exchange::stream() {
    upstream::Call& call = m_answer->call();
    http::ResponseHead& response = m_answer->response();
    const int status = response.status;
    forwardResponse(response, *m_route, m_requestId, false);
    m_client.begin(response, m_connection.request(), m_connection.mayKeepAlive());
    if (!call.bodyReady()) m_client.push();
    for (;;) {
        const auto piece = co_await call.readBody();
        if (!piece) {
            m_recording.setFailed();
            m_answer->fail(piece.error());
            m_client.abort();
            break;
        }
        if (piece->empty()) {
            m_client.finish(call.trailers());
            break;
        }
        m_client.write(*piece, call.bodyReady());
        if (m_client.blocked()) co_await m_client.flush();
        if (m_client.failed()) co_return;
    }
    if (m_client.blocked()) co_await m_client.flush();
    if (m_client.failed() && m_client.finished()) co_return;
    m_recording.finish(status, m_connection.requestBodyBytes(), m_client.bodyBytes());
    m_answer->finish(m_connection.requestBodyBytes(), m_client.bodyBytes());
}

event::Task<> Exchange::tunnel() {
    auto upgraded = m_answer->call().takeUpgraded();
    forwardResponse(m_answer->response(), *m_route, m_requestId, true);
    m_client.begin(m_answer->response(), m_connection.request(), false);
    m_client.finish();
    if (!co_await m_client.flush()) co_return;
    const listener::Options& options = m_connection.options();
    const TunnelLimits limits{options.tunnelIdleTimeout, options.tunnelLifetime};
    TunnelBytes bytes;
    m_recording.finish(101, 0, 0);
    m_recording.release();
    m_answer->release();
    m_admission.leave();
    const upstream::ServerTunnel counted(m_answer->server());
    co_await runTunnel(m_connection.socket(), m_connection.takeBuffered(), *upgraded->socket,
                       std::move(upgraded->leftover), limits, m_gateway.cell(), bytes);
}

event::Task<> Exchange::answerFailure(const upstream::Failure& failure) {
    if (failure.kind == upstream::Failure::Kind::noServer) {
        co_return co_await answerProblem(noServer(*m_pool->pool));
    }
    const bool clientsFault = failure.kind == upstream::Failure::Kind::clientBody;
    if (clientsFault && m_requestBody.error().status == 0) {
        m_client.abort();
        co_return;
    }
    if (!clientsFault) m_recording.setFailed();
    http::Problem problem = serverFailed(failure, *m_pool->pool, m_answer->server());
    if (clientsFault) problem.status = m_requestBody.error().status;
    co_await answerProblem(std::move(problem), clientsFault);
}

event::Task<> Exchange::answerProblem(http::Problem problem, bool close) {
    problem.requestId = m_requestId;
    const int status = problem.status;
    co_await m_connection.answer(problem, close);
    if (!m_client.failed()) {
        m_recording.finish(status, m_connection.requestBodyBytes(), m_client.bodyBytes());
    }
}

Exchange::~Exchange() {
    if (!m_gateway.accessLog().enabled()) return;
    const http::RequestHead& request = m_connection.request();
    m_gateway.accessLog().write({.peer = m_connection.peer(),
                                 .method = request.method,
                                 .path = request.path(),
                                 .status = m_recording.status(),
                                 .bytesOut = m_client.bodyBytes(),
                                 .elapsed = m_recording.elapsed(),
                                 .route = m_route ? std::string_view(m_route->name) : "",
                                 .server = m_answer ? m_answer->server().name() : "",
                                 .requestId = m_requestId});
}

}  // namespace sluice::gateway
