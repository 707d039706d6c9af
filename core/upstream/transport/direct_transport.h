#pragma once

#include "upstream/transport/direct_call.h"

namespace sluice::upstream {

/// HTTP/1.1 with keep-alive on the worker's own sockets, with TLS to https:// servers. The fast
/// one.
class DirectTransport final : public Transport {
public:
    DirectTransport(const PoolOptions& options, std::shared_ptr<ConnectionLimits> limits,
                    size_t worker, PoolCell& cell);

    event::Task<Outcome<std::unique_ptr<Call>>> send(const std::shared_ptr<Server>& server,
                                                     const http::RequestHead& head,
                                                     BodySource* body,
                                                     metrics::Timeline* timeline) override;
    bool canUpgrade() const override { return true; }
    void closeIdle() override { m_pool.retire(); }

private:
    using Begun = event::Task<Outcome<std::unique_ptr<Call>>>;
    static Begun begin(std::unique_ptr<DirectCall> call);

    const DirectCall::Timeouts m_timeouts;
    ConnectionPool m_pool;
};

}  // namespace sluice::upstream
