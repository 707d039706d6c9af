#include "upstream/transport/direct_transport.h"

#include <utility>

namespace sluice::upstream {

DirectTransport::DirectTransport(const PoolOptions& options,
                                 std::shared_ptr<ConnectionLimits> limits, size_t worker,
                                 PoolCell& cell)
    : m_timeouts{options.readTimeout, options.writeTimeout, options.streamIdleTimeout},
      m_pool(options, std::move(limits), worker, cell) {}

event::Task<Outcome<std::unique_ptr<Call>>> DirectTransport::send(
    const std::shared_ptr<Server>& server, const http::RequestHead& head, BodySource* body,
    metrics::Timeline* timeline) {
    auto call = std::make_unique<DirectCall>(m_pool, m_timeouts, server, head, body, timeline);
    if (call->beginNow()) return Begun::ready(std::unique_ptr<Call>(std::move(call)));
    return begin(std::move(call));
}

DirectTransport::Begun DirectTransport::begin(std::unique_ptr<DirectCall> call) {
    if (const auto begun = co_await call->begin(); !begun) co_return tl::unexpected(begun.error());
    co_return std::unique_ptr<Call>(std::move(call));
}

}  // namespace sluice::upstream
