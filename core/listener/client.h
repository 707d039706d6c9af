#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"
#include "event/task.h"
#include "http/parse_error.h"
#include "http/problem.h"
#include "http/request.h"
#include "listener/response_sink.h"

namespace sluice::listener {

class Connection;

/// A piece of a request's body.
struct BodyPiece {
    enum class Kind : uint8_t {
        piece,      ///< `bytes`, valid until the next read
        end,        ///< the body is complete
        malformed,  ///< breaks the protocol or a limit of size or time; `error` says how
        gone,       ///< the client closed
    };
    Kind kind = Kind::end;
    std::string_view bytes;
    http::ParseError error;
};

/// Who asks: one request whose head was read, its body, and where its answer goes. A connection is
/// one for each of its requests; what has no connection of its own may be one too. All members are
/// for its worker.
class Client {
public:
    virtual ~Client() = default;
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    const http::RequestHead& request() const { return m_request; }
    ResponseSink& response() { return m_sink; }
    const std::string& peer() const { return m_peer; }  ///< the client's address, without port
    /// When the first byte of the request's head was there, and when the head was complete.
    TimePoint requestBegan() const { return m_requestBegan; }
    TimePoint requestTime() const { return m_requestTime; }
    /// One of listen.trusted_proxies: what it tells of its own clients is believed.
    bool isTrustedProxy() const { return m_trustedProxy; }
    uint64_t requestBodyBytes() const { return m_bodyBytes; }  ///< read so far

    /// Whether the client, or the one of a trusted proxy, is on the gateway's machine.
    virtual bool isLocal() const;

    virtual bool mayKeepAlive() const { return true; }
    /// The next piece of the request's body.
    virtual event::Task<BodyPiece> readBody() = 0;
    /// Whether all of the request's body has come, or so much of it: to read that need not wait.
    virtual bool hasBuffered(size_t bytes) const = 0;
    /// Waits until hasBuffered(), or as long as more may be kept for clients that are slow. A body
    /// that comes in chunks is not waited for after a pause, as its client may wait for an answer.
    /// `malformed` or `gone` if it does not come.
    virtual event::Task<BodyPiece> bufferBody(size_t bytes) = 0;
    virtual const http::HeaderMap& requestTrailers() const = 0;
    /// Null for a client that cannot be given up for a tunnel.
    virtual Connection* connection() { return nullptr; }

    /// Answers with a problem document and flushes it; clients elsewhere are not told what is
    /// behind the gateway. `close`: the connection ends afterwards.
    event::Task<> answer(const http::Problem& problem, bool close = false);

protected:
    Client(std::string peer, bool trustedProxy, ResponseSink& sink)
        : m_peer(std::move(peer)), m_trustedProxy(trustedProxy), m_sink(sink) {}

    /// Leaves out of the head what only trusted proxies may tell, if this is none.
    void dropUntrusted();

    const std::string m_peer;
    const bool m_trustedProxy;
    http::RequestHead m_request;
    TimePoint m_requestBegan{};
    TimePoint m_requestTime{};
    uint64_t m_bodyBytes = 0;

private:
    ResponseSink& m_sink;
};

}  // namespace sluice::listener
