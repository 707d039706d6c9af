#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/request.h"
#include "http/response.h"

namespace sluice::http {

/// What a parser refuses. `status` is what a gateway answers to a bad request: 400, 413, 414, 417,
/// 431, 501 or 505; for a bad response it is 502.
struct ParseError {
    int status = 400;
    std::string message;  ///< one line for a person: what was found and which rule it breaks
};

struct ParserLimits {
    size_t headBytes = 32 * 1024;      ///< request line and fields; more is a 431
    size_t targetBytes = 8 * 1024;     ///< more is a 414
    size_t fields = 128;               ///< more is a 431
    size_t trailerBytes = 8 * 1024;    ///< more is a 431 (request) or 502 (response)
    size_t chunkLineBytes = 256;       ///< a chunk-size line with its extensions
    uint64_t bodyBytes = UINT64_MAX;   ///< more is a 413
};

/// What one advance() found at the front of the bytes.
struct ParseStep {
    enum class Kind : uint8_t {
        needMore,  ///< the bytes end before the next thing does; read more and present the rest again
        head,      ///< the head is complete
        body,      ///< `body` is the next piece of the body, a view into the bytes
        complete,  ///< the message is complete, trailers included
    };

    Kind kind = Kind::needMore;
    size_t consumed = 0;    ///< bytes to drop from the front, in every case
    std::string_view body;  ///< without chunk framing
};

/// Reads one request or response after another from a byte stream, strictly by RFC 9112.
/// Boost.Beast's parser does the grammar; on top of it everything that two parsers might read
/// differently is refused. Pure: no sockets, no clock, no allocation once the buffers have grown.
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
    /// The server closed: `complete` for a body that ends with its connection, else an error.
    Result<ParseStep, ParseError> finish();
    const HeaderMap& trailers() const;
    bool started() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace sluice::http
