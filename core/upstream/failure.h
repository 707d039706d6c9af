#pragma once

#include <cstdint>
#include <string>

namespace sluice::upstream {

/// Why a server gave no usable answer.
struct Failure {
    enum class Kind : uint8_t {
        noServer,        ///< none of the pool may be chosen
        queueFull,       ///< too many requests wait for a connection already
        acquireTimeout,  ///< no connection became free in time
        resolve,         ///< the host's name has no address
        connect,         ///< refused, unreachable, TLS not agreed
        connectTimeout,
        tls,    ///< the certificate is not trusted
        reset,  ///< the connection ended before the answer's first byte
        readTimeout,
        writeTimeout,
        malformed,    ///< the answer breaks the protocol
        truncated,    ///< the answer ended too early
        clientBody,   ///< the client's own body could not be read to its end
        unsupported,  ///< the transport cannot do that
    };

    Kind kind = Kind::connect;
    std::string detail;        ///< one line for a person: "connection refused"
    bool sentNothing = false;  ///< no byte of the request can have reached the server
};

/// Whether this speaks against the server; else the pool was full, or the client is to blame.
bool blamesServer(Failure::Kind kind);
/// Whether the server was given its time.
bool isTimeout(Failure::Kind kind);
/// Stable names for logs and problem documents: "connect-timeout".
const char* name(Failure::Kind kind);

/// A message of the system's, to go on a line with others: "Connection refused" without its
/// capital.
std::string asClause(std::string message);

}  // namespace sluice::upstream
