#include "event/tls_context.h"

#include <openssl/err.h>
#include <openssl/x509.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "event/tls_socket.h"

namespace sluice::event {

namespace {

Result<> useAuthorities(SSL_CTX* context, const std::string& path) {
    if (const std::ifstream file(path); !file) {
        return failure("cannot read ca_file " + path + ": " + std::strerror(errno));
    }
    if (SSL_CTX_load_verify_file(context, path.c_str()) == 1) return {};
    return failure("ca_file " + path + " has no PEM certificate in it");
}

}  // namespace

Result<std::shared_ptr<TlsContext>> TlsContext::forClient(const Trust& trust) {
    // std::make_shared cannot reach the constructor.
    std::shared_ptr<TlsContext> made(new TlsContext);
    made->m_context.reset(SSL_CTX_new(TLS_client_method()));
    SSL_CTX* context = made->get();
    if (!context) return failure("cannot use TLS: " + lastTlsError());
    made->m_verifies = trust.verify;
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_RELEASE_BUFFERS |
                                  SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    constexpr std::array<unsigned char, 9> http1{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    SSL_CTX_set_alpn_protos(context, http1.data(), http1.size());
    SSL_CTX_set_session_cache_mode(context,
                                   SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
    SSL_CTX_sess_set_new_cb(context, &TlsSocket::keepSession);
    SSL_CTX_set_verify(context, trust.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
    if (!trust.verify) return made;
    // A certificate that the file names is trusted whoever has signed it.
    X509_STORE_set_flags(SSL_CTX_get_cert_store(context), X509_V_FLAG_PARTIAL_CHAIN);
    if (trust.caFile.empty()) {
        SSL_CTX_set_default_verify_paths(context);
    } else if (auto used = useAuthorities(context, trust.caFile); !used) {
        return tl::unexpected(std::move(used.error()));
    }
    ERR_clear_error();
    return made;
}

SSL_SESSION* TlsContext::sessionOf(const std::string& name) const {
    const auto found = m_sessions.find(name);
    return found == m_sessions.end() ? nullptr : found->second.get();
}

std::string lastTlsError() {
    const char* reason = ERR_reason_error_string(ERR_peek_last_error());
    return reason ? reason : "TLS failed";
}

}  // namespace sluice::event
