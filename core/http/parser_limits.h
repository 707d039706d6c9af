#pragma once

#include <cstddef>
#include <cstdint>

namespace sluice::http {

/// The statuses are those of a request; a response beyond a limit is a 502.
struct ParserLimits {
    size_t headBytes = 32 * 1024;     ///< request line and fields; more is a 431
    size_t targetBytes = 8 * 1024;    ///< more is a 414
    size_t fields = 128;              ///< of the head, and again of the trailers; more is a 431
    size_t trailerBytes = 8 * 1024;   ///< more is a 431
    size_t chunkLineBytes = 256;      ///< a chunk-size line with its extensions; more is a 400
    uint64_t bodyBytes = UINT64_MAX;  ///< more is a 413
};

}  // namespace sluice::http
