#pragma once

#include "upstream/transport/connection_pool.h"
#include "upstream/transport/transport.h"

namespace sluice::upstream {

/// Requests through pooled QNetworkAccessManagers: the system's proxies, and HTTP/2 by ALPN where
/// the pool allows it. Slower than DirectTransport.
///
/// What QNetworkAccessManager of Qt 6.4 keeps from being exactly as it came:
/// - No Upgrade and no trailers. By HTTP/1.1 an interim answer other than 100 loses the final one,
///   and is `malformed`.
/// - A body of unknown length is gathered before it is sent, up to 8 MiB; `unsupported` beyond.
/// - The target is normalised (RFC 3986 section 6.2.2); "*" and "//..." are `unsupported`.
/// - Fields of one name become one line, except Set-Cookie. Fields that the client did not send
///   but Qt would: Accept-Encoding: identity, Accept-Language: *, User-Agent: sluice.
/// - Fields of an answer that are empty are lost.
/// - A chunked answer that is cut off is told from a whole one with TLS only: without it, Qt takes
///   the end of the connection for the end of the body now and then. So use it for https://.
/// - An idempotent request may be sent again, twice at most, when a connection ends early.
/// - By HTTP/1.1, a chunk size that is no number is taken for the end of the answer: see
///   Call::provesEnd().
/// - HTTP/2 answers are not slowed down for a slow client, see AccessManagerCall.
/// - An answer that comes before the body was sent is read after it.
class AccessManagerTransport final : public Transport {
public:
    static constexpr size_t maxGatheredBytes = 8 * 1024 * 1024;

    AccessManagerTransport(const PoolOptions& options, std::shared_ptr<ConnectionLimits> limits,
                           size_t worker, PoolCell& cell);
    ~AccessManagerTransport() override;

    event::Task<Outcome<std::unique_ptr<Call>>> send(const std::shared_ptr<Server>& server,
                                                     const http::RequestHead& head,
                                                     BodySource* body,
                                                     metrics::Timeline* timeline) override;
    bool canUpgrade() const override { return false; }
    void closeIdle() override;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace sluice::upstream
