#include "listener/client.h"

#include "base/address_range.h"
#include "http/forwarded.h"
#include "http/original_request.h"

namespace sluice::listener {

namespace {

bool isLoopback(std::string_view address) {
    static const auto ipv4 = parseAddressRange("127.0.0.0/8");
    static const auto ipv6 = parseAddressRange("::1");
    return ipv4->contains(address) || ipv6->contains(address);
}

}  // namespace

void Client::dropUntrusted() {
    if (m_trustedProxy) return;
    m_request.fields.removeIf(
        [](const http::HeaderMap::Field& field) { return http::isWrittenByProxies(field.name); });
}

bool Client::isLocal() const {
    if (!isLoopback(m_peer)) return false;
    if (!http::isTold(m_request.fields)) return true;
    return isLoopback(http::lastForwardedFor(m_request.fields));
}

event::Task<> Client::answer(const http::Problem& problem, bool close) {
    http::ResponseHead head;
    const bool html = http::prefersHtml(m_request.fields);
    const std::string body = isLocal()
                                 ? http::describe(problem, html, head)
                                 : http::describe(http::withoutInternals(problem), html, head);
    m_sink.begin(head, m_request, mayKeepAlive() && !close);
    if (m_request.method != "HEAD") m_sink.write(body, true);
    m_sink.finish();
    co_await m_sink.flush();
}

}  // namespace sluice::listener
