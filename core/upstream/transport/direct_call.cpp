#include "upstream/transport/direct_call.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "http/serializer.h"
#include "upstream/transport/idempotence.h"

namespace sluice::upstream {

DirectCall::DirectCall(ConnectionPool& pool, Timeouts timeouts, std::shared_ptr<Server> server,
                       const http::RequestHead& head, BodySource* body, metrics::Timeline* timeline)
    : m_pool(pool),
      m_timeouts(timeouts),
      m_server(std::move(server)),
      m_request(head),
      m_body(body),
      m_timeline(timeline) {}

event::Task<Outcome<>> DirectCall::begin(bool fresh) {
    for (;;) {
        auto lease = co_await m_pool.acquire(m_server, fresh, m_timeline);
        if (!lease) co_return tl::unexpected(lease.error());
        m_lease = std::move(*lease);
        std::string& head = m_lease->headText();
        head.clear();
        http::appendRequestHead(head, m_request);
        const auto sent = co_await sendAll(head, {}, {});
        if (sent) break;
        if (!mayRepeat(sent.error())) co_return sent;
        fresh = true;
    }
    m_progress = Clock::now();
    if (m_body) {
        m_uploading = true;
        m_upload = upload();
        m_upload.start(&uploadEnded, this);
    }
    co_return Outcome<>{};
}

event::Task<Outcome<>> DirectCall::readHead(http::ResponseHead& head, TimePoint deadline) {
    auto received = co_await receiveHead(head, deadline);
    if (received || !mayRepeat(received.error())) co_return received;
    m_upload.reset();
    if (const auto begun = co_await begin(true); !begun) co_return begun;
    co_return co_await receiveHead(head, deadline);
}

/// A kept-alive connection that the server closed just as it was reused: nothing was answered, so
/// the request may be sent again on a new connection (RFC 9112 section 9.3.1).
bool DirectCall::mayRepeat(const Failure& failure) const {
    return failure.kind == Failure::Kind::reset && m_lease && m_lease->reused && !m_bodyTouched &&
           isIdempotent(m_request.method);
}

event::Task<Outcome<>> DirectCall::receiveHead(http::ResponseHead& head, TimePoint deadline) {
    ServerConnection& connection = *m_lease;
    m_response = &head;
    connection.parser().reset(head, m_request.method);
    for (;;) {
        if (!connection.buffer().empty()) {
            const auto step = connection.parser().advance(connection.buffer().bytes());
            if (!step) co_return failed(Failure::Kind::malformed, step.error().message);
            connection.buffer().consume(step->consumed);
            if (step->kind == http::ParseStep::Kind::head) co_return Outcome<>{};
        }
        auto more = co_await receiveMore(deadline);
        if (!more) co_return more;
    }
}

event::Task<Outcome<std::string_view>> DirectCall::readBody() {
    if (!m_lease) co_return std::string_view{};
    ServerConnection& connection = *m_lease;
    connection.buffer().consume(std::exchange(m_piece, 0));
    for (;;) {
        const auto step = connection.parser().advance(connection.buffer().bytes());
        if (!step) co_return failed(Failure::Kind::malformed, step.error().message);
        if (step->kind == http::ParseStep::Kind::body) {
            m_piece = step->consumed;
            co_return step->body;
        }
        connection.buffer().consume(step->consumed);
        if (step->kind == http::ParseStep::Kind::complete) break;
        const auto more = co_await receiveMore(TimePoint::max());
        if (more) continue;
        if (m_serverClosed && connection.parser().finish()) break;
        co_return tl::unexpected(more.error());
    }
    complete();
    co_return std::string_view{};
}

bool DirectCall::bodyReady() const {
    if (!m_lease) return true;
    const std::string_view rest = m_lease->buffer().bytes().substr(m_piece);
    return !rest.empty() && m_lease->parser().bodyReady(rest);
}

event::Task<Outcome<>> DirectCall::receiveMore(TimePoint deadline) {
    event::Socket& socket = m_lease->socket();
    m_serverClosed = false;
    for (;;) {
        if (m_uploadFailure) co_return tl::unexpected(*m_uploadFailure);
        const event::Io io = socket.receive(m_lease->buffer().prepare());
        if (io.status == event::Io::Status::done) {
            m_lease->buffer().commit(io.bytes);
            co_return Outcome<>{};
        }
        if (io.status != event::Io::Status::wouldBlock) {
            m_serverClosed = io.status == event::Io::Status::closed;
            co_return tl::unexpected(closedByServer());
        }
        const TimePoint silence = event::deadlineAfter(Clock::now(), m_timeouts.read);
        if (co_await socket.readable(std::min(deadline, silence)) != event::Wait::timedOut) {
            continue;
        }
        const TimePoint now = Clock::now();
        // A server that is still being sent the body need not have answered.
        const bool busy = m_uploading && now - m_progress < m_timeouts.read;
        if (now >= deadline || !busy) {
            co_return failed(Failure::Kind::readTimeout,
                             "the server sent nothing in the time allowed");
        }
    }
}

Failure DirectCall::closedByServer() const {
    if (m_lease->parser().started()) {
        return {Failure::Kind::truncated, "the server closed before its answer was complete"};
    }
    return {Failure::Kind::reset, "the server closed the connection without an answer"};
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
            co_return failed(Failure::Kind::reset, asClause(std::strerror(io.error)));
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
            co_return failed(Failure::Kind::writeTimeout, "the server did not read the request");
        }
    }
}

event::Task<> DirectCall::upload() {
    const bool chunked = m_request.framing.kind == http::Framing::Kind::chunked;
    for (;;) {
        const auto piece = co_await m_body->next();
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
        m_progress = Clock::now();
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
    if (call.m_uploadFailure && call.m_lease) call.m_lease->socket().interruptRead();
}

void DirectCall::complete() {
    m_trailers = m_lease->parser().trailers();
    const bool sentAll = !m_body || (!m_uploading && !m_uploadFailure);
    if (sentAll && m_response->keepAlive && m_lease->buffer().empty()) {
        m_lease.keepAlive();
    } else {
        m_upload.reset();
        m_lease.reset();
    }
}

std::optional<Upgraded> DirectCall::takeUpgraded() {
    Upgraded upgraded{m_lease->takeSocket(), std::string(m_lease->buffer().bytes())};
    upgraded.socket->onPeerClosed(nullptr, nullptr);
    return upgraded;
}

}  // namespace sluice::upstream
