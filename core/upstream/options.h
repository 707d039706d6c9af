#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/endpoint.h"

namespace sluice::upstream {

enum class Strategy { roundRobin, weightedRoundRobin };
enum class TransportKind { automatic, direct, qt };

struct ServerOptions {
    std::string name;
    ServerUrl url;
    double weight = 1.0;  ///< 0 to 1000; 0: takes no requests
    bool operator==(const ServerOptions&) const = default;
};

/// [pools.NAME] of the configuration; the defaults are the reference's limits.
struct PoolOptions {
    std::string name;
    Strategy strategy = Strategy::weightedRoundRobin;
    TransportKind transport = TransportKind::automatic;
    size_t maxConnections = 200;  ///< open ones over all workers and servers, idle ones included
    size_t keepAlive = 100;       ///< idle ones at most
    Duration keepAliveExpiry = std::chrono::seconds(30);
    size_t maxWaiting = 1000;  ///< requests that wait for a connection; more are answered 503
    Duration connectTimeout = std::chrono::seconds(5);
    Duration readTimeout = std::chrono::seconds(30);  ///< between two pieces of an answer
    Duration writeTimeout = std::chrono::seconds(10);
    Duration acquireTimeout = std::chrono::seconds(5);
    bool verifyTls = true;
    std::string caFile;         ///< PEM; empty: the system's authorities
    bool preserveHost = false;  ///< send the client's Host instead of the server's
    std::vector<ServerOptions> servers;
    bool operator==(const PoolOptions&) const = default;
};

}  // namespace sluice::upstream
