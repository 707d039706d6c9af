#include "http/head_grammar.h"

#include <string>

#include "http/ascii.h"

namespace sluice::http {

namespace beast = boost::beast;
using Problem = beast::http::error;

namespace {

/// Where the eight characters of the version are: at the end of a request line, else at the start.
template <bool isRequest>
size_t versionOffset(std::string_view line) {
    constexpr size_t kVersionAndCrlf = 10;
    if (!isRequest || line.size() < kVersionAndCrlf) return 0;
    return line.size() - kVersionAndCrlf;
}

bool isVersion(std::string_view text) {
    return text.size() == 8 && text.starts_with("HTTP/") && isDigit(text[5]) && text[6] == '.' &&
           isDigit(text[7]);
}

template <bool isRequest>
tl::unexpected<ParseError> badStartLine(const beast::error_code& code, std::string_view line) {
    const std::string_view text = line.substr(0, line.size() - 2);
    const std::string_view version = line.substr(versionOffset<isRequest>(line), 8);
    if (code == Problem::bad_version && isVersion(version) && version[5] != '1')
        return refusal(505, "only HTTP/1.0 and HTTP/1.1 are spoken here, not " + quote(version));
    if (!isRequest)
        return refusal(400, quote(text) +
                                " is not a status line: HTTP/1.1, space, three digits, "
                                "space, reason (RFC 9112 section 4)");
    if (code == Problem::bad_method)
        return refusal(400, quote(text) +
                                " does not start with a method and one space "
                                "(RFC 9112 section 3.1)");
    return refusal(400, quote(text) +
                            " is not a request line: method, space, target, space, "
                            "HTTP/1.1 (RFC 9112 section 3)");
}

/// `section`'s line with this index.
std::string_view lineAt(std::string_view section, size_t index) {
    for (; index > 0; --index)
        section.remove_prefix(section.find("\r\n") + 2);
    return section.substr(0, section.find("\r\n"));
}

tl::unexpected<ParseError> badField(const beast::error_code& code, std::string_view line) {
    const std::string found = "field line " + quote(line);
    if (code == Problem::bad_content_length || code == Problem::multiple_content_length)
        return refusal(400, found +
                                ": Content-Length must be one number, once, and without "
                                "Transfer-Encoding (RFC 9112 section 6.3)");
    if (code == Problem::bad_transfer_encoding)
        return refusal(400, found +
                                ": Transfer-Encoding must come once and without "
                                "Content-Length (RFC 9112 section 6.3)");
    if (code == Problem::bad_value)
        return refusal(400, found + " has a malformed value (RFC 9110 section 5.5)");
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) return refusal(400, found + " has no colon");
    if (colon == 0) return refusal(400, found + " has no name");
    if (isOws(line[colon - 1]))
        return refusal(400, found + " has white space before its colon (RFC 9112 section 5.1)");
    return refusal(400, found +
                            ": the name has a character that names cannot have "
                            "(RFC 9110 section 5.6.2)");
}

/// Beast knows fields only as a part of a head.
template <bool isRequest>
constexpr std::string_view anyStartLine = isRequest ? "GET / HTTP/1.1\r\n" : "HTTP/1.1 200 \r\n";

}  // namespace

template <bool isRequest>
Result<StartLine, ParseError> HeadGrammar<isRequest>::startLine(std::string_view line) {
    const size_t offset = versionOffset<isRequest>(line);
    if (isVersion(line.substr(offset, 8)) && line[offset + 5] == '1' && line[offset + 7] > '1') {
        // Beast refuses HTTP/1.2 and later, which are to be read as HTTP/1.1.
        m_rewrittenLine = line;
        m_rewrittenLine[offset + 7] = '1';
        line = m_rewrittenLine;
    }
    beast::error_code code;
    const size_t taken = m_collector.put(boost::asio::const_buffer(line.data(), line.size()), code);
    // Beast asks for more in both cases: behind a complete line, and within one that is too short.
    if (code != Problem::need_more || taken != line.size())
        return badStartLine<isRequest>(code, line);
    m_begun = true;
    return m_collector.line;
}

template <bool isRequest>
Result<ControlFields, ParseError> HeadGrammar<isRequest>::fields(std::string_view section,
                                                                 HeaderMap& fields) {
    if (!m_begun) {
        if (const auto line = startLine(anyStartLine<isRequest>); !line)
            return tl::unexpected(line.error());
    }
    const size_t before = fields.size();
    m_collector.fields = &fields;
    section = fields.storeSection(section);
    beast::error_code code;
    m_collector.put(boost::asio::const_buffer(section.data(), section.size()), code);
    if (code) return badField(code, lineAt(section, fields.size() - before));
    return m_collector.control;
}

template class HeadGrammar<true>;
template class HeadGrammar<false>;

}  // namespace sluice::http
