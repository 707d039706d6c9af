#include "gateway/exchange.h"

#include "gateway/forwarding.h"
#include "gateway/problems.h"
#include "gateway/tunnel.h"

namespace sluice::gateway {

namespace {

/// Interim answers that a server may send before its final one.
constexpr int maxInterim = 16;

}  // namespace

Exchange::Exchange(WorkerGateway& gateway, listener::Connection& connection)
    : m_gateway(gateway),
      m_connection(connection),
      m_client(connection.response()),
      m_configuration(gateway.configuration()),
      m_recording(connection.requestTime()),
      m_requestId(requestIdFor(connection.request().fields)),
      m_body(connection) {}

event::Task<> Exchange::run() {
    const http::RequestHead& request = m_connection.request();
    if (!matchRoute()) {
        m_gateway.cell().badRequests.add();
        co_return co_await answerProblem(noRoute(request));
    }
    if (limitsForwarding()) co_return co_await answerItself();
    if (!chooseServer()) co_return co_await answerProblem(noServer(*m_pool->pool));

    const TimePoint sent = Clock::now();
    const Sent call = co_await fetch();
    if (!call) co_return co_await answerFailure(call.error());
    const auto head = co_await readFinalHead(**call);
    if (!head) co_return co_await answerFailure(head.error());
    const TimePoint now = Clock::now();
    m_server->statistics().recordAnswer(now - sent, m_response.status, now);

    if (m_response.status == 101) co_return co_await tunnel(**call);
    co_await stream(**call);
}

bool Exchange::matchRoute() {
    const auto index = m_configuration->shared->routes.match(m_connection.request());
    if (!index) return false;
    m_route = &m_configuration->shared->routes.routes()[*index];
    m_pool = m_configuration->targets[*index].get();
    m_recording.setRoute(m_configuration->shared->targets[*index].series->cell(m_gateway.worker()));
    return true;
}

bool Exchange::chooseServer() {
    const upstream::ServerList& servers = m_pool->pool->servers;
    const auto index = m_pool->balancer().choose(servers);
    if (!index) return false;
    m_server = servers[*index];
    m_recording.setServer(*m_server, m_gateway.worker());
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
    m_response.status = 200;
    m_response.reason = "OK";
    m_response.framing = {http::Framing::Kind::length, 0};
    m_client.begin(m_response, m_connection.request(), m_connection.mayKeepAlive());
    m_client.finish();
    co_await m_client.flush();
}

event::Task<Exchange::Sent> Exchange::fetch() {
    const http::RequestHead& request = m_connection.request();
    const bool upgrade = request.isUpgrade();
    if (upgrade && !m_pool->transport->canUpgrade()) {
        co_return upstream::failed(upstream::Failure::Kind::unsupported,
                                   "this pool's transport cannot pass an Upgrade on", true);
    }
    const bool clientsHost = m_pool->pool->options.preserveHost && !request.authority.empty();
    const Hop hop{.peer = m_connection.peer(),
                  .host = clientsHost ? request.authority : m_server->authority(),
                  .requestId = m_requestId,
                  .upgrade = upgrade};
    forwardRequest(request, *m_route, hop, m_forwarded);
    co_return co_await m_pool->transport->send(m_server, m_forwarded,
                                               request.framing.hasBody() ? &m_body : nullptr);
}

/// Passes interim answers on and stops at the final one.
event::Task<upstream::Outcome<>> Exchange::readFinalHead(upstream::Call& call) {
    const TimePoint deadline = event::deadlineAfter(m_connection.requestTime(), m_route->timeout);
    for (int interim = 0; interim < maxInterim; ++interim) {
        auto read = co_await call.readHead(m_response, deadline);
        if (!read) co_return read;
        if (m_response.status == 101 && !m_connection.request().isUpgrade()) break;
        if (!m_response.isInterim()) co_return upstream::Outcome<>{};
        // The client has had its 100 from us when we began to read the body.
        if (m_response.status == 100) continue;
        forwardResponse(m_response, *m_route, m_requestId, false);
        m_client.interim(m_response, m_connection.request());
    }
    co_return upstream::failed(upstream::Failure::Kind::malformed,
                               "the server sent interim answers without end or reason");
}

event::Task<> Exchange::stream(upstream::Call& call) {
    const int status = m_response.status;
    forwardResponse(m_response, *m_route, m_requestId, false);
    m_client.begin(m_response, m_connection.request(), m_connection.mayKeepAlive());
    if (!call.bodyReady()) m_client.push();
    for (;;) {
        const auto piece = co_await call.readBody();
        if (!piece) {
            m_recording.setFailed();
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
}

event::Task<> Exchange::tunnel(upstream::Call& call) {
    auto upgraded = call.takeUpgraded();
    forwardResponse(m_response, *m_route, m_requestId, true);
    m_client.begin(m_response, m_connection.request(), false);
    m_client.finish();
    if (!co_await m_client.flush()) co_return;
    const listener::Options& options = m_connection.options();
    const TunnelLimits limits{options.tunnelIdleTimeout, options.tunnelLifetime};
    TunnelBytes bytes;
    m_recording.finish(101, 0, 0);
    m_recording.release();
    co_await runTunnel(m_connection.socket(), m_connection.takeBuffered(), *upgraded->socket,
                       std::move(upgraded->leftover), limits, m_gateway.cell(), bytes);
}

event::Task<> Exchange::answerFailure(const upstream::Failure& failure) {
    const bool clientsFault = failure.kind == upstream::Failure::Kind::clientBody;
    if (clientsFault && m_body.error().status == 0) {
        m_client.abort();
        co_return;
    }
    if (!clientsFault) {
        m_recording.setFailed();
        m_server->statistics().recordFailure(failure.detail, {}, Clock::now());
    }
    http::Problem problem = serverFailed(failure, *m_pool->pool, *m_server);
    if (clientsFault) problem.status = m_body.error().status;
    co_await answerProblem(std::move(problem));
}

event::Task<> Exchange::answerProblem(http::Problem problem) {
    problem.requestId = m_requestId;
    const int status = problem.status;
    co_await m_connection.answer(problem);
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
                                 .server = m_server ? std::string_view(m_server->name()) : "",
                                 .requestId = m_requestId});
}

}  // namespace sluice::gateway
