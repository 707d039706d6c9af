#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "support/raw_client.h"
#include "support/scripted_server.h"

namespace sluice::test {

/// A large body of the pattern, on its way through a gateway. Its reader does not begin before the
/// writer has found that it cannot send any more.
class BodyFlow {
public:
    /// `chunked`: in chunks, else by Content-Length.
    BodyFlow(uint64_t size, bool chunked);

    /// Of the server, for the gateway's configuration.
    uint16_t serverPort() const { return m_server->port(); }
    /// Each one client's whole exchange with the gateway. What went wrong; empty if nothing did.
    std::string upload(uint16_t gateway);
    std::string download(uint16_t gateway);
    /// How much was on its way while the reader held still.
    uint64_t held() const { return m_held; }

private:
    void serve(ScriptedServer::Connection& connection);
    bool give(ScriptedServer::Connection& connection) const;
    bool take(ScriptedServer::Connection& connection);
    std::string framing() const;
    std::string framed(std::string_view piece) const;

    const uint64_t m_size;
    const bool m_chunked;
    uint64_t m_held = 0;
    Gate m_reading;
    std::unique_ptr<ScriptedServer> m_server;  // last: its threads use the rest
};

}  // namespace sluice::test
