#include "http/head_grammar.h"

#include <boost/beast/http/basic_parser.hpp>
#include <optional>
#include <string>

#include "http/ascii.h"

namespace sluice::http {

namespace beast = boost::beast;
using Field = beast::http::field;
using Problem = beast::http::error;

namespace {

std::string_view view(beast::string_view text) {
    return {text.data(), text.size()};
}

/// Collects what Beast finds; bodies are none of its business here.
template <bool isRequest>
class Collector final : public beast::http::basic_parser<isRequest> {
public:
    StartLine line;
    ControlFields control;
    HeaderMap* fields = nullptr;

private:
    using Code = beast::error_code;

    void on_request_impl(beast::http::verb, beast::string_view method, beast::string_view target,
                         int version, Code&) override {
        line.method = view(method);
        line.target = view(target);
        line.minorVersion = version % 10;
    }
    void on_response_impl(int status, beast::string_view reason, int version, Code&) override {
        line.status = status;
        line.reason = view(reason);
        line.minorVersion = version % 10;
    }
    void on_field_impl(Field field, beast::string_view name, beast::string_view value,
                       Code&) override {
        fields->addStored(view(name), view(value));
        switch (field) {
            case Field::host:
                return control.host.note(view(value));
            case Field::content_length:
                return control.contentLength.note(view(value));
            case Field::transfer_encoding:
                return control.transferEncoding.note(view(value));
            case Field::connection:
                return control.connection.note(view(value));
            case Field::expect:
                return control.expect.note(view(value));
            default:
                return;
        }
    }
    void on_header_impl(Code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, Code&) override {}
    std::size_t on_body_impl(beast::string_view, Code&) override { return 0; }
    void on_chunk_header_impl(std::uint64_t, beast::string_view, Code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view, Code&) override { return 0; }
    void on_finish_impl(Code&) override {}
};

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

}  // namespace

template <bool isRequest>
struct HeadGrammar<isRequest>::Machine {
    std::optional<Collector<isRequest>> collector;
    std::string rewrittenLine;
};

template <bool isRequest>
HeadGrammar<isRequest>::HeadGrammar() : m_machine(std::make_unique<Machine>()) {
    reset();
}

template <bool isRequest>
HeadGrammar<isRequest>::~HeadGrammar() = default;

template <bool isRequest>
void HeadGrammar<isRequest>::reset() {
    Collector<isRequest>& collector = m_machine->collector.emplace();
    collector.header_limit(UINT32_MAX);  // HeadScan has the limit
    collector.skip(true);
}

template <bool isRequest>
Result<StartLine, ParseError> HeadGrammar<isRequest>::startLine(std::string_view line) {
    const size_t offset = versionOffset<isRequest>(line);
    if (isVersion(line.substr(offset, 8)) && line[offset + 5] == '1' && line[offset + 7] > '1') {
        // Beast refuses HTTP/1.2 and later, which are to be read as HTTP/1.1.
        m_machine->rewrittenLine = line;
        m_machine->rewrittenLine[offset + 7] = '1';
        line = m_machine->rewrittenLine;
    }
    beast::error_code code;
    const size_t taken =
        m_machine->collector->put(boost::asio::const_buffer(line.data(), line.size()), code);
    // Beast asks for more in both cases: behind a complete line, and within one that is too short.
    if (code != Problem::need_more || taken != line.size())
        return badStartLine<isRequest>(code, line);
    return m_machine->collector->line;
}

template <bool isRequest>
Result<ControlFields, ParseError> HeadGrammar<isRequest>::fields(std::string_view section,
                                                                 HeaderMap& fields) {
    Collector<isRequest>& collector = *m_machine->collector;
    const size_t before = fields.size();
    collector.fields = &fields;
    section = fields.storeSection(section);
    beast::error_code code;
    collector.put(boost::asio::const_buffer(section.data(), section.size()), code);
    if (code) return badField(code, lineAt(section, fields.size() - before));
    return collector.control;
}

template class HeadGrammar<true>;
template class HeadGrammar<false>;

}  // namespace sluice::http
