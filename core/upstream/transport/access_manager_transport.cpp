#include "upstream/transport/access_manager_transport.h"

#include <map>

#include "upstream/transport/access_manager_call.h"
#include "upstream/transport/request_template.h"

namespace sluice::upstream {

namespace {

/// Qt sends no chunked requests: without a length there is only the whole.
event::Task<Outcome<QByteArray>> gather(BodySource& body) {
    QByteArray whole;
    for (;;) {
        const auto piece = co_await body.next();
        if (!piece) co_return tl::unexpected(piece.error());
        if (piece->empty()) co_return whole;
        if (static_cast<size_t>(whole.size()) + piece->size() >
            AccessManagerTransport::maxGatheredBytes) {
            co_return failed(Blame::gateway, Failure::Kind::unsupported,
                             "the body is larger than 8 MiB and its length is unknown; use "
                             "transport = \"direct\"",
                             true);
        }
        whole.append(piece->data(), static_cast<qsizetype>(piece->size()));
    }
}

}  // namespace

struct AccessManagerTransport::State {
    PoolOptions options;
    TlsSettings tls;
    AccessManagerPool managers;
    std::map<std::shared_ptr<Server>, RequestTemplate> templates;

    State(const PoolOptions& given, std::shared_ptr<ConnectionLimits> limits, size_t worker,
          PoolCell& cell)
        : options(given),
          tls(TlsSettings::from(given)),
          managers(given, std::move(limits), worker, cell) {}

    Outcome<QNetworkRequest> request(const std::shared_ptr<Server>& server,
                                     const http::RequestHead& head) {
        if (server->url().tls && !tls.error.empty()) {
            return failed(Blame::gateway, Failure::Kind::tls, tls.error, true);
        }
        auto known = templates.find(server);
        if (known == templates.end()) {
            known = templates.emplace(server, RequestTemplate(*server, options, tls)).first;
        }
        return known->second.request(head);
    }
};

AccessManagerTransport::AccessManagerTransport(const PoolOptions& options,
                                               std::shared_ptr<ConnectionLimits> limits,
                                               size_t worker, PoolCell& cell)
    : m_state(std::make_unique<State>(options, std::move(limits), worker, cell)) {}

AccessManagerTransport::~AccessManagerTransport() = default;

event::Task<Outcome<std::unique_ptr<Call>>> AccessManagerTransport::send(
    const std::shared_ptr<Server>& server, const http::RequestHead& head, BodySource* body,
    metrics::Timeline* timeline) {
    auto request = m_state->request(server, head);
    if (!request) co_return tl::unexpected(request.error());
    if (body && head.method == "HEAD") {
        co_return failed(Blame::gateway, Failure::Kind::unsupported, "HEAD with a body", true);
    }
    AccessManagerCall::Body content{body, {}};
    if (body && head.framing.kind != http::Framing::Kind::length) {
        auto gathered = co_await gather(*body);
        if (!gathered) co_return tl::unexpected(gathered.error());
        content = {nullptr, std::move(*gathered)};
    }
    enter(timeline, metrics::Phase::wait, Clock::now());
    auto lease = co_await m_state->managers.acquire(*server);
    enter(timeline, metrics::Phase::firstByte, Clock::now());
    if (!lease) co_return tl::unexpected(lease.error());
    const PoolOptions& options = m_state->options;
    const AccessManagerCall::Timeouts timeouts{options.connectTimeout, options.readTimeout,
                                               options.writeTimeout, options.streamIdleTimeout};
    co_return std::unique_ptr<Call>(std::make_unique<AccessManagerCall>(
        std::move(*lease), timeouts, head, std::move(*request), std::move(content), timeline));
}

void AccessManagerTransport::closeIdle() {
    m_state->managers.closeIdle();
}

}  // namespace sluice::upstream
