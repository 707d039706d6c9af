#pragma once

#include <atomic>
#include <memory>
#include <unordered_map>
#include <vector>

#include "event/epoll_dispatcher.h"
#include "listener/connection.h"
#include "listener/options.h"
#include "listener/request_handler.h"
#include "metrics/registry.h"

namespace sluice::listener {

/// How many clients are connected, over all workers.
using ConnectionCount = std::atomic<size_t>;

/// Accepts clients on one worker and owns their connections. All members are for that worker.
class Listener final : private event::WatchHandler {
public:
    Listener(std::shared_ptr<const Options> options, RequestHandler& handler,
             metrics::WorkerCell& cell, std::shared_ptr<ConnectionCount> count);
    /// Closes everything at once.
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    /// Takes over a listening socket, instead of an earlier one if there is one.
    void listen(int fd);
    /// For connections that are accepted from then on.
    void setOptions(std::shared_ptr<const Options> options) { m_options = std::move(options); }
    /// At the limit, clients that ask nothing make room for those that come: for a service that is
    /// to be reached whatever others do.
    void makeRoom() { m_makesRoom = true; }
    /// Accepts what waits already, then no more; idle connections are closed, busy ones finish.
    void drain();
    size_t openConnections() const { return m_connections.size(); }

private:
    void onReady(uint32_t events) override;
    void stopListening();
    void adopt(int fd, std::string peer);
    bool closeIdle();
    void turnAway(int fd, std::string peer);
    void open(std::unique_ptr<Connection> connection);
    static void closed(void* self, Connection& connection);
    static void retryAccept(void* self);

    std::shared_ptr<const Options> m_options;
    RequestHandler& m_handler;
    metrics::WorkerCell& m_cell;
    std::shared_ptr<ConnectionCount> m_count;
    int m_fd = -1;
    event::WatchId m_watch;
    event::Timer m_retry;
    bool m_draining = false;
    bool m_makesRoom = false;
    size_t m_turnedAway = 0;  // of m_connections
    size_t m_leaving = 0;     // closed, and still counted
    std::unordered_map<Connection*, std::unique_ptr<Connection>> m_connections;
    // Tells functions that were deferred that the listener is gone.
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

}  // namespace sluice::listener
