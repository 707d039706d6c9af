#pragma once

#include <string>

#include "event/socket.h"
#include "event/task.h"
#include "metrics/registry.h"

namespace sluice::gateway {

struct TunnelLimits {
    Duration idle;      ///< without a byte in either direction; zero: no limit
    Duration lifetime;  ///< zero: no limit
};

struct TunnelBytes {
    uint64_t fromClient = 0;
    uint64_t toClient = 0;
};

/// What is passed through, beside limits.
struct TunnelKind {
    bool webSocket = false;
    /// Whether the gateway stops; whoever sets it interrupts the client's read.
    const bool& stopping;
};

/// Passes bytes between two sockets after an upgrade (RFC 9110 section 7.8) until both sides have
/// ended or a limit is reached. An end of stream on one side is passed on to the other. Where the
/// gateway stops, both ends of a WebSocket get a Close that says so, once the frame that is under
/// way has passed; another tunnel goes on until it is cut.
/// `fromClient` and `fromServer` are bytes that were read already. The sockets outlive the task.
event::Task<> runTunnel(event::Socket& client, std::string fromClient, event::Socket& server,
                        std::string fromServer, TunnelKind kind, TunnelLimits limits,
                        metrics::WorkerCell& cell, TunnelBytes& bytes);

}  // namespace sluice::gateway
