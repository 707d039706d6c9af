#include "http/framing_rules.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>

#include "http/ascii.h"

namespace sluice::http {

namespace {

Result<uint64_t, ParseError> parseContentLength(std::string_view text) {
    uint64_t length = 0;
    const char* end = text.data() + text.size();
    const auto [parsed, error] = std::from_chars(text.data(), end, length);
    if (error == std::errc() && parsed == end) return length;
    return refusal(400, "Content-Length " + quote(text) +
                            " is not one number of at most 64 bits (RFC 9110 section 8.6)");
}

bool isToken(std::string_view text) {
    return !text.empty() && kTokenChars.containsAll(text);
}

bool containsChunked(std::string_view text) {
    constexpr std::string_view chunked = "chunked";
    return std::search(text.begin(), text.end(), chunked.begin(), chunked.end(),
                       [](char a, char b) { return toLower(a) == b; }) != text.end();
}

/// 501 is kept for what a well-meaning client might send; anything near "chunked" is an attempt to
/// be read as chunked by one server and not by the other.
tl::unexpected<ParseError> refuseCodings(std::string_view value) {
    const std::string found = "Transfer-Encoding " + quote(value);
    std::string_view list = value;
    bool wellFormed = !value.empty() && !value.ends_with(',');
    while (!list.empty()) {
        const std::string_view coding = nextElement(list);
        const bool lastIsChunked = list.empty() && equalNames(coding, "chunked");
        if (!isToken(coding) || (containsChunked(coding) && !lastIsChunked)) wellFormed = false;
    }
    if (wellFormed)
        return refusal(501, found + " has a coding other than chunked (RFC 9112 section 6.1)");
    return refusal(400, found + " is not exactly one chunked (RFC 9112 section 6.1)");
}

}  // namespace

Result<Framing, ParseError> declaredFraming(int minorVersion, const ControlFields& control) {
    const auto& [lengths, length] = control.contentLength;
    const auto& [encodings, encoding] = control.transferEncoding;
    if (lengths == 0 && encodings == 0) return Framing{};
    if (lengths > 1) return refusal(400, "Content-Length comes twice (RFC 9112 section 6.3)");
    if (encodings > 1) return refusal(400, "Transfer-Encoding comes twice (RFC 9112 section 6.1)");
    if (lengths > 0 && encodings > 0)
        return refusal(400, "Content-Length and Transfer-Encoding together (RFC 9112 section 6.3)");
    if (lengths > 0) {
        const auto number = parseContentLength(length);
        if (!number) return tl::unexpected(number.error());
        return Framing{Framing::Kind::length, *number};
    }
    if (minorVersion == 0)
        return refusal(400, "HTTP/1.0 has no Transfer-Encoding (RFC 9112 section 6.1)");
    if (!equalNames(encoding, "chunked")) return refuseCodings(encoding);
    return Framing{Framing::Kind::chunked, 0};
}

bool persists(int minorVersion, const ControlFields& control, const HeaderMap& fields) {
    if (control.connection.count == 0) return minorVersion >= 1;
    if (fields.hasToken("Connection", "close")) return false;
    return minorVersion >= 1 || fields.hasToken("Connection", "keep-alive");
}

}  // namespace sluice::http
