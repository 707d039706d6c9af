#pragma once

#include <string_view>

#include "event/buffer.h"
#include "event/socket.h"
#include "event/task.h"
#include "listener/response_sink.h"

namespace sluice::listener {

/// Writes answers to one client, in the framing that the client understands. Sends at once what the
/// socket takes and keeps the rest; a caller that sees blocked() must flush() before it writes
/// more, which bounds what is kept to one piece. Belongs to the connection's worker.
class ResponseWriter final : public ResponseSink {
public:
    /// `timeout`, `leastRate`: of a client that reads too slowly, as event::sendSpace() has them.
    ResponseWriter(event::Socket& socket, Duration timeout, uint64_t leastRate)
        : m_socket(socket), m_timeout(timeout), m_leastRate(leastRate) {}

    /// Prepares for the answer to the next request.
    void reset();

    /// Sent at once. Left out for HTTP/1.0 clients (RFC 9110 section 15.2).
    void interim(const http::ResponseHead& head, const http::RequestHead& request) override;
    /// Chooses the framing towards the client from `head.framing` (chunked if the length is
    /// unknown, or by closing for HTTP/1.0) and sets Connection; `head` is changed accordingly.
    /// Nothing is sent until write(), finish() or flush().
    void begin(http::ResponseHead& head, const http::RequestHead& request,
               bool mayKeepAlive) override;
    void write(std::string_view piece, bool hold = false) override;
    using ResponseSink::finish;
    void finish(const http::HeaderMap& trailers) override;

    /// Of all answers: the client was there to take them, or its system for it.
    uint64_t sentBytes() const { return m_sentBytes; }
    /// Whether the connection stays open; known after begin().
    bool keepAlive() const { return m_keepAlive; }
    bool holding() const override { return m_gathering; }
    bool blocked() const override { return !m_gathering && !m_pending.empty(); }
    event::Task<bool> flush() override;
    void push() override { send({}, {}); }
    /// Where only the end of the connection tells the end of the answer, it is reset (RFC 9112
    /// section 8).
    void abort() override;

private:
    void send(std::string_view piece, std::string_view end);

    event::Socket& m_socket;
    const Duration m_timeout;
    const uint64_t m_leastRate;
    event::Buffer m_pending;  // serialized and not yet sent
    http::Framing::Kind m_framing = http::Framing::Kind::none;
    uint64_t m_sentBytes = 0;
    bool m_keepAlive = true;
    bool m_gathering = false;  // m_pending was not offered to the socket yet
};

}  // namespace sluice::listener
