#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "event/socket.h"
#include "event/task.h"
#include "http/request.h"
#include "http/response.h"
#include "metrics/timeline.h"
#include "upstream/outcome.h"
#include "upstream/server.h"
#include "upstream/transport/answer_deadline.h"

namespace sluice::upstream {

/// The body of a request, piece by piece, as the transport asks for it (that is the back-pressure).
class BodySource {
public:
    virtual ~BodySource() = default;
    /// The next piece, valid until the next call; empty at the end of the body. A failure means
    /// that the client's body ended early or broke the rules: the request must not look complete.
    virtual event::Task<Outcome<std::string_view>> next() = 0;
    /// Goes back to the body's beginning; false if that is not all there any more. Nobody waits
    /// for next() then.
    virtual bool rewind() { return false; }
    /// Fields after the last chunk, valid after the end.
    virtual const http::HeaderMap& trailers() const = 0;
};

/// What remains of a connection after 101 Switching Protocols.
struct Upgraded {
    std::unique_ptr<event::Socket> socket;
    std::string leftover;  ///< bytes that the server sent after its head already
};

/// One request on its way to one server. Destroying it at any time is how it is cancelled; its
/// connection is reused only if the answer was read to its end and the request was sent to its end.
class Call {
public:
    virtual ~Call() = default;
    static void* operator new(size_t bytes) { return event::FramePool::allocate(bytes); }
    static void operator delete(void* call, size_t bytes) noexcept {
        event::FramePool::release(call, bytes);
    }

    /// Reads the next head: interim ones (1xx) as they come, then the final one.
    /// `deadline` is the route's, and is begun once the request has been sent; the pool's read
    /// timeout applies besides, from then on. While the body is on its way, only the client's and
    /// the pool's limits for its progress count. `deadline` outlives the wait.
    virtual event::Task<Outcome<>> readHead(http::ResponseHead& head, AnswerDeadline& deadline) = 0;
    /// The next piece of the body after a final head, valid until the next call; empty at its end.
    /// Waits for the pool's read timeout, or where the server owes no piece for its idle limit of
    /// streams; neither counts while the request's own body is on its way.
    virtual event::Task<Outcome<std::string_view>> readBody() = 0;
    /// True only if the next readBody() gives its result without waiting: what was read so far need
    /// not be passed on before that.
    virtual bool bodyReady() const = 0;
    /// False if readBody() may take an answer that was cut off for a whole one, which then must not
    /// be stored. Valid after a final head.
    virtual bool provesEnd() const { return true; }
    /// Valid after readBody() gave the empty piece.
    virtual const http::HeaderMap& trailers() const = 0;
    /// Takes the connection over after a 101. Nothing if the transport cannot.
    virtual std::optional<Upgraded> takeUpgraded() = 0;
};

/// Sends requests to the servers of one pool, for one worker. Runs on that worker alone and
/// outlives its calls.
class Transport {
public:
    virtual ~Transport() = default;

    /// Obtains a connection and sends the head; the body follows while the answer is read.
    /// `server`, the pointer itself, outlives the call.
    /// `head` has its final fields, framing fields included, and outlives the call, as does `body`
    /// (null: none). A reused connection that turns out closed is retried once on a new one if
    /// nothing of an answer came, the request is safe to repeat (RFC 9110 section 9.2.2) and its
    /// body can be rewound.
    /// `timeline`: is told when the waiting for a connection, connecting and sending begin, and
    /// outlives the call; null: nobody asks.
    virtual event::Task<Outcome<std::unique_ptr<Call>>> send(const std::shared_ptr<Server>& server,
                                                             const http::RequestHead& head,
                                                             BodySource* body,
                                                             metrics::Timeline* timeline) = 0;
    virtual bool canUpgrade() const = 0;
    /// Closes idle connections, and those in use when they end: the pool leaves the configuration.
    virtual void closeIdle() = 0;
};

}  // namespace sluice::upstream
