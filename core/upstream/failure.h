#pragma once

#include <cstdint>
#include <string>

namespace sluice::upstream {

/// Whom a failure speaks against. It is a fact of the moment at which the failure is made, and
/// cannot be told from its kind: a connection may end because the server is sick, because the
/// client took too long to send, or because this process has no descriptor left.
enum class Blame : uint8_t {
    server,   ///< counts against the server that was asked
    client,   ///< who asks is slow, gone, or breaks the protocol
    gateway,  ///< our own limits, or what this machine has run out of
};

/// Why a server gave no usable answer, and whose fault that is.
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
        exhausted,    ///< this machine has no descriptor, port or memory left
        unsupported,  ///< the transport cannot do that
    };

    Blame blame = Blame::server;
    Kind kind = Kind::connect;
    std::string detail;        ///< one line for a person: "connection refused"
    bool sentNothing = false;  ///< no byte of the request can have reached the server

    bool blamesServer() const { return blame == Blame::server; }
};

/// Whether somebody was given all the time that there is.
bool isTimeout(Failure::Kind kind);
/// Stable names for logs and problem documents: "connect-timeout".
const char* name(Failure::Kind kind);

/// What a call on a server's socket that ended with that errno means: the server's failure of that
/// kind, unless it is this machine that has run out of something (EMFILE, EADDRNOTAVAIL, ...).
Failure socketFailure(Failure::Kind kind, int error, bool sentNothing = false);

/// A message of the system's, to go on a line with others: "Connection refused" without its
/// capital.
std::string asClause(std::string message);

}  // namespace sluice::upstream
