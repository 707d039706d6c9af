#include "gateway/exchange.h"

#include <algorithm>

#include "cache/invalidation.h"
#include "gateway/bad_request.h"
#include "gateway/forwarding.h"
#include "gateway/loops.h"
#include "gateway/max_forwards.h"
#include "gateway/problems.h"
#include "gateway/tunnel.h"
#include "gateway/upgrade.h"
#include "http/hop_by_hop.h"
#include "listener/connection.h"
#include "routing/path.h"

namespace sluice::gateway {

using metrics::Phase;

Exchange::Exchange(WorkerGateway& gateway, listener::Client& client)
    : m_gateway(gateway),
      m_client(client),
      m_sink(client.response()),
      m_configuration(gateway.configuration()),
      m_recording(client.requestBegan()),
      m_requestId(client.request().fields),
      m_requestBody(client) {
    m_recording.timeline().enter(Phase::route, client.requestTime());
}

event::Task<> Exchange::run() {
    if (!matchRoute()) {
        m_gateway.cell().countBadRequest(404);
        co_return co_await answerProblem(noRoute(m_client.request()));
    }
    if (auto problem = refusal()) co_return co_await answerProblem(std::move(*problem));
    if (maxForwards(m_client.request()) == MaxForwards::reached) co_return co_await answerItself();

    const http::RequestHead& request = m_client.request();
    m_order.emplace(Attempt::Order{.request = request,
                                   .peer = m_client.peer(),
                                   .requestId = m_requestId.text(),
                                   .upgrade = passedUpgrade(request, *m_route),
                                   .received = m_client.requestTime(),
                                   .route = *m_route,
                                   .target = *m_target,
                                   .pool = *m_pool,
                                   .gateway = m_gateway,
                                   .interim = &m_sink,
                                   .timeline = &m_recording.timeline()});
    if (usesCache()) {
        const bool answered = co_await answerFromCache();
        if (answered) co_return;
    }
    const bool buffered = co_await bufferBody();
    if (!buffered) co_return;
    m_fetch.emplace(*m_order, request.framing.hasBody() ? &m_requestBody : nullptr);
    if (request.framing.hasBody() && !m_client.hasBuffered(SIZE_MAX)) m_fetch->watchUpload();
    auto answer = co_await m_fetch->run();
    if (!answer) {
        noteUnanswered();
        co_return co_await answerFailure(std::move(answer.error()));
    }
    if ((*answer)->response().status == 101) co_return co_await tunnel(**answer);
    co_await stream(*m_fetch);
}

/// While places are scarce, a client that is slow to send its body gets none until it has come;
/// otherwise each piece goes on at once, as its sender may wait for what the server says to it.
/// False: the body did not come.
event::Task<bool> Exchange::bufferBody() {
    using Buffered = event::Task<bool>;
    const size_t bytes = m_pool->resilience().concurrency.bodyBytes;
    const bool there = !m_client.request().framing.hasBody() || m_client.hasBuffered(bytes);
    if (there || m_pool->admission.hasAmpleRoom()) return Buffered::ready(true);
    return bufferSlowBody(bytes);
}

event::Task<bool> Exchange::bufferSlowBody(size_t bytes) {
    const auto buffered = co_await m_requestBody.buffer(bytes);
    if (buffered) co_return true;
    Fetch::Failure failure{Fetch::Failure::Cause::body, badBody(buffered.error(), *m_pool->pool)};
    co_await answerFailure(std::move(failure));
    co_return false;
}

bool Exchange::usesCache() const {
    return m_route->cache && m_configuration->shared->cacheOptions && m_order->upgrade.empty();
}

/// False: the request goes on to the servers.
event::Task<bool> Exchange::answerFromCache() {
    using Kind = CacheLookup::Found::Kind;
    metrics::Timeline& timeline = m_recording.timeline();
    timeline.enter(Phase::cache, Clock::now());
    m_lookup.emplace(*m_order, m_configuration);
    CacheLookup::Found found = co_await m_lookup->run();
    m_recording.setCache(m_lookup->outcome());
    switch (found.kind) {
        case Kind::stored: {
            timeline.enter(Phase::write, Clock::now());
            m_stored.emplace(*m_order, m_sink, std::move(found.response), found.at);
            bool ready = m_stored->ready();
            if (!ready) ready = co_await m_stored->reach(m_order->deadline());
            if (ready) {
                co_await serveStored(found.ownFields);
                co_return true;
            }
            m_stored.reset();
            m_lookup->lost();
            m_recording.setCache(m_lookup->outcome());
            co_return false;
        }
        case Kind::fetched:
            timeline.enter(Phase::body, Clock::now());
            m_ownFetch = std::move(found.fetch);
            co_await stream(m_ownFetch->fetch);
            co_return true;
        case Kind::failed:
            co_await answerFailure(std::move(*found.failure));
            co_return true;
        case Kind::onlyIfCached:
            co_await answerProblem(notCached());
            co_return true;
        case Kind::pass:
            break;
    }
    co_return false;
}

event::Task<> Exchange::serveStored(const http::HeaderMap& ownFields) {
    co_await m_stored->send(m_lookup->status(), ownFields, m_client.mayKeepAlive());
    if (m_stored->brokeOff()) m_recording.setFailed();
    if (m_sink.failed() && !m_stored->brokeOff()) co_return;
    m_recording.finish(m_stored->status(), 0, m_sink.bodyBytes());
}

bool Exchange::matchRoute() {
    const auto index = m_configuration->shared->routes.match(m_client.request());
    if (!index) return false;
    m_route = &m_configuration->shared->routes.routes()[*index];
    m_pool = m_configuration->targets[*index].get();
    m_target = &m_configuration->shared->targets[*index];
    m_requestBody.setEdits(m_route->requestFields);
    m_recording.setCell(m_target->series->cell(m_gateway.worker()));
    return true;
}

bool Exchange::refusesPath() const {
    return m_route->refuseSeparators && routing::hasDoubtfulSeparator(m_client.request().path());
}

/// Whether Connection names a field that decided for the route: caches would not know of it, nor
/// would servers, if it were left out.
bool Exchange::hidesChoice() const {
    const auto& names = m_target->chosenBy;
    if (names.empty()) return false;
    const http::ConnectionOptions connection(m_client.request().fields);
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return connection.name(name); });
}

/// Why the request goes no further. TRACE would show a server's view of it, secrets included, to
/// scripts.
std::optional<http::Problem> Exchange::refusal() const {
    const http::RequestHead& request = m_client.request();
    if (refusesPath()) return doubtfulPath(*m_route);
    if (hidesChoice()) return hiddenChoice();
    if (isInLoop(request)) return inLoop(*m_pool->pool);
    if (request.method == "TRACE") return traceRefused();
    if (maxForwards(request) == MaxForwards::invalid) return badMaxForwards();
    return std::nullopt;
}

/// As the request's last recipient (RFC 9110 section 7.6.2).
event::Task<> Exchange::answerItself() {
    http::ResponseHead response;
    response.status = 200;
    response.reason = "OK";
    response.framing = {http::Framing::Kind::length, 0};
    response.fields.add("Server", "sluice");
    addOwnFields(response, *m_route, m_requestId.text());
    m_recording.timeline().enter(Phase::write, Clock::now());
    m_sink.begin(response, m_client.request(), m_client.mayKeepAlive());
    m_sink.finish();
    if (co_await m_sink.flush()) m_recording.finish(response.status, 0, 0);
}

event::Task<> Exchange::stream(Fetch& fetch) {
    Attempt& answer = *fetch.answer();
    upstream::Call& call = answer.call();
    http::ResponseHead& response = answer.response();
    const int status = response.status;
    noteAnswer(response);
    if (response.isStream()) fetch.becomeStream();
    forwardResponse(response, *m_route, m_requestId.text(), false);
    addVary(m_target->chosenBy, response.fields);
    if (m_lookup) {
        m_lookup->status().forwardStatus = status;
        cache::addCacheStatus(m_lookup->status(), response.fields);
    }
    m_sink.begin(response, m_client.request(), m_client.mayKeepAlive());
    if (!call.bodyReady()) {
        m_sink.push();
        fetch.becomeStreamLater(Clock::now());
    }
    for (;;) {
        const auto piece = co_await call.readBody();
        if (!piece) {
            if (piece.error().blamesServer()) m_recording.setFailed();
            answer.fail(piece.error());
            m_sink.abort();
            break;
        }
        if (piece->empty()) {
            m_sink.finish(forwardTrailers(call.trailers(), m_route->responseFields));
            fetch.complete();
            break;
        }
        m_recording.timeline().enter(Phase::write, Clock::now());
        m_sink.write(*piece, call.bodyReady());
        if (m_sink.holding()) continue;  // no time has passed, and none will for the next piece
        if (m_sink.blocked()) {
            fetch.becomeStreamIfUnread(Clock::now());
            co_await m_sink.flush();
        }
        if (m_sink.failed()) co_return;
        const TimePoint now = Clock::now();
        m_recording.timeline().enter(Phase::body, now);
        fetch.becomeStreamLater(now);
    }
    if (m_sink.blocked()) {
        m_recording.timeline().enter(Phase::write, Clock::now());
        co_await m_sink.flush();
    }
    if (m_sink.failed() && m_sink.finished()) co_return;
    const TimePoint now = Clock::now();
    m_recording.finish(status, m_client.requestBodyBytes(), m_sink.bodyBytes(), now);
    answer.finish(m_client.requestBodyBytes(), m_sink.bodyBytes(), now);
}

/// What is stored may not hold good after it (RFC 9111 section 4.4).
void Exchange::noteAnswer(const http::ResponseHead& response) {
    const auto& store = m_configuration->shared->cacheStore;
    if (!store || cache::isSafe(m_client.request().method)) return;
    const auto& redis = m_gateway.redis();
    for (const std::string& key : cache::keysToInvalidate(m_client.request(), response)) {
        if (redis) redis->invalidate(key);
        store->invalidate(key);
    }
    for (const std::string& branch : cache::branchesToInvalidate(m_client.request(), response)) {
        if (redis) redis->invalidateBelow(branch);
        store->branches.cut(branch, cache::wallNow());
    }
}

/// Whatever was to be written may be, without that anybody was told, so it counts as written.
void Exchange::noteUnanswered() {
    if (!m_fetch || !m_fetch->mayHaveActed()) return;
    http::ResponseHead done;
    done.status = 200;
    noteAnswer(done);
}

event::Task<> Exchange::tunnel(Attempt& answer) {
    listener::Connection& connection = *m_client.connection();  // no other asks for upgrades
    auto upgraded = answer.call().takeUpgraded();
    const std::string_view protocol = answer.response().fields.find("Upgrade").value_or("");
    const TunnelKind kind{http::equalNames(protocol, "websocket"), connection.draining()};
    forwardResponse(answer.response(), *m_route, m_requestId.text(), true);
    m_sink.begin(answer.response(), m_client.request(), false);
    m_sink.finish();
    if (!co_await m_sink.flush()) co_return;
    const listener::Options& options = connection.options();
    const TunnelLimits limits{options.tunnelIdleTimeout, options.tunnelLifetime};
    TunnelBytes bytes;
    m_recording.finish(101, 0, 0);
    m_recording.release();
    m_fetch->release();
    const upstream::ServerTunnel counted(answer.server());
    co_await runTunnel(connection.socket(), connection.takeBuffered(), *upgraded->socket,
                       std::move(upgraded->leftover), kind, limits, m_gateway.cell(), bytes);
}

event::Task<> Exchange::answerFailure(Fetch::Failure failure) {
    const bool clientsFault = failure.cause == Fetch::Failure::Cause::body;
    if (clientsFault && m_requestBody.error().status == 0) {
        m_sink.abort();
        co_return;
    }
    if (failure.cause == Fetch::Failure::Cause::server) m_recording.setFailed();
    if (clientsFault) {
        failure.problem =
            badRequest(m_requestBody.error(), m_client.request(), *m_configuration->shared->listen);
    }
    co_await answerProblem(std::move(failure.problem), clientsFault);
}

event::Task<> Exchange::answerProblem(http::Problem problem, bool close) {
    m_recording.timeline().enter(Phase::write, Clock::now());
    problem.requestId = m_requestId.text();
    const int status = problem.status;
    co_await m_client.answer(problem, close);
    if (!m_sink.failed()) {
        m_recording.finish(status, m_client.requestBodyBytes(), m_sink.bodyBytes());
    }
}

/// The last one, by whichever way it was made; null if there was none.
const Attempt* Exchange::attempt() const {
    if (m_fetch) return m_fetch->answer();
    return m_ownFetch ? m_ownFetch->fetch.answer() : nullptr;
}

Exchange::~Exchange() {
    if (m_recording.status() == 0) noteUnanswered();  // the client is gone
    if (!m_gateway.accessLog().enabled()) return;
    const http::RequestHead& request = m_client.request();
    const Attempt* const server = attempt();
    m_gateway.accessLog().write({.peer = m_client.peer(),
                                 .method = request.method,
                                 .path = request.path(),
                                 .status = m_recording.status(),
                                 .bytesOut = m_sink.bodyBytes(),
                                 .elapsed = Clock::now() - m_recording.timeline().start(),
                                 .route = m_route ? std::string_view(m_route->name) : "",
                                 .server = server ? server->server().name() : "",
                                 .requestId = m_requestId.text()});
}

}  // namespace sluice::gateway
