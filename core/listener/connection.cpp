#include "listener/connection.h"

#include <algorithm>
#include <utility>

#include "event/epoll_dispatcher.h"
#include "http/forwarded.h"
#include "http/original_request.h"
#include "http/refused_head.h"
#include "listener/slow_body.h"

namespace sluice::listener {

namespace {

/// What is read and thrown away of an unwanted body, so that the connection can be kept.
constexpr uint64_t discardBytes = 256 * 1024;
/// For how long a connection that closes listens to a client that says nothing, and to one that has
/// nothing more to say.
constexpr Duration lingerPause = std::chrono::seconds(5);
constexpr Duration lingerTime = std::chrono::seconds(2);
/// After which a client that sends in chunks is taken to wait for an answer.
constexpr Duration chunkPause = std::chrono::milliseconds(100);
/// How long a body may be waited for before its rate counts.
constexpr Duration rateGrace = std::chrono::seconds(5);
constexpr std::chrono::hours mostEarned{24 * 365};
/// What a client that is turned away has to send its request.
constexpr Duration turnAwayTime = std::chrono::seconds(2);

http::ParserLimits parserLimits(const Options& options) {
    http::ParserLimits limits;
    limits.headBytes = options.maxHeaderBytes;
    limits.targetBytes = options.maxTargetBytes;
    if (options.maxBodyBytes > 0) limits.bodyBytes = options.maxBodyBytes;
    return limits;
}

bool isAmong(std::string_view peer, const std::vector<AddressRange>& ranges) {
    return std::any_of(ranges.begin(), ranges.end(),
                       [&](const AddressRange& range) { return range.contains(peer); });
}

/// Of what its own clients told a proxy, and it passes on, only proxies are believed.
void cutForwarded(http::HeaderMap& fields, const std::vector<AddressRange>& proxies) {
    if (!fields.contains("Forwarded")) return;
    const std::string list = http::joinedLines(fields, "Forwarded");
    const auto part =
        http::trustedPart(list, [&](std::string_view node) { return isAmong(node, proxies); });
    if (part.empty()) {
        fields.remove("Forwarded");
    } else if (part != list) {
        fields.set("Forwarded", part);
    }
}

http::ParseError lateHead() {
    return {408, "the request's head did not arrive in time", http::ParseError::Limit::headTime};
}

http::ParseError tooManyConnections() {
    return {503, "the limit of connections is reached; raise it or try again",
            http::ParseError::Limit::connections};
}

}  // namespace

Connection::Connection(int fd, std::string peer, std::shared_ptr<const Options> options,
                       RequestHandler& handler, metrics::WorkerCell& cell, Admission admission)
    : Client(peer, isAmong(peer, options->trustedProxies), m_response),
      m_options(std::move(options)),
      m_handler(handler),
      m_cell(cell),
      m_socket(fd),
      m_parser(parserLimits(*m_options)),
      m_response(m_socket, m_options->writeTimeout, m_options->minWriteRate),
      m_admission(admission) {}

void Connection::start(Closed closed, void* context) {
    m_onClosed = closed;
    m_context = context;
    m_socket.onPeerClosed(&peerClosed, this);
    m_serve = serve();
    m_serve.start(&served, this);
}

void Connection::drain() {
    m_draining = true;
    if (m_tunnel) return m_socket.interruptRead();
    if (!m_answering && !m_parser.started()) close();
}

event::Task<> Connection::serve() {
    for (bool open = co_await readHead(); open;) {
        m_answering = true;
        co_await respond();
        open = co_await finishRequest();
        m_answering = false;
        if (open) open = co_await readHead();
    }
    if (m_response.begun() && !m_response.failed()) co_await linger();
}

event::Task<> Connection::respond() {
    return m_admission == Admission::admitted ? m_handler.handle(*this) : turnAway();
}

event::Task<> Connection::turnAway() {
    const http::ParseError error = tooManyConnections();  // lives as long as the answer takes
    m_cell.countBadRequest(error.status);
    co_await m_handler.refuse(*this, error);
}

/// A body that is too long to be thrown away is left unread, and of one that waits for 100 Continue
/// nobody knows whether it will come (RFC 9110 section 10.1.1).
bool Connection::mayKeepAlive() const {
    const http::Framing& framing = m_request.framing;
    const bool isLong = !m_bodyDone && framing.kind == http::Framing::Kind::length &&
                        framing.length - m_bodyBytes > discardBytes;
    return !m_draining && !isLong && !m_continueDue;
}

event::Task<bool> Connection::readHead() {
    m_parser.reset(m_request);
    m_response.reset();
    const TimePoint idleSince = Clock::now();
    TimePoint deadline = headLimit(false);
    bool arrived = false;
    bool begun = false;
    for (;;) {
        if (!m_in.empty()) {
            if (!std::exchange(arrived, true)) {
                m_requestBegan = std::max(idleSince, event::EpollDispatcher::current()->now());
            }
            const auto step = m_parser.advance(m_in.bytes());
            if (!step) {
                co_await refuse(step.error());
                co_return false;
            }
            m_in.consume(step->consumed);
            if (step->kind == http::ParseStep::Kind::head) break;
        }
        if (!std::exchange(begun, m_parser.started()) && begun) {
            deadline = headLimit(true);
        }
        if (m_draining && !begun) co_return false;
        const Read read = receive();
        if (read == Read::closed) co_return false;
        if (read == Read::more) continue;
        if (co_await m_socket.readable(deadline) == event::Wait::timedOut) {
            if (m_admission == Admission::turnedAway) {
                m_answering = true;
                co_await turnAway();
            } else if (begun) {
                co_await refuse(lateHead());
            }
            co_return false;
        }
    }
    dropUntrusted();
    if (isTrustedProxy()) cutForwarded(m_request.fields, m_options->trustedProxies);
    m_requestTime = Clock::now();
    m_bodyBytes = 0;
    m_bodyWaited = {};
    m_lastPiece = 0;
    m_bodyDone =
        !m_request.framing.hasBody() && m_request.framing.kind != http::Framing::Kind::chunked;
    m_continueDue = m_request.expectsContinue && !m_bodyDone;
    co_return true;
}

/// From this moment on.
TimePoint Connection::headLimit(bool begun) const {
    const TimePoint now = Clock::now();
    const TimePoint limit =
        event::deadlineAfter(now, begun ? m_options->headerTimeout : m_options->idleTimeout);
    return m_admission == Admission::admitted ? limit : std::min(limit, now + turnAwayTime);
}

Connection::Read Connection::receive() {
    switch (m_socket.receive(m_in).status) {
        case event::Io::Status::done:
            return Read::more;
        case event::Io::Status::wouldBlock:
            return Read::nothing;
        default:
            return Read::closed;
    }
}

event::Task<Connection::Read> Connection::readMore(TimePoint deadline) {
    for (;;) {
        const Read read = receive();
        if (read != Read::nothing) co_return read;
        if (co_await m_socket.readable(deadline) == event::Wait::timedOut) {
            co_return Read::timedOut;
        }
    }
}

event::Task<BodyPiece> Connection::readBody() {
    m_in.consume(std::exchange(m_lastPiece, 0));
    if (m_bodyDone) co_return BodyPiece{};
    for (;;) {
        // Without bytes, too: a body that is complete says so.
        const auto step = m_parser.advance(m_in.bytes());
        if (!step) co_return BodyPiece{BodyPiece::Kind::malformed, {}, step.error()};
        if (step->kind == http::ParseStep::Kind::body) {
            m_lastPiece = step->consumed;
            m_bodyBytes += step->body.size();
            co_return BodyPiece{BodyPiece::Kind::piece, step->body, {}};
        }
        m_in.consume(step->consumed);
        if (step->kind == http::ParseStep::Kind::complete) {
            m_bodyDone = true;
            co_return BodyPiece{};
        }
        sendContinue();
        const Read read = co_await readBodyBytes(m_options->bodyTimeout);
        if (read == Read::timedOut) co_return BodyPiece{BodyPiece::Kind::malformed, {}, slowBody()};
        if (read == Read::closed) co_return BodyPiece{BodyPiece::Kind::gone, {}, {}};
    }
}

/// To a client that waits for it, before the first wait for the body.
void Connection::sendContinue() {
    if (!std::exchange(m_continueDue, false) || m_response.begun()) return;
    http::ResponseHead proceed;
    proceed.status = 100;
    proceed.reason = "Continue";
    m_response.interim(proceed, m_request);
}

/// Chunks are not counted before they are parsed: what ends as the last one does is taken for it.
bool Connection::hasBuffered(size_t bytes) const {
    const std::string_view there = m_in.bytes();
    if (m_bodyDone || there.size() >= bytes) return true;
    if (m_request.framing.kind == http::Framing::Kind::chunked) return there.ends_with("\r\n\r\n");
    return there.size() >= m_request.framing.length;
}

event::Task<BodyPiece> Connection::bufferBody(size_t bytes) {
    const bool chunked = m_request.framing.kind == http::Framing::Kind::chunked;
    SlowBody kept;
    sendContinue();
    while (!hasBuffered(bytes) && kept.grow(m_in.bytes().size())) {
        const bool begun = chunked && !m_in.empty();
        const Read read = co_await readBodyBytes(begun ? chunkPause : m_options->bodyTimeout);
        if (read == Read::closed) co_return BodyPiece{BodyPiece::Kind::gone, {}, {}};
        if (read == Read::timedOut && begun) break;
        if (read == Read::timedOut) co_return BodyPiece{BodyPiece::Kind::malformed, {}, slowBody()};
    }
    co_return BodyPiece{};
}

event::Task<Connection::Read> Connection::readBodyBytes(Duration pause) {
    const TimePoint from = Clock::now();
    TimePoint limit = event::deadlineAfter(from, pause);
    if (m_options->minBodyRate > 0) limit = std::min(limit, from + bodyCredit());
    const Read read = co_await readMore(limit);
    m_bodyWaited += Clock::now() - from;
    co_return read;
}

/// How much longer the body may be waited for, at the least rate.
Duration Connection::bodyCredit() const {
    const uint64_t come = m_bodyBytes + m_in.bytes().size();
    const std::chrono::seconds earned(come / m_options->minBodyRate);
    return rateGrace - m_bodyWaited + std::min<std::chrono::seconds>(earned, mostEarned);
}

http::ParseError Connection::slowBody() const {
    using Limit = http::ParseError::Limit;
    const bool tooSlow = m_options->minBodyRate > 0 && bodyCredit() <= Duration::zero();
    if (tooSlow) return {408, "the request's body arrives too slowly", Limit::bodyRate};
    return {408, "the request's body did not arrive in time", Limit::bodyTime};
}

/// What is wrong with the head, which is still in the buffer as far as it was read.
event::Task<> Connection::refuse(http::ParseError error) {
    m_cell.countBadRequest(error.status);
    if (m_request.method.empty()) m_request.minorVersion = 1;
    http::readRefusedHead(m_in.bytes(), m_request);
    m_answering = true;
    m_bodyDone = false;
    co_await m_handler.refuse(*this, error);
}

/// Whether the connection can take another request.
event::Task<bool> Connection::finishRequest() {
    using Finished = event::Task<bool>;
    const bool over = m_response.failed() || !m_response.finished() || !m_response.keepAlive();
    if (over || m_continueDue) return Finished::ready(false);
    if (!m_bodyDone) return discardBody();
    m_in.consume(std::exchange(m_lastPiece, 0));
    return m_response.blocked() ? m_response.flush() : Finished::ready(true);
}

event::Task<bool> Connection::discardBody() {
    const uint64_t limit = m_bodyBytes + discardBytes;
    const TimePoint end = event::deadlineAfter(Clock::now(), m_options->lingerTimeout);
    while (!m_bodyDone) {
        const BodyPiece piece = co_await readBody();
        if (piece.kind == BodyPiece::Kind::malformed || piece.kind == BodyPiece::Kind::gone ||
            m_bodyBytes > limit || Clock::now() > end) {
            co_return false;
        }
    }
    m_in.consume(std::exchange(m_lastPiece, 0));
    co_return co_await m_response.flush();
}

/// Reads on for a while, so that a client that sends its whole request before it looks for the
/// answer finds it, where closing over unread bytes would reset it away (RFC 9112 section 9.6).
event::Task<> Connection::linger() {
    m_socket.shutdownSend();
    m_in.release();
    TimePoint now = Clock::now();
    const TimePoint end =
        m_bodyDone ? now + lingerTime : event::deadlineAfter(now, m_options->lingerTimeout);
    for (Read read = Read::more; read == Read::more && now < end; now = Clock::now()) {
        read = co_await readMore(std::min(end, now + lingerPause));
        m_in.release();
    }
}

std::string Connection::takeBuffered() {
    std::string taken(m_in.bytes());
    m_in.release();
    m_halfClosed.reset();
    m_tunnel = true;
    return taken;
}

void Connection::peerClosed(void* self) {
    auto& connection = *static_cast<Connection*>(self);
    if (connection.m_closed) return;
    if (connection.m_socket.broken()) return connection.close();
    connection.m_halfClosed = std::make_unique<event::Timer>(
        event::EpollDispatcher::current()->timers(), &halfClosedLong, self);
    connection.watchHalfClosed();
}

/// The client sends nothing more, but may still read: its requests get their answers. Whether it is
/// gone, only sending tells.
void Connection::watchHalfClosed() {
    m_sentBefore = m_response.sentBytes();
    m_halfClosed->arm(event::deadlineAfter(Clock::now(), m_options->halfClosedTimeout));
}

void Connection::halfClosedLong(void* self) {
    auto& connection = *static_cast<Connection*>(self);
    const bool heard = connection.m_response.sentBytes() > connection.m_sentBefore;
    if (heard) return connection.watchHalfClosed();
    connection.close();
}

void Connection::served(void* self) {
    static_cast<Connection*>(self)->close();
}

void Connection::close() {
    if (std::exchange(m_closed, true)) return;
    m_onClosed(m_context, *this);
}

}  // namespace sluice::listener
