#pragma once

#include <memory>
#include <string>

#include "base/endpoint.h"
#include "event/socket.h"
#include "event/task.h"
#include "event/tls_context.h"

namespace sluice::event {

/// A socket that speaks TLS, the client's side. What is received and sent is what was inside;
/// waiting is the same as without TLS. An end of the connection that TLS did not announce is
/// `failed`, not `closed`: somebody may have cut it.
class TlsSocket final : public Socket {
public:
    struct Handshake {
        enum class Status : uint8_t { done, timedOut, untrusted, failed };
        Status status = Status::done;
        std::string detail;  ///< why, in words
    };

    TlsSocket(int fd, std::shared_ptr<TlsContext> context);
    ~TlsSocket() override;

    /// Once, when the connection stands. `peer`: whose certificate it must be.
    Task<Handshake> handshake(Endpoint peer, TimePoint deadline);

    bool quiet() override;
    Io receive(std::span<char> into) override;
    Io receive(Buffer& into) override;
    Io send(std::span<const iovec> parts) override;
    using Socket::send;
    void shutdownSend() override;

    /// Called by OpenSSL, which gives the session away.
    static int keepSession(SSL* ssl, SSL_SESSION* session);

private:
    struct Bio;

    void expect(const Endpoint& peer);
    Handshake whatFailed() const;
    Io broken() const;
    Io outcomeOf(int result, bool& may);

    std::shared_ptr<TlsContext> m_context;
    std::string m_name;  // host and port of the peer
    std::unique_ptr<SSL, TlsContext::Release<SSL_free>> m_ssl;
    bool m_mayReceive = false;  // agreed on, and not broken since
    bool m_maySend = false;     // likewise: who sends no more may have said why
    int m_error = 0;            // errno of the connection below
};

}  // namespace sluice::event
