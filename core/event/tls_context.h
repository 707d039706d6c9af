#pragma once

#include <openssl/ssl.h>

#include <map>
#include <memory>
#include <string>

#include "base/result.h"

namespace sluice::event {

/// What the TLS connections of one worker to some servers have in common: whom they trust, and the
/// sessions that they may resume. Shared with its sockets; not thread-safe.
class TlsContext {
public:
    struct Trust {
        bool verify = true;
        std::string caFile;  ///< PEM; empty: the system's authorities
    };
    template <auto release>
    struct Release {
        template <class T>
        void operator()(T* object) const {
            release(object);
        }
    };
    using Session = std::unique_ptr<SSL_SESSION, Release<SSL_SESSION_free>>;

    /// For the client's side, HTTP/1.1, TLS 1.2 or newer. Fails when `caFile` cannot be used.
    static Result<std::shared_ptr<TlsContext>> forClient(const Trust& trust);

    SSL_CTX* get() const { return m_context.get(); }
    bool verifies() const { return m_verifies; }
    /// Of the last connection to that name; null if there was none.
    SSL_SESSION* sessionOf(const std::string& name) const;
    void keep(const std::string& name, Session session) { m_sessions[name] = std::move(session); }

private:
    TlsContext() = default;

    std::unique_ptr<SSL_CTX, Release<SSL_CTX_free>> m_context;
    bool m_verifies = true;
    std::map<std::string, Session> m_sessions;  // by host and port: as many as there are servers
};

/// What OpenSSL says of the calling thread's last failure, in words.
std::string lastTlsError();

}  // namespace sluice::event
