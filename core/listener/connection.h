#pragma once

#include <memory>
#include <string>

#include "event/buffer.h"
#include "event/socket.h"
#include "event/task.h"
#include "http/parser.h"
#include "http/problem.h"
#include "listener/options.h"
#include "listener/request_handler.h"
#include "listener/response_writer.h"
#include "metrics/registry.h"

namespace sluice::listener {

/// A piece of a request's body.
struct BodyPiece {
    enum class Kind : uint8_t {
        piece,      ///< `bytes`, valid until the next read
        end,        ///< the body is complete
        malformed,  ///< breaks the protocol or the size limit; `error` says how
        gone,       ///< the client closed or took too long
    };
    Kind kind = Kind::end;
    std::string_view bytes;
    http::ParseError error;
};

/// One client's connection on its worker: bytes to requests, answers to bytes. Reads one request
/// after another and lets the handler answer each before it reads the next, so that pipelined
/// requests are answered in order. Belongs to its Listener; all members are for its worker.
class Connection {
public:
    /// Called when the connection is over, outside of its own coroutine; the callee destroys it.
    using Closed = void (*)(void* context, Connection& connection);

    Connection(int fd, std::string peer, std::shared_ptr<const Options> options,
               RequestHandler& handler, metrics::WorkerCell& cell);

    void start(Closed closed, void* context);
    /// Graceful stop: closes now if idle, else after the answer that is under way.
    void drain();

    // For the handler, while it answers.
    const http::RequestHead& request() const { return m_request; }
    ResponseWriter& response() { return m_response; }
    const std::string& peer() const { return m_peer; }  ///< the client's address, without port
    const Options& options() const { return *m_options; }
    bool mayKeepAlive() const { return !m_draining; }
    /// When the first byte of the request's head was there, and when the head was complete.
    TimePoint requestBegan() const { return m_requestBegan; }
    TimePoint requestTime() const { return m_requestTime; }
    /// The next piece of the request's body. Sends 100 Continue first where the client waits for
    /// it.
    event::Task<BodyPiece> readBody();
    const http::HeaderMap& requestTrailers() const { return m_parser.trailers(); }
    uint64_t requestBodyBytes() const { return m_bodyBytes; }
    /// Answers with a problem document and flushes it. `close`: the connection ends afterwards.
    event::Task<> answer(const http::Problem& problem, bool close = false);
    /// For a tunnel: the socket, and what the client has sent beyond the request's head.
    event::Socket& socket() { return m_socket; }
    std::string takeBuffered();

private:
    enum class Read : uint8_t { more, closed, timedOut };

    event::Task<> serve();
    event::Task<bool> readHead();
    event::Task<Read> readMore(TimePoint deadline);
    event::Task<> refuse(http::ParseError error);
    event::Task<bool> finishRequest();
    event::Task<> linger();
    static void peerClosed(void* self);
    static void served(void* self);
    void close();

    std::shared_ptr<const Options> m_options;
    RequestHandler& m_handler;
    metrics::WorkerCell& m_cell;
    const std::string m_peer;
    event::Socket m_socket;
    event::Buffer m_in;
    http::RequestParser m_parser;
    http::RequestHead m_request;
    ResponseWriter m_response;
    TimePoint m_requestBegan{};
    TimePoint m_requestTime{};
    uint64_t m_bodyBytes = 0;
    size_t m_lastPiece = 0;  // bytes of m_in that the last body piece views
    bool m_answering = false;
    bool m_bodyDone = true;
    bool m_continueDue = false;
    bool m_draining = false;
    bool m_closed = false;
    Closed m_onClosed = nullptr;
    void* m_context = nullptr;
    event::Task<> m_serve;  // last: destroyed first, while what it uses still lives
};

}  // namespace sluice::listener
