#include "gateway/attempt.h"

#include <utility>

#include "gateway/forwarding.h"
#include "gateway/upgrade.h"

namespace sluice::gateway {

namespace {

/// Interim answers that a server may send before its final one.
constexpr int maxInterim = 16;

/// By HTTP/2, which only a pool that asks for it gets, no server can be sent any Host but its own.
bool preservesHost(const upstream::PoolOptions& pool, const upstream::Server& server) {
    using upstream::PreserveHost;
    const bool http2 = pool.http2 && server.url().tls;
    if (http2 && pool.preserveHost == PreserveHost::automatic) return false;
    return server.getsClientsHost(pool.preserveHost);
}

}  // namespace

Attempt::Attempt(const Order& order, uint64_t hash, size_t server, bool again)
    : m_order(order),
      m_hash(hash),
      m_index(server),
      m_again(again),
      m_server(*order.pool.pool->servers[server]),
      m_start(Clock::now()),
      m_recording(m_start, metrics::Phase::firstByte),
      m_heads(order.gateway.spareHeads().take()) {
    m_recording.setCell(m_server.series().cell(order.gateway.worker()));
    m_server.requestStarted();
}

Attempt::~Attempt() {
    noteGivenUp();
    release();
    m_call.reset();
    m_order.gateway.spareHeads().giveBack(std::move(m_heads));
}

event::Task<upstream::Outcome<>> Attempt::run(upstream::BodySource* body,
                                              upstream::AnswerDeadline& deadline, bool interim,
                                              metrics::Timeline* timeline) {
    m_timeline = timeline;
    if (auto prepared = prepare(); !prepared) co_return prepared;
    const auto& server = m_order.pool.pool->servers[m_index];
    auto call = co_await m_order.pool.transport->send(server, m_heads->forwarded, body, timeline);
    if (!call) co_return judge(tl::unexpected(std::move(call.error())));
    m_call = std::move(*call);
    m_unanswered = true;
    m_server.statistics().noteAsked(event::EpollDispatcher::current()->now());
    for (int count = 0; count < maxInterim; ++count) {
        auto read = co_await m_call->readHead(m_heads->response, deadline);
        if (!read) co_return judge(std::move(read));
        const http::ResponseHead& response = m_heads->response;
        if (response.status == 101 && !acceptsUpgrade(response, m_order.upgrade)) {
            co_return judge(upstream::failed(upstream::Blame::server,
                                             upstream::Failure::Kind::malformed,
                                             "the server changed to a protocol that nobody asked "
                                             "for"));
        }
        if (!response.isInterim()) {
            locations().toClient(m_heads->response.fields);
            co_return judge({});
        }
        passInterim(interim);
    }
    co_return judge(upstream::failed(upstream::Blame::server, upstream::Failure::Kind::malformed,
                                     "the server sent interim answers without end or reason"));
}

upstream::Outcome<> Attempt::prepare() {
    const http::RequestHead& request = m_order.request;
    if (!m_order.upgrade.empty() && !m_order.pool.transport->canUpgrade()) {
        return upstream::failed(upstream::Blame::gateway, upstream::Failure::Kind::unsupported,
                                "this pool's transport cannot pass an Upgrade on", true);
    }
    const bool preserve = preservesHost(m_order.pool.pool->options, m_server);
    const bool clientsHost = preserve && !request.authority.empty();
    const Hop hop{.peer = m_order.peer,
                  .host = clientsHost ? request.authority : m_server.authority(),
                  .requestId = m_order.requestId,
                  .upgrade = m_order.upgrade};
    forwardRequest(request, m_order.route, hop, m_heads->forwarded);
    if (request.method == "COPY" || request.method == "MOVE") {
        locations().toServer(m_heads->forwarded.fields);
    }
    return {};
}

Locations Attempt::locations() const {
    return {m_order.request, m_order.route, m_server, m_heads->forwarded.authority};
}

void Attempt::passInterim(bool wanted) {
    // The client has had its 100 from us when we began to read the body.
    if (m_heads->response.status == 100 || !wanted || !m_order.interim) return;
    forwardResponse(m_heads->response, m_order.route, m_order.requestId, false);
    m_order.interim->interim(m_heads->response, m_order.request);
    m_passedInterim = true;
}

/// What the answer, or that there is none, says of the server.
upstream::Outcome<> Attempt::judge(upstream::Outcome<> outcome) {
    if (std::exchange(m_judged, true)) return outcome;
    m_unanswered = !outcome && !outcome.error().sentNothing;
    if (!outcome) {
        fail(outcome.error());
        const bool timeout = upstream::isTimeout(outcome.error().kind);
        if (outcome.error().blamesServer()) {
            log(timeout ? upstream::Ending::timeout : upstream::Ending::failure, Clock::now());
        }
        return outcome;
    }
    const TimePoint now = Clock::now();
    m_server.statistics().recordAnswer(now - m_start, m_heads->response.status, now);
    m_recording.setStatus(m_heads->response.status);
    m_recording.timeline().enter(metrics::Phase::body, now);
    enter(m_timeline, metrics::Phase::body, now);
    const bool success = m_heads->response.status < 500;
    log(success ? upstream::Ending::success : upstream::Ending::serverError, now);
    return outcome;
}

void Attempt::log(upstream::Ending ending, TimePoint now) {
    const auto worker = static_cast<size_t>(m_order.gateway.worker());
    m_order.pool.pool->logs[worker]->record({.start = m_start,
                                             .service = now - m_start,
                                             .hash = m_hash,
                                             .server = static_cast<uint16_t>(m_index),
                                             .ending = ending,
                                             .again = m_again});
}

void Attempt::fail(const upstream::Failure& failure) {
    if (!failure.blamesServer()) return;
    const TimePoint now = Clock::now();
    const Duration waited = upstream::isTimeout(failure.kind) ? now - m_start : Duration::zero();
    m_server.statistics().recordFailure(failure.detail, waited, now);
    m_recording.setFailed();
}

/// Its client is gone without an answer. That speaks against the server only after a time in which
/// any answers, and if the server had all of the request.
void Attempt::noteGivenUp() {
    const bool unanswered = m_call && m_underWay && !m_judged && !m_stream;
    if (unanswered && Clock::now() - m_start >= upstream::OutlierOptions::silenceFloor / 2) {
        m_server.statistics().noteGivenUp();
    }
}

upstream::Outcome<> Attempt::giveUp() {
    using upstream::Blame;
    const bool queued = m_timeline && m_timeline->phase() == metrics::Phase::wait;
    return judge(upstream::failed(
        queued ? Blame::gateway : Blame::server, upstream::Failure::Kind::readTimeout,
        queued ? "no connection became free in the time of a try"
               : "the server did not answer in the time of a try (retry.per_try)",
        queued));
}

void Attempt::outrun() {
    if (std::exchange(m_judged, true)) return;
    if (m_again && m_server.statistics().averageLatency_ms() <= 0) return;
    const TimePoint now = Clock::now();
    m_server.statistics().recordOutrun(now - m_start, now);
}

void Attempt::finish(uint64_t bytesIn, uint64_t bytesOut, TimePoint now) {
    m_recording.finish(m_heads->response.status, bytesIn, bytesOut, now);
}

void Attempt::release() {
    m_recording.release();
    leaveServer();
}

void Attempt::becomeStream() {
    if (m_underWay && !std::exchange(m_stream, true)) m_server.streamStarted();
}

void Attempt::leaveServer() {
    if (!std::exchange(m_underWay, false)) return;
    if (std::exchange(m_stream, false)) m_server.streamEnded();
    m_server.requestEnded();
}

}  // namespace sluice::gateway
