#include "upstream/transport/idle_connections.h"

namespace sluice::upstream {

template <IdleConnections::Neighbours neighbours>
void IdleConnections::append(ServerConnection::Line& line, ServerConnection& connection) {
    connection.*neighbours = {line.youngest, nullptr};
    (line.youngest ? (line.youngest->*neighbours).younger : line.oldest) = &connection;
    line.youngest = &connection;
}

template <IdleConnections::Neighbours neighbours>
void IdleConnections::remove(ServerConnection::Line& line, ServerConnection& connection) {
    const auto [older, younger] = connection.*neighbours;
    (older ? (older->*neighbours).younger : line.oldest) = younger;
    (younger ? (younger->*neighbours).older : line.youngest) = older;
    connection.*neighbours = {};
}

IdleConnections::~IdleConnections() {
    while (!empty())
        take(*oldest());
}

ServerConnection* IdleConnections::youngestOf(const Server& server) const {
    const auto line = m_ofServers.find(&server);
    return line == m_ofServers.end() ? nullptr : line->second.youngest;
}

void IdleConnections::add(std::unique_ptr<ServerConnection> connection) {
    ServerConnection& added = *connection.release();
    if (!added.lineOfServer) added.lineOfServer = &m_ofServers[&added.server()];
    append<&ServerConnection::byAge>(m_all, added);
    append<&ServerConnection::byAgeOfServer>(*added.lineOfServer, added);
    ++m_size;
}

std::unique_ptr<ServerConnection> IdleConnections::take(ServerConnection& connection) {
    remove<&ServerConnection::byAge>(m_all, connection);
    remove<&ServerConnection::byAgeOfServer>(*connection.lineOfServer, connection);
    --m_size;
    return std::unique_ptr<ServerConnection>(&connection);
}

}  // namespace sluice::upstream
