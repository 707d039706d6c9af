#include "loadtest/client.h"

#include <algorithm>
#include <cstring>

namespace sluice::loadtest {

using upstream::failed;
using upstream::Failure;
using upstream::Outcome;

event::Task<Outcome<int>> Client::exchange(const WireRequest& request) {
    const TimePoint deadline = Clock::now() + m_timeout;
    if (!m_connection || m_connection->socket().peerClosed()) {
        const auto connected = co_await connect(deadline);
        if (!connected) co_return tl::unexpected(connected.error());
    }
    auto done = co_await send(request.bytes, deadline);
    if (done) done = co_await receive(request.method, deadline);
    const bool kept = done && m_keepAlive && m_head.keepAlive && m_head.status != 101 &&
                      m_connection->buffer().empty();
    if (kept) {
        m_connection->buffer().release();
    } else {
        m_connection.reset();
    }
    if (!done) co_return tl::unexpected(done.error());
    co_return m_head.status;
}

event::Task<Outcome<>> Client::connect(TimePoint deadline) {
    m_connection.reset();
    const Duration left = std::max(Duration(deadline - Clock::now()), Duration(1));
    auto connected = co_await upstream::ServerConnection::connect(m_target, left);
    if (!connected) co_return tl::unexpected(connected.error());
    m_connection = std::move(*connected);
    co_return Outcome<>{};
}

event::Task<Outcome<>> Client::send(std::string_view bytes, TimePoint deadline) {
    event::Socket& socket = m_connection->socket();
    for (;;) {
        const event::Io io = socket.send(bytes);
        if (io.status == event::Io::Status::failed) {
            co_return tl::unexpected(upstream::socketFailure(Failure::Kind::reset, io.error));
        }
        bytes.remove_prefix(io.bytes);
        if (bytes.empty()) co_return Outcome<>{};
        if (io.status == event::Io::Status::done) continue;
        if (co_await socket.writable(deadline) == event::Wait::timedOut) {
            co_return failed(upstream::Blame::server, Failure::Kind::writeTimeout,
                             "the target did not read the request");
        }
    }
}

event::Task<Outcome<>> Client::receive(std::string_view method, TimePoint deadline) {
    http::ResponseParser& parser = m_connection->parser();
    event::Buffer& buffer = m_connection->buffer();
    parser.reset(m_head, method);
    bool ended = false;
    for (;;) {
        const auto step = ended ? parser.finish() : parser.advance(buffer.bytes());
        if (!step) {
            co_return ended
                ? tl::unexpected(closed())
                : failed(upstream::Blame::server, Failure::Kind::malformed, step.error().message);
        }
        buffer.consume(step->consumed);
        if (step->kind == http::ParseStep::Kind::complete) {
            if (!m_head.isInterim()) co_return Outcome<>{};
            parser.reset(m_head, method);
        }
        if (step->kind != http::ParseStep::Kind::needMore) continue;
        const auto more = co_await receiveMore(deadline);
        if (!more) co_return tl::unexpected(more.error());
        ended = !*more;
    }
}

/// False at the end of the stream.
event::Task<Outcome<bool>> Client::receiveMore(TimePoint deadline) {
    event::Socket& socket = m_connection->socket();
    for (;;) {
        const event::Io io = socket.receive(m_connection->buffer().prepare());
        if (io.status == event::Io::Status::done) {
            m_connection->buffer().commit(io.bytes);
            m_tally.addBytes(io.bytes);
            co_return true;
        }
        if (io.status == event::Io::Status::closed) co_return false;
        if (io.status == event::Io::Status::failed) co_return tl::unexpected(closed());
        if (co_await socket.readable(deadline) == event::Wait::timedOut) {
            co_return failed(upstream::Blame::server, Failure::Kind::readTimeout,
                             "no whole answer in the time allowed");
        }
    }
}

Failure Client::closed() const {
    if (m_connection->parser().started()) {
        return {upstream::Blame::server, Failure::Kind::truncated,
                "the target closed before its answer was complete"};
    }
    return {upstream::Blame::server, Failure::Kind::reset,
            "the target closed the connection without an answer"};
}

}  // namespace sluice::loadtest
