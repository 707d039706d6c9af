#pragma once

#include <string>
#include <string_view>

#include "event/socket.h"
#include "event/task.h"
#include "http/request.h"
#include "http/response.h"

namespace sluice::listener {

/// Writes answers to one client, in the framing that the client understands. Sends at once what the
/// socket takes and keeps the rest; a caller that sees blocked() must flush() before it writes
/// more, which bounds what is kept to one piece. Belongs to the connection's worker.
class ResponseWriter {
public:
    ResponseWriter(event::Socket& socket, Duration timeout)
        : m_socket(socket), m_timeout(timeout) {}

    /// Prepares for the answer to the next request.
    void reset();

    /// An interim answer, sent at once. Left out for HTTP/1.0 clients (RFC 9110 section 15.2).
    void interim(const http::ResponseHead& head, const http::RequestHead& request);
    /// Begins the final answer. Chooses the framing towards the client from `head.framing` (chunked
    /// if the length is unknown, or by closing for HTTP/1.0) and sets Connection; `head` is changed
    /// accordingly. Nothing is sent until write(), finish() or flush().
    /// `mayKeepAlive`: whether the connection may stay open afterwards.
    void begin(http::ResponseHead& head, const http::RequestHead& request, bool mayKeepAlive);
    /// The next piece of the body. With `hold`, small pieces are gathered: more comes at once.
    void write(std::string_view piece, bool hold = false);
    /// Ends the answer.
    void finish(const http::HeaderMap& trailers);
    void finish() { finish({}); }

    bool begun() const { return m_begun; }
    bool finished() const { return m_finished; }
    /// Whether the connection stays open; known after begin().
    bool keepAlive() const { return m_keepAlive; }
    /// The client cannot be written to any more.
    bool failed() const { return m_failed; }
    /// Something is held back because the client does not read fast enough.
    bool blocked() const { return !m_gathering && !m_pending.empty(); }
    /// Waits until everything has been handed to the socket. False if the client is gone or too
    /// slow.
    event::Task<bool> flush();
    /// Sends what is gathered, without waiting.
    void push() { send({}, {}); }
    /// Ends an answer that cannot be completed, so that the client does not take it for complete:
    /// where only the end of the connection tells, it is reset (RFC 9112 section 8).
    void abort();

    uint64_t bodyBytes() const { return m_bodyBytes; }  ///< of the current answer

private:
    void send(std::string_view piece, std::string_view end);

    event::Socket& m_socket;
    Duration m_timeout;
    std::string m_pending;  // serialized and not yet sent
    http::Framing::Kind m_framing = http::Framing::Kind::none;
    bool m_begun = false;
    bool m_finished = false;
    bool m_keepAlive = true;
    bool m_failed = false;
    bool m_gathering = false;  // m_pending was not offered to the socket yet
    uint64_t m_bodyBytes = 0;
};

}  // namespace sluice::listener
