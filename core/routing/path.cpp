#include "routing/path.h"

#include <algorithm>

#include "http/ascii.h"

namespace sluice::routing {

namespace {

constexpr std::string_view kHexDigits = "0123456789ABCDEF";

/// That no server reads as the end of a segment, or of what counts in it.
constexpr http::CharSet kPlainChars([](char c) { return c != '%' && c != '\\' && c != ';'; });
constexpr http::CharSet kPieceChars([](char c) { return c != '%' && c != '\\'; });
constexpr http::CharSet kSegmentChars([](char c) { return c != '/'; });
constexpr http::CharSet kHexChars([](char c) {
    return http::isDigit(c) || (http::toLower(c) >= 'a' && http::toLower(c) <= 'f');
});

bool isUnreserved(char c) {  // RFC 3986 section 2.3
    return http::isDigit(c) || http::isAlpha(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

/// Nothing to decode, resolve or refuse.
bool isPlain(std::string_view path) {
    char before = '\0';
    for (const char c : path) {
        if (c == '%' || c == '\\' || (c == '.' && before == '/')) return false;
        before = c;
    }
    return true;
}

/// The value of the escape at the start of `text`.
std::optional<unsigned char> unescape(std::string_view text) {
    if (text.size() < 3) return std::nullopt;
    const auto value = [](char c) { return http::isDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10; };
    if (!kHexChars.contains(text[1]) || !kHexChars.contains(text[2])) return std::nullopt;
    return static_cast<unsigned char>(value(text[1]) * 16 + value(text[2]));
}

/// False for a broken escape or a zero byte.
bool decodeUnreserved(std::string_view path, std::string& out) {
    out.clear();
    while (!path.empty()) {
        if (path.front() != '%') {
            const size_t end = std::min(path.find('%'), path.size());
            out.append(path.substr(0, end));
            path.remove_prefix(end);
            continue;
        }
        const auto byte = unescape(path);
        if (!byte || *byte == 0) return false;
        if (const char c = static_cast<char>(*byte); isUnreserved(c)) {
            out += c;
        } else {
            out += {'%', kHexDigits[*byte >> 4], kHexDigits[*byte & 15]};
        }
        path.remove_prefix(3);
    }
    return true;
}

/// `text` begins with an escape in its normal form.
bool isEscapedSeparator(std::string_view text) {
    return text.starts_with("%2F") || text.starts_with("%5C");
}

bool isRepeated(char a, char b) {
    return a == '/' && b == '/';
}

bool isDotSegment(std::string_view segment) {
    return segment == "." || segment == "..";
}

/// Before what some servers decode as the end of a segment.
size_t endOfPiece(std::string_view segment) {
    size_t end = kPieceChars.countLeading(segment);
    while (end < segment.size() && segment[end] == '%' && !isEscapedSeparator(segment.substr(end)))
        end += 1 + kPieceChars.countLeading(segment.substr(end + 1));
    return end;
}

/// Whether a server that decodes separators, or cuts off parameters, would find a dot segment in
/// it.
bool hidesDotSegment(std::string_view segment) {
    if (kPlainChars.containsAll(segment)) return false;
    while (true) {
        const size_t end = endOfPiece(segment);
        const std::string_view piece = segment.substr(0, end);
        if (isDotSegment(piece.substr(0, piece.find(';')))) return true;
        if (end == segment.size()) return false;
        segment.remove_prefix(end + (segment[end] == '%' ? 3 : 1));
    }
}

/// Resolves dot segments in place. False if they climb above the root or are hidden.
bool resolveDotSegments(std::string& path) {
    size_t written = 0;  // of the result, which never catches up with what is read
    bool endsInDots = false;
    for (size_t read = 0; read < path.size();) {
        const size_t end =
            read + 1 + kSegmentChars.countLeading(std::string_view(path).substr(read + 1));
        const std::string_view segment = std::string_view(path).substr(read + 1, end - read - 1);
        if (hidesDotSegment(segment)) return false;
        endsInDots = isDotSegment(segment);
        if (segment == "..") {
            if (written == 0) return false;
            written = path.rfind('/', written - 1);
        } else if (segment != ".") {
            std::copy(path.begin() + static_cast<ptrdiff_t>(read),
                      path.begin() + static_cast<ptrdiff_t>(end),
                      path.begin() + static_cast<ptrdiff_t>(written));
            written += end - read;
        }
        read = end;
    }
    path.resize(written);
    if (endsInDots) path += '/';
    return true;
}

}  // namespace

std::optional<std::string_view> normalizePath(std::string_view path, std::string& buffer) {
    if (path == "*") return path;  // OPTIONS * (RFC 9112 section 3.2.4)
    if (!path.starts_with('/')) return std::nullopt;
    if (isPlain(path)) return path;
    if (!decodeUnreserved(path, buffer) || !resolveDotSegments(buffer)) return std::nullopt;
    return buffer;
}

bool hasDoubtfulSeparator(std::string_view path) {
    if (path.find(';') != path.npos || path.find('\\') != path.npos) return true;
    for (size_t at = path.find('%'); at != path.npos; at = path.find('%', at + 1)) {
        const auto byte = unescape(path.substr(at));
        if (byte == '/' || byte == '\\') return true;
    }
    return false;
}

std::string_view mergeSlashes(std::string_view path, std::string& buffer) {
    if (path.find("//") == path.npos) return path;
    buffer.assign(path);
    buffer.erase(std::unique(buffer.begin(), buffer.end(), isRepeated), buffer.end());
    return buffer;
}

std::optional<size_t> prefixLength(std::string_view path, std::string_view prefix) {
    size_t at = 0;
    for (size_t i = 0; i < prefix.size(); ++i, ++at) {
        if (at == path.size() || path[at] != prefix[i]) return std::nullopt;
        while (path[at] == '/' && at + 1 < path.size() && path[at + 1] == '/')
            ++at;
    }
    if (at < path.size() && path[at] != '/' && !prefix.empty()) return std::nullopt;
    return at;
}

std::string_view withoutTrailingSlash(std::string_view prefix) {
    return prefix.substr(0, prefix.find_last_not_of('/') + 1);
}

}  // namespace sluice::routing
