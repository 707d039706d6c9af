#pragma once

#include <memory>
#include <string>

#include "event/buffer.h"
#include "event/socket.h"
#include "event/task.h"
#include "http/parser.h"
#include "listener/client.h"
#include "listener/options.h"
#include "listener/request_handler.h"
#include "listener/response_writer.h"
#include "metrics/registry.h"

namespace sluice::listener {

/// One client's connection on its worker: bytes to requests, answers to bytes. Reads one request
/// after another and lets the handler answer each before it reads the next, so that pipelined
/// requests are answered in order. Belongs to its Listener; all members are for its worker.
class Connection final : public Client {
public:
    /// Called when the connection is over, outside of its own coroutine; the callee destroys it.
    using Closed = void (*)(void* context, Connection& connection);

    /// Whether its request is answered by the handler, or that there are too many connections.
    enum class Admission : uint8_t { admitted, turnedAway };

    Connection(int fd, std::string peer, std::shared_ptr<const Options> options,
               RequestHandler& handler, metrics::WorkerCell& cell,
               Admission admission = Admission::admitted);

    Admission admission() const { return m_admission; }
    void start(Closed closed, void* context);
    /// Graceful stop: closes now if idle, else after the answer that is under way.
    void drain();

    // For the handler, while it answers.
    const Options& options() const { return *m_options; }
    bool mayKeepAlive() const override;
    /// Sends 100 Continue first where the client waits for it.
    event::Task<BodyPiece> readBody() override;
    bool hasBuffered(size_t bytes) const override;
    event::Task<BodyPiece> bufferBody(size_t bytes) override;
    const http::HeaderMap& requestTrailers() const override { return m_parser.trailers(); }
    Connection* connection() override { return this; }
    /// For a tunnel: the socket, and what the client has sent beyond the request's head. From then
    /// on its read is interrupted when draining() begins.
    event::Socket& socket() { return m_socket; }
    std::string takeBuffered();
    const bool& draining() const { return m_draining; }

private:
    enum class Read : uint8_t { more, nothing, closed, timedOut };

    event::Task<> serve();
    event::Task<> respond();
    event::Task<> turnAway();
    event::Task<bool> readHead();
    TimePoint headLimit(bool begun) const;
    /// Waits for at most `pause`, and as long as the body keeps to its least rate.
    event::Task<Read> readBodyBytes(Duration pause);
    Duration bodyCredit() const;
    http::ParseError slowBody() const;
    Read receive();
    void sendContinue();
    event::Task<Read> readMore(TimePoint deadline);
    event::Task<> refuse(http::ParseError error);
    event::Task<bool> finishRequest();
    event::Task<bool> discardBody();
    event::Task<> linger();
    static void peerClosed(void* self);
    static void halfClosedLong(void* self);
    void watchHalfClosed();
    static void served(void* self);
    void close();

    std::shared_ptr<const Options> m_options;
    RequestHandler& m_handler;
    metrics::WorkerCell& m_cell;
    event::Socket m_socket;
    event::Buffer m_in;
    http::RequestParser m_parser;
    ResponseWriter m_response;
    const Admission m_admission;
    size_t m_lastPiece = 0;   // bytes of m_in that the last body piece views
    Duration m_bodyWaited{};  // for the client, in all pieces of the body
    bool m_answering = false;
    bool m_bodyDone = true;
    bool m_continueDue = false;
    bool m_draining = false;
    bool m_tunnel = false;
    bool m_closed = false;
    std::unique_ptr<event::Timer> m_halfClosed;  // once the client has ended its side
    uint64_t m_sentBefore = 0;                   // when that was armed
    Closed m_onClosed = nullptr;
    void* m_context = nullptr;
    event::Task<> m_serve;  // last: destroyed first, while what it uses still lives
};

}  // namespace sluice::listener
