#include "http/head_grammar.h"

#include <algorithm>

#include "http/ascii.h"

namespace sluice::http {

namespace {

constexpr size_t kCrlf = 2;
constexpr size_t kVersion = 8;

bool isVersion(std::string_view text) {
    return text.size() == kVersion && text.starts_with("HTTP/") && isDigit(text[5]) &&
           text[6] == '.' && isDigit(text[7]);
}

/// HTTP/1.2 and later are to be read as HTTP/1.1.
Result<int, ParseError> minorVersion(std::string_view version) {
    if (version[5] == '1') return version[7] == '0' ? 0 : 1;
    return refusal(505, "only HTTP/1.0 and HTTP/1.1 are spoken here, not " + quote(version));
}

tl::unexpected<ParseError> badField(std::string_view line) {
    const std::string found = "field line " + quote(line);
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) return refusal(400, found + " has no colon");
    if (colon == 0) return refusal(400, found + " has no name");
    if (isOws(line[colon - 1]))
        return refusal(400, found + " has white space before its colon (RFC 9112 section 5.1)");
    return refusal(400, found +
                            ": the name has a character that names cannot have "
                            "(RFC 9110 section 5.6.2)");
}

constexpr CharSet kSeparators([](char c) { return c == ',' || isOws(c); });

/// Empty elements are allowed (RFC 9110 section 5.6.1.2).
bool isTokenList(std::string_view list) {
    for (;;) {
        list.remove_prefix(kSeparators.countLeading(list));
        if (list.empty()) return true;
        const size_t token = kTokenChars.countLeading(list);
        list.remove_prefix(token);
        while (!list.empty() && isOws(list.front()))
            list.remove_prefix(1);
        if (token == 0 || !(list.empty() || list.front() == ',')) return false;
    }
}

void note(std::string_view name, std::string_view value, ControlFields& control) {
    const auto is = [name](std::string_view other) { return equalNames(name, other); };
    if (is("Host")) return control.host.note(value);
    if (is("Content-Length")) return control.contentLength.note(value);
    if (is("Transfer-Encoding")) return control.transferEncoding.note(value);
    if (is("Connection")) return control.connection.note(value);
    if (is("Keep-Alive")) return control.keepAlive.note(value);
    if (is("Expect")) return control.expect.note(value);
}

}  // namespace

Result<StartLine, ParseError> parseRequestLine(std::string_view line) {
    line.remove_suffix(kCrlf);
    const size_t method = kTokenChars.countLeading(line);
    if (method == 0 || method == line.size() || line[method] != ' ')
        return refusal(400, quote(line) +
                                " does not start with a method and one space "
                                "(RFC 9112 section 3.1)");
    const std::string_view rest = line.substr(method + 1);
    const size_t space = rest.find(' ');
    const std::string_view target = rest.substr(0, space);
    const std::string_view version = rest.substr(std::min(target.size() + 1, rest.size()));
    if (target.empty() || target.find('\t') != target.npos || !isVersion(version))
        return refusal(400, quote(line) +
                                " is not a request line: method, space, target, space, "
                                "HTTP/1.1 (RFC 9112 section 3)");
    return minorVersion(version).map([&](int minor) {
        return StartLine{.method = line.substr(0, method),
                         .target = target,
                         .reason = {},
                         .minorVersion = minor};
    });
}

Result<StartLine, ParseError> parseStatusLine(std::string_view line) {
    constexpr size_t kStatus = kVersion + 1;
    constexpr size_t kReason = kStatus + 4;
    line.remove_suffix(kCrlf);
    const std::string_view version = line.substr(0, kVersion);
    const std::string_view status = line.substr(std::min(line.size(), kStatus), 3);
    const bool whole = line.size() >= kReason && isVersion(version) && line[kVersion] == ' ' &&
                       line[kReason - 1] == ' ' &&
                       std::all_of(status.begin(), status.end(), isDigit);
    if (!whole)
        return refusal(400, quote(line) +
                                " is not a status line: HTTP/1.1, space, three digits, "
                                "space, reason (RFC 9112 section 4)");
    return minorVersion(version).map([&](int minor) {
        const int code = (status[0] - '0') * 100 + (status[1] - '0') * 10 + (status[2] - '0');
        return StartLine{.method = {},
                         .target = {},
                         .status = code,
                         .reason = line.substr(kReason),
                         .minorVersion = minor};
    });
}

Result<ControlFields, ParseError> parseFields(std::string_view section, HeaderMap& fields) {
    ControlFields control;
    for (section = fields.storeSection(section); section.size() > kCrlf;) {
        const size_t colon = kTokenChars.countLeading(section);
        const size_t end = section.find('\r', colon);
        if (colon == 0 || section[colon] != ':') return badField(section.substr(0, end));
        const std::string_view name = section.substr(0, colon);
        const std::string_view value = trimmed(section.substr(colon + 1, end - colon - 1));
        if (equalNames(name, "Connection") && !isTokenList(value))
            return refusal(400, "field line " + quote(section.substr(0, end)) +
                                    " is not a list of tokens (RFC 9110 section 7.6.1)");
        fields.addStored(name, value);
        note(name, value, control);
        section.remove_prefix(end + kCrlf);
    }
    return control;
}

}  // namespace sluice::http
