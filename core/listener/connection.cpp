#include "listener/connection.h"

#include <algorithm>
#include <utility>

#include "event/epoll_dispatcher.h"

namespace sluice::listener {

namespace {

/// What is read and thrown away of an unwanted body, and for how long a closing connection listens,
/// so that the client gets to read the answer before a reset (RFC 9112 section 9.6).
constexpr uint64_t discardBytes = 256 * 1024;
constexpr Duration lingerTime = std::chrono::seconds(2);

http::ParserLimits parserLimits(const Options& options) {
    http::ParserLimits limits;
    limits.headBytes = options.maxHeaderBytes;
    limits.targetBytes = options.maxTargetBytes;
    if (options.maxBodyBytes > 0) limits.bodyBytes = options.maxBodyBytes;
    return limits;
}

bool isAmong(const std::string& peer, const std::vector<AddressRange>& ranges) {
    return std::any_of(ranges.begin(), ranges.end(),
                       [&](const AddressRange& range) { return range.contains(peer); });
}

http::Problem problemOf(const http::ParseError& error) {
    return {.status = error.status,
            .type = error.status == 400 ? "bad-request" : "request-refused",
            .title = std::string(http::reasonPhrase(error.status)),
            .detail = error.message};
}

http::ParseError lateHead() {
    return {408, "the request's head did not arrive in time"};
}

http::ParseError lateBody() {
    return {408, "the request's body did not arrive in time"};
}

}  // namespace

Connection::Connection(int fd, std::string peer, std::shared_ptr<const Options> options,
                       RequestHandler& handler, metrics::WorkerCell& cell)
    : Client(peer, isAmong(peer, options->trustedProxies), m_response),
      m_options(std::move(options)),
      m_handler(handler),
      m_cell(cell),
      m_socket(fd),
      m_parser(parserLimits(*m_options)),
      m_response(m_socket, m_options->writeTimeout) {}

void Connection::start(Closed closed, void* context) {
    m_onClosed = closed;
    m_context = context;
    m_socket.onPeerClosed(&peerClosed, this);
    m_serve = serve();
    m_serve.start(&served, this);
}

void Connection::drain() {
    m_draining = true;
    if (!m_answering && !m_parser.started()) close();
}

event::Task<> Connection::serve() {
    for (bool open = co_await readHead(); open;) {
        m_answering = true;
        co_await m_handler.handle(*this);
        open = co_await finishRequest();
        m_answering = false;
        if (open) open = co_await readHead();
    }
    if (m_response.begun() && !m_response.failed()) co_await linger();
}

event::Task<bool> Connection::readHead() {
    m_parser.reset(m_request);
    m_response.reset();
    const TimePoint idleSince = Clock::now();
    TimePoint deadline = event::deadlineAfter(idleSince, m_options->idleTimeout);
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
            deadline = event::deadlineAfter(Clock::now(), m_options->headerTimeout);
        }
        if (m_draining && !begun) co_return false;
        const Read read = receive();
        if (read == Read::closed) co_return false;
        if (read == Read::more) continue;
        if (co_await m_socket.readable(deadline) == event::Wait::timedOut) {
            if (begun) co_await refuse(lateHead());
            co_return false;
        }
    }
    dropUntrusted();
    m_requestTime = Clock::now();
    m_bodyBytes = 0;
    m_lastPiece = 0;
    m_bodyDone =
        !m_request.framing.hasBody() && m_request.framing.kind != http::Framing::Kind::chunked;
    m_continueDue = m_request.expectsContinue && !m_bodyDone;
    co_return true;
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
        if (std::exchange(m_continueDue, false) && !m_response.begun()) {
            http::ResponseHead proceed;
            proceed.status = 100;
            proceed.reason = "Continue";
            m_response.interim(proceed, m_request);
        }
        const Read read =
            co_await readMore(event::deadlineAfter(Clock::now(), m_options->bodyTimeout));
        if (read == Read::timedOut) co_return BodyPiece{BodyPiece::Kind::malformed, {}, lateBody()};
        if (read == Read::closed) co_return BodyPiece{BodyPiece::Kind::gone, {}, {}};
    }
}

event::Task<> Connection::refuse(http::ParseError error) {
    m_cell.badRequests.add();
    if (m_request.method.empty()) m_request.minorVersion = 1;
    m_answering = true;
    co_await answer(problemOf(error), true);
}

/// Whether the connection can take another request.
event::Task<bool> Connection::finishRequest() {
    using Finished = event::Task<bool>;
    const bool over = m_response.failed() || !m_response.finished() || !m_response.keepAlive();
    // If it still waits for 100 Continue, the client may or may not send the body now.
    if (over || m_continueDue) return Finished::ready(false);
    if (!m_bodyDone) return discardBody();
    m_in.consume(std::exchange(m_lastPiece, 0));
    return m_response.blocked() ? m_response.flush() : Finished::ready(true);
}

event::Task<bool> Connection::discardBody() {
    const uint64_t limit = m_bodyBytes + discardBytes;
    while (!m_bodyDone) {
        const BodyPiece piece = co_await readBody();
        if (piece.kind == BodyPiece::Kind::malformed || piece.kind == BodyPiece::Kind::gone ||
            m_bodyBytes > limit) {
            co_return false;
        }
    }
    m_in.consume(std::exchange(m_lastPiece, 0));
    co_return co_await m_response.flush();
}

event::Task<> Connection::linger() {
    m_socket.shutdownSend();
    m_in.release();
    const TimePoint deadline = Clock::now() + lingerTime;
    uint64_t discarded = 0;
    for (Read read = Read::more; discarded < discardBytes && read == Read::more;) {
        read = co_await readMore(deadline);
        discarded += m_in.bytes().size();
        m_in.release();
    }
}

std::string Connection::takeBuffered() {
    std::string taken(m_in.bytes());
    m_in.release();
    return taken;
}

void Connection::peerClosed(void* self) {
    auto& connection = *static_cast<Connection*>(self);
    // Pipelined requests may stand before the end of stream: these still want their answers.
    if (connection.m_in.empty() && connection.m_socket.exhausted()) connection.close();
}

void Connection::served(void* self) {
    static_cast<Connection*>(self)->close();
}

void Connection::close() {
    if (std::exchange(m_closed, true)) return;
    m_onClosed(m_context, *this);
}

}  // namespace sluice::listener
