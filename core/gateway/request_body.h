#pragma once

#include <optional>

#include "listener/client.h"
#include "routing/route.h"
#include "upstream/transport/transport.h"

namespace sluice::gateway {

/// The body of a client's request, as a transport reads it.
class RequestBody final : public upstream::BodySource {
public:
    explicit RequestBody(listener::Client& client) : m_client(client) {}
    /// Of the route, which outlives this; they hold good for trailers, too.
    void setEdits(const routing::FieldEdits& edits) { m_edits = &edits; }

    event::Task<upstream::Outcome<std::string_view>> next() override;
    /// Waits until all of it has come from the client, or so much.
    event::Task<upstream::Outcome<>> buffer(size_t bytes);
    const http::HeaderMap& trailers() const override { return m_trailers; }
    /// What the client did wrong, after a failure of next(); status 0: it is gone.
    const http::ParseError& error() const { return m_error; }

private:
    tl::unexpected<upstream::Failure> failureOf(const listener::BodyPiece& piece);

    listener::Client& m_client;
    const routing::FieldEdits* m_edits = nullptr;
    http::HeaderMap m_trailers;
    http::ParseError m_error{0, {}};
};

}  // namespace sluice::gateway
