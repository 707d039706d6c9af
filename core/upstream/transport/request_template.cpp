#include "upstream/transport/request_template.h"

#include <QUrl>
#include <algorithm>
#include <array>

#include "http/ascii.h"
#include "http/hop_by_hop.h"

namespace sluice::upstream {

namespace {

QByteArray bytes(std::string_view text) {
    return {text.data(), static_cast<qsizetype>(text.size())};
}

/// Qt writes them itself.
bool isOfThisHop(std::string_view name) {
    return http::hopByHopFields.contains(name) || http::equalNames(name, "Content-Length");
}

/// Lines of one name become one line (RFC 9110 section 5.3), cookies with their own separator.
void addField(QNetworkRequest& request, const http::HeaderMap::Field& field) {
    const QByteArray name = bytes(field.name);
    if (!request.hasRawHeader(name)) return request.setRawHeader(name, bytes(field.value));
    const char* separator = http::equalNames(field.name, "Cookie") ? "; " : ", ";
    request.setRawHeader(name, request.rawHeader(name) + separator + bytes(field.value));
}

/// Qt would otherwise add values of its own, and then decompress what it asked for.
void addDefaults(QNetworkRequest& request) {
    constexpr std::array<std::array<const char*, 2>, 3> defaults{
        {{"Accept-Encoding", "identity"}, {"Accept-Language", "*"}, {"User-Agent", "sluice"}}};
    for (const auto& [name, value] : defaults) {
        if (request.rawHeader(name).isEmpty()) request.setRawHeader(name, value);
    }
}

bool hasBrokenEscape(std::string_view text) {
    const auto isHex = [](char c) {
        return http::isDigit(c) || (http::toLower(c) >= 'a' && http::toLower(c) <= 'f');
    };
    for (size_t i = text.find('%'); i != text.npos; i = text.find('%', i + 1)) {
        if (i + 2 >= text.size() || !isHex(text[i + 1]) || !isHex(text[i + 2])) return true;
    }
    return false;
}

/// A resolver may not know the names under localhost.
Endpoint lookedUp(const Server& server) {
    Endpoint endpoint = server.url().endpoint;
    if (isLocalhostName(endpoint.host)) endpoint.host = "localhost";
    return endpoint;
}

}  // namespace

RequestTemplate::RequestTemplate(const Server& server, const PoolOptions& options,
                                 const TlsSettings& tls)
    : m_base(bytes((server.url().tls ? "https://" : "http://") + lookedUp(server).toString())),
      m_authority(server.authority()),
      m_asNamed(lookedUp(server) == server.url().endpoint) {
    using Request = QNetworkRequest;
    m_request.setAttribute(Request::RedirectPolicyAttribute, Request::ManualRedirectPolicy);
    m_request.setAttribute(Request::CookieLoadControlAttribute, Request::Manual);
    m_request.setAttribute(Request::CookieSaveControlAttribute, Request::Manual);
    m_request.setAttribute(Request::AuthenticationReuseAttribute, Request::Manual);
    // Not AlwaysNetwork, which adds Cache-Control and Pragma: without a cache nothing is loaded.
    m_request.setAttribute(Request::CacheLoadControlAttribute, Request::PreferNetwork);
    m_request.setAttribute(Request::CacheSaveControlAttribute, false);
    m_request.setAttribute(Request::DoNotBufferUploadDataAttribute, true);
    m_request.setAttribute(Request::Http2AllowedAttribute, server.url().tls && options.http2);
    const auto expiry = std::chrono::ceil<std::chrono::seconds>(options.keepAliveExpiry).count();
    if (expiry > 0) {
        m_request.setAttribute(Request::ConnectionCacheExpiryTimeoutSecondsAttribute,
                               static_cast<int>(std::min<int64_t>(expiry, 86'400)));
    }
    if (!server.url().tls) return;
    m_request.setSslConfiguration(tls.configuration);
    m_request.setPeerVerifyName(QString::fromStdString(server.url().endpoint.host));
}

Outcome<QNetworkRequest> RequestTemplate::request(const http::RequestHead& head) const {
    auto target = url(head.target);
    if (!target) return tl::unexpected(target.error());
    QNetworkRequest request(m_request);
    request.setUrl(*target);
    for (const auto field : head.fields) {
        if (!isOfThisHop(field.name)) addField(request, field);
    }
    addDefaults(request);
    // In HTTP/2, Qt makes :authority of the URL and leaves Host out.
    const std::string_view host = head.fields.find("Host").value_or(m_authority);
    if (host != m_authority || !m_asNamed) {
        request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    }
    return request;
}

Outcome<QUrl> RequestTemplate::url(std::string_view target) const {
    if (!target.starts_with('/') || target.starts_with("//") || hasBrokenEscape(target)) {
        return failed(Blame::gateway, Failure::Kind::unsupported,
                      "this target cannot be sent as it is; use transport = \"direct\"", true);
    }
    QUrl url = QUrl::fromEncoded(m_base + bytes(target), QUrl::TolerantMode);
    if (url.isValid()) return url;
    return failed(Blame::gateway, Failure::Kind::unsupported, url.errorString().toStdString(),
                  true);
}

}  // namespace sluice::upstream
