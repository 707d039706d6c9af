#include "gateway/request_body.h"

#include "gateway/forwarding.h"

namespace sluice::gateway {

event::Task<upstream::Outcome<std::string_view>> RequestBody::next() {
    using Kind = listener::BodyPiece::Kind;
    const listener::BodyPiece piece = co_await m_client.readBody();
    if (piece.kind == Kind::piece) co_return piece.bytes;
    if (piece.kind == Kind::end) {
        if (m_edits) m_trailers = forwardTrailers(m_client.requestTrailers(), *m_edits);
        co_return std::string_view{};
    }
    co_return failureOf(piece);
}

event::Task<upstream::Outcome<>> RequestBody::buffer(size_t bytes) {
    using Kind = listener::BodyPiece::Kind;
    const listener::BodyPiece piece = co_await m_client.bufferBody(bytes);
    if (piece.kind == Kind::malformed || piece.kind == Kind::gone) co_return failureOf(piece);
    co_return upstream::Outcome<>{};
}

tl::unexpected<upstream::Failure> RequestBody::failureOf(const listener::BodyPiece& piece) {
    if (piece.kind == listener::BodyPiece::Kind::malformed) m_error = piece.error;
    return upstream::failed(upstream::Blame::client, upstream::Failure::Kind::clientBody,
                            m_error.message);
}

}  // namespace sluice::gateway
