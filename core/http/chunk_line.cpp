#include "http/chunk_line.h"

#include <charconv>
#include <string>

#include "http/ascii.h"
#include "http/head_scan.h"

namespace sluice::http {

namespace {

tl::unexpected<ParseError> malformed(std::string_view line) {
    const std::string_view found = line.substr(0, line.find_first_of("\r\n"));
    return refusal(400, "malformed chunk-size line " + quote(found) + " (RFC 9112 section 7.1)");
}

/// Where the line's CR is, or line.size() when it has not come; npos for another control character.
size_t findLineEnd(std::string_view line, size_t from) {
    size_t end = findControl(line, from);
    while (end < line.size() && line[end] == '\t')
        end = findControl(line, end + 1);
    if (end == line.size()) return end;
    const bool foreign = line[end] != '\r' || (end + 1 < line.size() && line[end + 1] != '\n');
    return foreign ? std::string_view::npos : end;
}

}  // namespace

Result<ChunkLine, ParseError> parseChunkLine(std::string_view bytes, size_t maxBytes) {
    constexpr ptrdiff_t kMostDigits = 16;  // more could only be leading zeros
    const std::string_view line = bytes.substr(0, maxBytes);
    const char* const end = line.data() + line.size();
    ChunkLine result;
    if (line.empty()) return result;
    const auto [digitsEnd, error] = std::from_chars(line.data(), end, result.size, 16);
    if (error != std::errc() || digitsEnd - line.data() > kMostDigits) return malformed(line);

    const auto digits = static_cast<size_t>(digitsEnd - line.data());
    size_t next = digits;
    while (next < line.size() && isOws(line[next]))
        ++next;
    const size_t lineEnd = findLineEnd(line, next);
    if (lineEnd == std::string_view::npos) return malformed(line);
    // White space may stand before an extension, but nothing else may follow the size.
    const bool extended = next < lineEnd;
    if (extended && line[next] != ';') return malformed(line);
    if (!extended && next > digits && lineEnd < line.size()) return malformed(line);
    if (lineEnd + 2 <= line.size()) {
        result.length = lineEnd + 2;
    } else if (line.size() == maxBytes) {
        return refusal(400, "a chunk-size line is longer than " + std::to_string(maxBytes) +
                                " bytes (RFC 9112 section 7.1.1)");
    }
    return result;
}

}  // namespace sluice::http
