#pragma once

#include <memory>
#include <string_view>

#include "base/result.h"
#include "http/parse_error.h"
#include "http/parse_step.h"
#include "http/parser_limits.h"
#include "http/request.h"
#include "http/response.h"

namespace sluice::http {

/// Reads one request or response after another from a byte stream, strictly by RFC 9112.
/// Everything that two parsers might read differently is refused. Pure: no sockets, no clock, no
/// allocation once the buffers have grown.
///
/// The caller calls advance() with all bytes that it has not consumed yet, until it says needMore.
/// After `complete`, reset() prepares for the next message. After an error the stream is unusable.
class RequestParser {
public:
    explicit RequestParser(const ParserLimits& limits);
    ~RequestParser();

    /// Forgets the message; the next advance() begins one that is written into `head`.
    void reset(RequestHead& head);
    Result<ParseStep, ParseError> advance(std::string_view bytes);
    /// Fields after the last chunk; valid after `complete`.
    const HeaderMap& trailers() const;
    /// True once a byte of the message was seen: an end of stream now is an error of the peer.
    bool started() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

class ResponseParser {
public:
    explicit ResponseParser(const ParserLimits& limits);
    ~ResponseParser();

    /// The request's method decides whether there is a body (RFC 9112 section 6.3).
    /// After an interim response call reset() again for the one that follows.
    void reset(ResponseHead& head, std::string_view requestMethod);
    Result<ParseStep, ParseError> advance(std::string_view bytes);
    /// In the body: true only if advance(bytes) would not ask for more.
    bool bodyReady(std::string_view bytes) const;
    /// In the body, when all bytes are consumed: the server owes nothing that it has announced, as
    /// between the chunks of an event stream, and may be silent.
    bool mayPause() const;
    /// The server closed: `complete` for a body that ends with its connection, else an error.
    Result<ParseStep, ParseError> finish();
    const HeaderMap& trailers() const;
    bool started() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace sluice::http
