#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "http/framing.h"
#include "http/header_map.h"
#include "http/parse_error.h"
#include "http/parse_step.h"
#include "http/parser_limits.h"
#include "http/trailer_section.h"

namespace sluice::http {

/// Takes a message's body out of its framing (RFC 9112 section 6), without copying it.
class BodyDecoder {
public:
    explicit BodyDecoder(const ParserLimits& limits) : m_limits(limits), m_trailers(limits) {}

    void reset(const Framing& framing);
    TrailerSection& trailerSection() { return m_trailers; }
    /// Yields body, then complete; never head. 400 for bad chunks, 413 beyond the limit.
    Result<ParseStep, ParseError> advance(std::string_view bytes);
    /// True only if advance(bytes) would not ask for more: chunk framing alone is no result.
    bool ready(std::string_view bytes) const;
    /// Whether the end of the stream here ends the body as well.
    bool mayEnd() const;
    /// Whether nothing is due: no part of an announced length or chunk is missing.
    bool mayPause() const { return m_phase == Phase::untilClose || m_phase == Phase::chunkLine; }
    const HeaderMap& trailers() const { return m_trailers.fields(); }

private:
    enum class Phase : uint8_t { data, untilClose, chunkLine, chunkEnd, trailers, complete };

    Result<ParseStep, ParseError> advancePhase(std::string_view bytes);
    Result<ParseStep, ParseError> advanceChunkLine(std::string_view bytes);
    Result<ParseStep, ParseError> advanceChunkEnd(std::string_view bytes);
    Result<ParseStep, ParseError> advanceTrailers(std::string_view bytes);
    ParseStep takeData(std::string_view bytes);
    Result<ParseStep, ParseError> takeUntilClose(std::string_view bytes);
    tl::unexpected<ParseError> tooLong() const;

    ParserLimits m_limits;
    TrailerSection m_trailers;
    Phase m_phase = Phase::complete;
    Phase m_afterData = Phase::complete;
    uint64_t m_remaining = 0;  ///< of the body or of the chunk
    uint64_t m_allowance = 0;  ///< what the body may still grow by
};

}  // namespace sluice::http
