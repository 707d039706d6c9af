#pragma once

#include "upstream/transport/connection_pool.h"
#include "upstream/transport/transport.h"

namespace sluice::upstream {

/// Requests through pooled QNetworkAccessManagers: TLS with verification, HTTP/2 by ALPN, the
/// system's proxies. Slower than DirectTransport.
///
/// What QNetworkAccessManager of Qt 6.4 keeps from being exactly as it came:
/// - No Upgrade, no trailers, no interim answers.
/// - A body of unknown length is gathered before it is sent, up to 8 MiB; `unsupported` beyond.
/// - The target is normalised (RFC 3986 section 6.2.2); "*" is `unsupported`.
/// - Fields of one name become one line, except Set-Cookie. Fields that the client did not send
///   but Qt would: Accept-Encoding: identity, Accept-Language: *, User-Agent: sluice.
/// - An answer that comes before the body was sent is read after it.
class AccessManagerTransport final : public Transport {
public:
    static constexpr size_t maxGatheredBytes = 8 * 1024 * 1024;

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
