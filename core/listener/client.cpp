#include "listener/client.h"

#include "http/forwarded.h"

namespace sluice::listener {

void Client::dropUntrusted() {
    if (m_trustedProxy) return;
    m_request.fields.removeIf(
        [](const http::HeaderMap::Field& field) { return http::isWrittenByProxies(field.name); });
}

event::Task<> Client::answer(const http::Problem& problem, bool close) {
    http::ResponseHead head;
    const std::string body = http::describe(problem, http::prefersHtml(m_request.fields), head);
    m_sink.begin(head, m_request, mayKeepAlive() && !close);
    if (m_request.method != "HEAD") m_sink.write(body, true);
    m_sink.finish();
    co_await m_sink.flush();
}

}  // namespace sluice::listener
