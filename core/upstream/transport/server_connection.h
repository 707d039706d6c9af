#pragma once

#include <memory>

#include "event/buffer.h"
#include "event/socket.h"
#include "event/task.h"
#include "http/parser.h"
#include "upstream/outcome.h"
#include "upstream/server.h"

namespace sluice::upstream {

class ConnectionPool;

/// An HTTP/1.1 connection to a server: the socket, what was received, and the parser, all kept from
/// one request to the next. Belongs to one worker.
class ServerConnection {
public:
    explicit ServerConnection(int fd, std::shared_ptr<Server> server);

    /// Tries the server's addresses in turn until one answers.
    static event::Task<Outcome<std::unique_ptr<ServerConnection>>> connect(
        std::shared_ptr<Server> server, Duration timeout);

    Server& server() const { return *m_server; }
    event::Socket& socket() { return *m_socket; }
    std::unique_ptr<event::Socket> takeSocket() { return std::move(m_socket); }
    event::Buffer& buffer() { return m_buffer; }
    http::ResponseParser& parser() { return m_parser; }

    ConnectionPool* idleIn = nullptr;  ///< the pool, while it is idle there
    TimePoint idleSince{};
    bool reused = false;  ///< has carried a request before

private:
    std::shared_ptr<Server> m_server;
    std::unique_ptr<event::Socket> m_socket;
    event::Buffer m_buffer;
    http::ResponseParser m_parser;
};

}  // namespace sluice::upstream
