#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sluice::http {

/// What one advance() found at the front of the bytes.
struct ParseStep {
    enum class Kind : uint8_t {
        needMore,  ///< the bytes end before the next thing does; read more and present the rest
                   ///< again
        head,      ///< the head is complete
        body,      ///< `body` is the next piece of the body, a view into the bytes
        complete,  ///< the message is complete, trailers included
    };

    Kind kind = Kind::needMore;
    size_t consumed = 0;    ///< bytes to drop from the front, in every case
    std::string_view body;  ///< without chunk framing; never empty for Kind::body
};

}  // namespace sluice::http
