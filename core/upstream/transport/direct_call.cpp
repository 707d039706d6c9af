#include "upstream/transport/direct_call.h"

#include <algorithm>
#include <array>

#include "http/serializer.h"
#include "upstream/transport/idempotence.h"

namespace sluice::upstream {

namespace {

/// For how long at least a server bears with a client that does not go on sending.
constexpr std::chrono::milliseconds patience{500};

}  // namespace

DirectCall::DirectCall(ConnectionPool& pool, Timeouts timeouts,
                       const std::shared_ptr<Server>& server, const http::RequestHead& head,
                       BodySource* body, metrics::Timeline* timeline)
    : m_pool(pool),
      m_timeouts(timeouts),
      m_server(server),
      m_request(head),
      m_body(body),
      m_timeline(timeline) {}

bool DirectCall::beginNow() {
    m_lease = m_pool.acquireNow(*m_server, m_timeline);
    if (!m_lease) return false;
    writeHead();
    const event::Io io = m_lease->socket().send(m_unsent.bytes());
    m_unsent.consume(io.bytes);
    if (!m_unsent.empty()) return false;
    startUpload();
    return true;
}

event::Task<Outcome<>> DirectCall::begin(bool fresh) {
    for (;;) {
        if (!m_lease) {
            auto lease = co_await m_pool.acquire(m_server, fresh, m_timeline);
            if (!lease) co_return tl::unexpected(lease.error());
            m_lease = std::move(*lease);
            writeHead();
        }
        const auto sent = co_await sendAll(m_unsent.bytes(), {}, {});
        m_unsent.release();
        if (sent) break;
        if (!mayRepeat(sent.error())) co_return sent;
        m_lease.reset();
        fresh = true;
    }
    startUpload();
    co_return Outcome<>{};
}

void DirectCall::writeHead() {
    thread_local std::string text;
    text.clear();
    http::appendRequestHead(text, m_request);
    m_unsent.append(text);
}

void DirectCall::startUpload() {
    if (!m_body) return;
    m_uploading = true;
    m_upload = upload();
    m_upload.start(&uploadEnded, this);
}

event::Task<Outcome<>> DirectCall::readHead(http::ResponseHead& head, AnswerDeadline& deadline) {
    expectHead(head);
    for (;;) {
        const auto complete = parseHead();
        if (!complete) co_return tl::unexpected(complete.error());
        if (*complete) {
            m_answered = true;
            co_return Outcome<>{};
        }
        const auto received = receiveNow();
        if (!received) {
            if (!mayRepeat(received.error()) || !rewindBody()) {
                co_return tl::unexpected(received.error());
            }
            m_lease.reset();
            if (const auto begun = co_await begin(true); !begun) co_return begun;
            expectHead(head);
        } else if (!*received) {
            const auto waited = co_await m_lease->socket().readable(headLimit(deadline));
            if (waited == event::Wait::timedOut) co_return tl::unexpected(silence());
        }
    }
}

void DirectCall::expectHead(http::ResponseHead& head) {
    m_response = &head;
    m_lease->parser().reset(head, m_request.method);
}

/// Whether the head is complete.
Outcome<bool> DirectCall::parseHead() {
    event::Buffer& buffer = m_lease->buffer();
    if (buffer.empty()) return false;
    const auto step = m_lease->parser().advance(buffer.bytes());
    if (!step) return failed(Blame::server, Failure::Kind::malformed, step.error().message);
    buffer.consume(step->consumed);
    return step->kind == http::ParseStep::Kind::head;
}

/// A kept-alive connection that the server closed just as it was reused: nothing was answered, so
/// the request may be sent again on a new connection (RFC 9112 section 9.3.1).
bool DirectCall::mayRepeat(const Failure& failure) const {
    return failure.kind == Failure::Kind::reset && m_lease && m_lease->reused && !m_answered &&
           isIdempotent(m_request.method);
}

/// Whether all of the body can be sent again.
bool DirectCall::rewindBody() {
    m_upload.reset();
    m_uploading = false;
    m_clientsTurn.reset();
    m_waited = {};
    return !m_bodyTouched || m_body->rewind();
}

event::Task<Outcome<std::string_view>> DirectCall::readBody() {
    using Read = event::Task<Outcome<std::string_view>>;
    if (!m_lease) return Read::ready(std::string_view{});
    m_lease->buffer().consume(std::exchange(m_piece, 0));
    if (auto piece = nextPiece()) return Read::ready(std::move(*piece));
    return receivePiece();
}

/// From what was received already; nothing: more must come.
std::optional<Outcome<std::string_view>> DirectCall::nextPiece() {
    event::Buffer& buffer = m_lease->buffer();
    const auto step = m_lease->parser().advance(buffer.bytes());
    if (!step) return failed(Blame::server, Failure::Kind::malformed, step.error().message);
    if (step->kind == http::ParseStep::Kind::body) {
        m_piece = step->consumed;
        return step->body;
    }
    buffer.consume(step->consumed);
    if (step->kind != http::ParseStep::Kind::complete) return std::nullopt;
    complete();
    return std::string_view{};
}

event::Task<Outcome<std::string_view>> DirectCall::receivePiece() {
    for (;;) {
        const auto received = receiveNow();
        if (!received) {
            if (!m_serverClosed || !m_lease->parser().finish())
                co_return tl::unexpected(received.error());
            complete();
            co_return std::string_view{};
        }
        if (*received) {
            if (auto piece = nextPiece()) co_return std::move(*piece);
            continue;
        }
        const auto waited = co_await m_lease->socket().readable(pieceLimit());
        if (waited == event::Wait::timedOut) co_return tl::unexpected(silence());
    }
}

bool DirectCall::bodyReady() const {
    if (!m_lease) return true;
    return m_lease->parser().bodyReady(m_lease->buffer().bytes().substr(m_piece));
}

/// Whether there was something to receive.
Outcome<bool> DirectCall::receiveNow() {
    m_serverClosed = false;
    if (m_uploadFailure) return tl::unexpected(*m_uploadFailure);
    const event::Io io = m_lease->socket().receive(m_lease->buffer());
    if (io.status == event::Io::Status::done) return true;
    if (io.status == event::Io::Status::wouldBlock) return false;
    m_serverClosed = io.status == event::Io::Status::closed;
    return tl::unexpected(closedByServer());
}

/// Until when the head may take. While the server is still being sent the body it need not have
/// answered: the end of the upload wakes who waits, to look here again.
TimePoint DirectCall::headLimit(AnswerDeadline& deadline) const {
    if (m_uploading) return TimePoint::max();
    const TimePoint now = event::EpollDispatcher::current()->now();
    deadline.begin(now);
    return std::min(deadline.end(), event::deadlineAfter(now, m_timeouts.read));
}

/// Until when the next piece of the body may take.
TimePoint DirectCall::pieceLimit() const {
    if (m_uploading) return TimePoint::max();
    const Duration allowed = owesPiece() ? m_timeouts.read : m_timeouts.streamIdle;
    return event::deadlineAfter(event::EpollDispatcher::current()->now(), allowed);
}

bool DirectCall::owesPiece() const {
    return !m_lease->parser().mayPause() || !m_lease->buffer().empty();
}

Failure DirectCall::silence() const {
    if (owesPiece()) {
        return {Blame::server, Failure::Kind::readTimeout,
                "the server sent nothing in the time of timeouts.read, or of the route"};
    }
    return {Blame::gateway, Failure::Kind::readTimeout,
            "the stream was silent for longer than timeouts.stream_idle"};
}

/// A server that is kept waiting for the rest of a request may lose its patience, which says
/// nothing of its health.
Failure DirectCall::closedByServer() const {
    const TimePoint now = event::EpollDispatcher::current()->now();
    const bool keptWaiting = m_clientsTurn && m_waited + (now - *m_clientsTurn) >= patience;
    const Blame blame = keptWaiting ? Blame::client : Blame::server;
    if (m_lease->parser().started()) {
        return {blame, Failure::Kind::truncated,
                "the server closed before its answer was complete"};
    }
    return {blame, Failure::Kind::reset, "the server closed the connection without an answer"};
}

event::Task<Outcome<>> DirectCall::sendAll(std::string_view first, std::string_view second,
                                           std::string_view third) {
    event::Socket& socket = m_lease->socket();
    std::array<std::string_view, 3> parts{first, second, third};
    for (;;) {
        std::array<iovec, 3> vector{};
        size_t count = 0;
        for (const std::string_view part : parts) {
            if (!part.empty()) vector[count++] = {const_cast<char*>(part.data()), part.size()};
        }
        if (count == 0) co_return Outcome<>{};
        const event::Io io = socket.send(std::span(vector.data(), count));
        if (io.status == event::Io::Status::failed) {
            co_return tl::unexpected(socketFailure(Failure::Kind::reset, io.error));
        }
        size_t sent = io.bytes;
        for (std::string_view& part : parts) {
            const size_t taken = std::min(sent, part.size());
            part.remove_prefix(taken);
            sent -= taken;
        }
        if (io.status == event::Io::Status::done) continue;
        const TimePoint deadline = event::deadlineAfter(Clock::now(), m_timeouts.write);
        if (co_await socket.writable(deadline) == event::Wait::timedOut) {
            co_return failed(Blame::server, Failure::Kind::writeTimeout,
                             "the server did not read the request (timeouts.write)");
        }
    }
}

event::Task<> DirectCall::upload() {
    const bool chunked = m_request.framing.kind == http::Framing::Kind::chunked;
    for (;;) {
        m_clientsTurn = event::EpollDispatcher::current()->now();
        const auto piece = co_await m_body->next();
        m_waited += event::EpollDispatcher::current()->now() - *m_clientsTurn;
        m_clientsTurn.reset();
        m_bodyTouched = true;
        if (!piece) {
            m_uploadFailure = piece.error();
            co_return;
        }
        std::string frame;
        if (piece->empty()) {
            if (chunked) http::appendLastChunk(frame, m_body->trailers());
        } else if (chunked) {
            std::array<char, 20> size{};
            std::snprintf(size.data(), size.size(), "%zx\r\n", piece->size());
            frame = size.data();
        }
        const bool last = piece->empty();
        const auto sent = co_await sendAll(frame, *piece, chunked && !last ? "\r\n" : "");
        if (!sent && sent.error().kind == Failure::Kind::writeTimeout) {
            m_uploadFailure = sent.error();
        }
        // A server that reads no further may have answered already: that answer counts.
        if (last || !sent) co_return;
    }
}

void DirectCall::uploadEnded(void* self) {
    auto& call = *static_cast<DirectCall*>(self);
    call.m_uploading = false;
    if (call.m_lease) call.m_lease->socket().interruptRead();
}

void DirectCall::complete() {
    m_trailers = m_lease->parser().trailers();
    const bool sentAll = !m_body || (!m_uploading && !m_uploadFailure);
    if (sentAll && m_response->keepAlive && m_lease->buffer().empty()) {
        m_lease.keepAlive(m_response->idleTimeout);
    } else {
        m_upload.reset();
        m_lease.reset();
    }
}

std::optional<Upgraded> DirectCall::takeUpgraded() {
    m_upload.reset();  // what the client sends from here on is the tunnel's
    m_uploading = false;
    Upgraded upgraded{m_lease->takeSocket(), std::string(m_lease->buffer().bytes())};
    upgraded.socket->onPeerClosed(nullptr, nullptr);
    return upgraded;
}

}  // namespace sluice::upstream
