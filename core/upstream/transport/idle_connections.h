#pragma once

#include <cstddef>
#include <memory>
#include <unordered_map>

#include "upstream/transport/server_connection.h"

namespace sluice::upstream {

/// Connections that wait for their next request, by age: all of a worker's pool, and those of each
/// server. Whatever is asked takes the same time, however many there are. Not thread-safe.
class IdleConnections {
public:
    IdleConnections() = default;
    ~IdleConnections();
    IdleConnections(const IdleConnections&) = delete;
    IdleConnections& operator=(const IdleConnections&) = delete;

    bool empty() const { return m_size == 0; }
    size_t size() const { return m_size; }
    /// Null: there is none.
    ServerConnection* oldest() const { return m_all.oldest; }
    ServerConnection* youngestOf(const Server& server) const;
    /// The next one in the order of age; null behind the youngest.
    static ServerConnection* youngerThan(const ServerConnection& connection) {
        return connection.byAge.younger;
    }

    /// As the youngest.
    void add(std::unique_ptr<ServerConnection> connection);
    std::unique_ptr<ServerConnection> take(ServerConnection& connection);

private:
    using Neighbours = ServerConnection::Neighbours ServerConnection::*;

    template <Neighbours neighbours>
    static void append(ServerConnection::Line& line, ServerConnection& connection);
    template <Neighbours neighbours>
    static void remove(ServerConnection::Line& line, ServerConnection& connection);

    ServerConnection::Line m_all;
    /// A server's line stays when it is empty: there are as many as the pool has servers.
    std::unordered_map<const Server*, ServerConnection::Line> m_ofServers;
    size_t m_size = 0;
};

}  // namespace sluice::upstream
