#pragma once

#include <cstdint>

namespace sluice::http {

/// How a message's body is delimited (RFC 9112 section 6.3).
struct Framing {
    enum class Kind : uint8_t {
        none,        ///< there is no body
        length,      ///< `length` bytes
        chunked,     ///< chunked transfer coding
        untilClose,  ///< a response that ends with its connection
    };

    Kind kind = Kind::none;
    uint64_t length = 0;

    bool hasBody() const { return kind != Kind::none && !(kind == Kind::length && length == 0); }
};

}  // namespace sluice::http
