#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/endpoint.h"
#include "upstream/health_options.h"
#include "upstream/resilience_options.h"

namespace sluice::upstream {

enum class Strategy {
    roundRobin,
    weightedRoundRobin,
    leastConnections,
    leastResponseTime,
    healthWeighted,
    powerOfTwo,
    peakEwma,
    consistentHash
};
enum class TransportKind { automatic, direct, qt };
/// Whether servers get the client's Host instead of their own. Automatic: those that are on this
/// machine or in a private network, by isPrivateHost().
enum class PreserveHost : uint8_t { automatic, always, never };

/// What the operator wants of a server. Drained: no new requests, those under way and tunnels may
/// finish. Maintenance: the same, and it is not probed either.
enum class Duty : uint8_t { active, drained, maintenance };

struct ServerOptions {
    std::string name;
    ServerUrl url;
    double weight = 1.0;  ///< 0 to 1000; 0: takes no requests
    Duty duty = Duty::active;
    bool operator==(const ServerOptions&) const = default;
};

/// What consistent-hash goes by.
struct HashOptions {
    enum class By : uint8_t { client, header, cookie, path };
    By by = By::client;
    std::string name;  ///< of the header or cookie
    double bound = 0;  ///< of a server's load, in parts of its own share: 1 or more; 0: none
    bool operator==(const HashOptions&) const = default;
};

/// [pools.NAME] of the configuration; the defaults are the reference's limits. A duration of zero
/// means no limit.
struct PoolOptions {
    std::string name;
    Strategy strategy = Strategy::weightedRoundRobin;
    TransportKind transport = TransportKind::automatic;
    size_t maxConnections = 1000;  ///< open ones over all workers and servers, idle ones included
    size_t keepAlive = 100;        ///< idle ones at most
    Duration keepAliveExpiry = std::chrono::seconds(30);
    size_t maxWaiting = 1000;  ///< requests that wait for a connection; more are answered 503
    Duration connectTimeout = std::chrono::seconds(5);
    /// Until the next byte of an answer that is due: its head once the request has been sent, what
    /// is missing of a length or a chunk.
    Duration readTimeout = std::chrono::seconds(30);
    Duration writeTimeout = std::chrono::seconds(10);  ///< without the server taking a byte
    Duration acquireTimeout = std::chrono::seconds(5);
    /// Between two pieces of an answer that owes none, such as an event stream.
    Duration streamIdleTimeout = std::chrono::minutes(10);
    bool http2 = false;  ///< offer HTTP/2 to https:// servers; TransportKind::qt alone can
    bool verifyTls = true;
    std::string caFile;  ///< PEM; empty: the system's authorities
    PreserveHost preserveHost = PreserveHost::automatic;
    HashOptions hash;
    Duration scoreScale = std::chrono::milliseconds(100);  ///< latency of half a speed score
    HealthOptions health;
    ResilienceOptions resilience;
    std::vector<ServerOptions> servers;
    bool operator==(const PoolOptions&) const = default;
};

}  // namespace sluice::upstream
