#pragma once

#include "upstream/transport/connection_pool.h"
#include "upstream/transport/transport.h"

namespace sluice::upstream {

/// Requests through pooled QNetworkAccessManagers: TLS with verification, HTTP/2 by ALPN, the
/// system's proxies. Slower than DirectTransport, and without Upgrade.
class AccessManagerTransport final : public Transport {
public:
    AccessManagerTransport(const PoolOptions& options, ConnectionPool::Limits limits,
                           PoolCell& cell);
    ~AccessManagerTransport() override;

    event::Task<Outcome<std::unique_ptr<Call>>> send(const std::shared_ptr<Server>& server,
                                                     const http::RequestHead& head,
                                                     BodySource* body) override;
    bool canUpgrade() const override { return false; }
    void closeIdle() override;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace sluice::upstream
