#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "http/parse_error.h"

namespace sluice::http {

/// The line in front of a chunk: chunk-size [ chunk-ext ] CRLF (RFC 9112 section 7.1).
///
/// Extensions are skipped: nothing here knows one, and a gateway forwards none.
struct ChunkLine {
    uint64_t size = 0;
    size_t length = 0;  ///< of the line with its CRLF; 0: not complete yet
};

/// Reads the line at the front of `bytes`. 400 for a malformed line or one longer than `maxBytes`.
Result<ChunkLine, ParseError> parseChunkLine(std::string_view bytes, size_t maxBytes);

}  // namespace sluice::http
