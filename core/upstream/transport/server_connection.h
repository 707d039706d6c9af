#pragma once

#include <memory>
#include <optional>

#include "event/buffer.h"
#include "event/task.h"
#include "event/tls_socket.h"
#include "http/parser.h"
#include "upstream/outcome.h"
#include "upstream/server.h"
#include "upstream/transport/resolver.h"

namespace sluice::upstream {

class ConnectionPool;

/// An HTTP/1.1 connection to a server, with or without TLS: the socket, what was received, and the
/// parser, all kept from one request to the next. Belongs to one worker.
class ServerConnection {
public:
    using Trust = std::shared_ptr<event::TlsContext>;
    using Connecting = event::Task<Outcome<std::unique_ptr<ServerConnection>>>;

    ServerConnection(std::unique_ptr<event::Socket> socket, std::shared_ptr<Server> server);

    /// Tries the server's addresses in turn until one answers, first the one that did so before.
    /// `perAddress`: for each try, and for the name's look-up; zero: no limit. `deadline`: for all
    /// of it; what is left is divided among the addresses that are left. `trust`: of https://
    /// servers; null: TLS is spoken to nobody.
    static Connecting connect(std::shared_ptr<Server> server, Duration perAddress,
                              TimePoint deadline = TimePoint::max(), Trust trust = nullptr);

    Server& server() const { return *m_server; }
    event::Socket& socket() { return *m_socket; }
    std::unique_ptr<event::Socket> takeSocket() { return std::move(m_socket); }
    event::Buffer& buffer() { return m_buffer; }
    http::ResponseParser& parser() { return m_parser; }

    struct Neighbours {
        ServerConnection* older = nullptr;
        ServerConnection* younger = nullptr;
    };

    struct Line {
        ServerConnection* oldest = nullptr;
        ServerConnection* youngest = nullptr;
    };

    // For the IdleConnections that it always goes back to.
    Neighbours byAge;
    Neighbours byAgeOfServer;
    Line* lineOfServer = nullptr;  ///< once it was idle

    ConnectionPool* idleIn = nullptr;  ///< the pool, while it is idle there
    TimePoint expires{};               ///< when it is closed if it is still idle
    bool reused = false;               ///< has carried a request before

private:
    static Connecting connectTo(const SocketAddress& address, const std::shared_ptr<Server>& server,
                                TimePoint deadline, const Trust& trust);

    std::shared_ptr<Server> m_server;
    std::unique_ptr<event::Socket> m_socket;
    event::Buffer m_buffer;
    http::ResponseParser m_parser;
};

}  // namespace sluice::upstream
