#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "http/parse_error.h"

namespace sluice::http {

/// The first control character (HTAB included) in `text` from `from` on, or text.size().
size_t findControl(std::string_view text, size_t from);

/// Finds the lines of a head or of a trailer section in bytes that arrive piece by piece, looking
/// at each byte once, and refuses what parsers disagree about: bare CR, bare LF, NUL and other
/// controls, line folding and white space at the start of a line (RFC 9112 sections 2.2 and 5.2).
/// A bad byte is refused when it comes, before its line is complete.
///
/// Every call gets the bytes from the start of the section, at least as many as the call before.
class HeadScan {
public:
    HeadScan(size_t maxBytes, size_t maxFields) : m_maxBytes(maxBytes), m_maxFields(maxFields) {}

    void reset();
    /// The length of the first line with its CRLF; 0: not complete yet. Longer than `maxBytes`:
    /// 414.
    Result<size_t, ParseError> startLine(std::string_view bytes);
    /// The length of all up to the empty line, which is included; 0: not complete yet.
    /// Longer than `maxBytes`, or too many fields: 431.
    Result<size_t, ParseError> fields(std::string_view bytes);

private:
    enum class Line : uint8_t { complete, incomplete, bad };

    Line nextLine(std::string_view bytes);
    tl::unexpected<ParseError> badByte(std::string_view bytes) const;

    size_t m_maxBytes;
    size_t m_maxFields;
    size_t m_lineStart = 0;
    size_t m_position = 0;  ///< all before was looked at
    size_t m_fields = 0;
};

}  // namespace sluice::http
