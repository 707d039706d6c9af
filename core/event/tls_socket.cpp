#include "event/tls_socket.h"

#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace sluice::event {

namespace {

/// The most that one record holds (RFC 8446 section 5.1).
constexpr size_t recordBytes = 16 * 1024;

/// Small parts become one record.
std::span<const char> gather(std::span<const iovec> parts) {
    const auto bytesOf = [](const iovec& part) {
        return std::span(static_cast<const char*>(part.iov_base), part.iov_len);
    };
    if (parts.size() == 1 || parts[0].iov_len >= recordBytes) return bytesOf(parts[0]);
    thread_local std::array<char, recordBytes> record;
    size_t size = 0;
    for (const iovec& part : parts) {
        const size_t taken = std::min(part.iov_len, record.size() - size);
        std::memcpy(record.data() + size, part.iov_base, taken);
        size += taken;
    }
    return std::span(record).first(size);
}

bool isAddress(const std::string& host) {
    in6_addr address{};
    return ::inet_pton(AF_INET, host.c_str(), &address) == 1 ||
           ::inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

}  // namespace

/// What OpenSSL reads from and writes to: the socket below, which knows when it would block.
struct TlsSocket::Bio {
    static TlsSocket& socketOf(BIO* bio) { return *static_cast<TlsSocket*>(BIO_get_data(bio)); }

    static int finish(BIO* bio, const Io& io) {
        BIO_clear_retry_flags(bio);
        TlsSocket& socket = socketOf(bio);
        if (io.status == Io::Status::done) return static_cast<int>(io.bytes);
        if (io.status == Io::Status::closed) {
            BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
            return 0;
        }
        if (io.status == Io::Status::failed) socket.m_error = io.error;
        return -1;
    }
    static int read(BIO* bio, char* into, int size) {
        const Io io = socketOf(bio).Socket::receive(std::span(into, static_cast<size_t>(size)));
        const int result = finish(bio, io);
        if (io.status == Io::Status::wouldBlock) BIO_set_retry_read(bio);
        return result;
    }
    static int write(BIO* bio, const char* from, int size) {
        const iovec part{const_cast<char*>(from), static_cast<size_t>(size)};
        const Io io = socketOf(bio).Socket::send(std::span(&part, 1));
        const int result = finish(bio, io);
        if (io.status == Io::Status::wouldBlock) BIO_set_retry_write(bio);
        return result;
    }
    static long control(BIO* bio, int command, long, void*) {
        if (command == BIO_CTRL_EOF) return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0;
        return command == BIO_CTRL_FLUSH ? 1 : 0;
    }
    static BIO* make(TlsSocket& socket) {
        static BIO_METHOD* const method = [] {
            BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "sluice");
            BIO_meth_set_read(made, &read);
            BIO_meth_set_write(made, &write);
            BIO_meth_set_ctrl(made, &control);
            return made;
        }();
        BIO* bio = BIO_new(method);
        BIO_set_data(bio, &socket);
        BIO_set_init(bio, 1);
        return bio;
    }
};

TlsSocket::TlsSocket(int fd, std::shared_ptr<TlsContext> context)
    : Socket(fd), m_context(std::move(context)), m_ssl(SSL_new(m_context->get())) {
    BIO* bio = Bio::make(*this);
    SSL_set_bio(m_ssl.get(), bio, bio);
    SSL_set_ex_data(m_ssl.get(), 0, this);
    SSL_set_read_ahead(m_ssl.get(), 1);
}

/// Says goodbye, so that the server need not take it for a break.
TlsSocket::~TlsSocket() {
    if (m_maySend) SSL_shutdown(m_ssl.get());
    ERR_clear_error();
}

int TlsSocket::keepSession(SSL* ssl, SSL_SESSION* session) {
    auto& socket = *static_cast<TlsSocket*>(SSL_get_ex_data(ssl, 0));
    socket.m_context->keep(socket.m_name, TlsContext::Session(session));
    return 1;
}

void TlsSocket::expect(const Endpoint& peer) {
    m_name = peer.toString();
    std::string host = peer.host;
    if (host.ends_with('.')) host.pop_back();
    X509_VERIFY_PARAM* param = SSL_get0_param(m_ssl.get());
    if (isAddress(host)) {
        X509_VERIFY_PARAM_set1_ip_asc(param, host.c_str());
    } else {
        SSL_ctrl(m_ssl.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data());
        X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
        X509_VERIFY_PARAM_set1_host(param, host.c_str(), host.size());
    }
    if (SSL_SESSION* session = m_context->sessionOf(m_name)) SSL_set_session(m_ssl.get(), session);
}

Task<TlsSocket::Handshake> TlsSocket::handshake(Endpoint peer, TimePoint deadline) {
    using Status = Handshake::Status;
    expect(peer);
    for (;;) {
        ERR_clear_error();
        const int result = SSL_connect(m_ssl.get());
        if (result == 1) break;
        const int error = SSL_get_error(m_ssl.get(), result);
        if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) co_return whatFailed();
        Wait waited = Wait::ready;
        if (error == SSL_ERROR_WANT_READ) {
            waited = co_await readable(deadline);
        } else {
            waited = co_await writable(deadline);
        }
        if (waited == Wait::timedOut) {
            co_return Handshake{Status::timedOut, "no end of the TLS handshake"};
        }
    }
    m_mayReceive = m_maySend = true;
    co_return Handshake{};
}

TlsSocket::Handshake TlsSocket::whatFailed() const {
    using Status = Handshake::Status;
    const unsigned long error = ERR_peek_last_error();
    const int reason = ERR_GET_LIB(error) == ERR_LIB_SSL ? ERR_GET_REASON(error) : 0;
    if (reason == SSL_R_CERTIFICATE_VERIFY_FAILED) {
        const long verdict = SSL_get_verify_result(m_ssl.get());
        if (verdict == X509_V_ERR_HOSTNAME_MISMATCH || verdict == X509_V_ERR_IP_ADDRESS_MISMATCH) {
            return {Status::untrusted, "the certificate is not for the host name of " + m_name};
        }
        return {Status::untrusted, std::string("the certificate is not trusted: ") +
                                       X509_verify_cert_error_string(verdict)};
    }
    if (reason == SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL) {
        return {Status::failed,
                "the server does not speak HTTP/1.1; if it speaks HTTP/2, set "
                "http2 = true in its pool"};
    }
    if (reason == SSL_R_WRONG_VERSION_NUMBER || reason == SSL_R_PACKET_LENGTH_TOO_LONG ||
        reason == SSL_R_HTTP_REQUEST) {
        return {Status::failed, "the server does not speak TLS; is it http://?"};
    }
    if (m_error != 0) return {Status::failed, std::strerror(m_error)};
    if (error == 0 || reason == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
        return {Status::failed, "the server closed during the TLS handshake"};
    }
    return {Status::failed, "TLS: " + lastTlsError()};
}

Io TlsSocket::broken() const {
    return {Io::Status::failed, 0, m_error != 0 ? m_error : EPROTO};
}

/// `may`: whether that side may go on.
Io TlsSocket::outcomeOf(int result, bool& may) {
    if (result > 0) return {Io::Status::done, static_cast<size_t>(result)};
    const int error = SSL_get_error(m_ssl.get(), result);
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) {
        return {Io::Status::wouldBlock};
    }
    if (error == SSL_ERROR_ZERO_RETURN) return {Io::Status::closed};
    may = false;
    return broken();
}

bool TlsSocket::quiet() {
    if (peerClosed() || !m_mayReceive || !m_maySend) return false;
    if (!mayReceive() && SSL_has_pending(m_ssl.get()) == 0) return true;
    // Takes what is not for us, such as tickets for sessions.
    char byte = 0;
    ERR_clear_error();
    return outcomeOf(SSL_peek(m_ssl.get(), &byte, 1), m_mayReceive).status ==
           Io::Status::wouldBlock;
}

Io TlsSocket::receive(std::span<char> into) {
    if (!m_mayReceive) return broken();
    ERR_clear_error();
    return outcomeOf(SSL_read(m_ssl.get(), into.data(), static_cast<int>(into.size())),
                     m_mayReceive);
}

Io TlsSocket::receive(Buffer& into) {
    if (!mayReceive() && SSL_has_pending(m_ssl.get()) == 0) return {Io::Status::wouldBlock};
    const Io io = receive(into.prepare());
    if (io.status == Io::Status::done) {
        into.commit(io.bytes);
    } else if (into.empty()) {
        into.release();
    }
    return io;
}

Io TlsSocket::send(std::span<const iovec> parts) {
    if (!m_maySend) return broken();
    const std::span<const char> bytes = gather(parts);
    if (bytes.empty()) return {};
    ERR_clear_error();
    return outcomeOf(SSL_write(m_ssl.get(), bytes.data(), static_cast<int>(bytes.size())),
                     m_maySend);
}

void TlsSocket::shutdownSend() {
    ERR_clear_error();
    if (m_maySend) SSL_shutdown(m_ssl.get());
    Socket::shutdownSend();
}

}  // namespace sluice::event
