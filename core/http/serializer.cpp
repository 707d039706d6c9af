#include "http/serializer.h"

#include <array>
#include <cassert>
#include <charconv>

namespace sluice::http {

namespace {

/// Neither splits a line nor ends one early in a reader that stops at NUL.
[[maybe_unused]] bool fitsOnOneLine(std::string_view text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

[[maybe_unused]] bool fitOnLines(const HeaderMap& fields) {
    for (const auto [name, value] : fields) {
        if (!fitsOnOneLine(name) || !fitsOnOneLine(value)) return false;
    }
    return true;
}

void appendText(std::string& out, std::string_view text) {
    assert(fitsOnOneLine(text));
    out.append(text);
}

/// A number as text that needs no memory of its own.
class Number {
public:
    explicit Number(uint64_t number, int base = 10)
        : m_end(
              std::to_chars(m_digits.data(), m_digits.data() + m_digits.size(), number, base).ptr) {
    }
    std::string_view text() const {
        return {m_digits.data(), static_cast<size_t>(m_end - m_digits.data())};
    }

private:
    std::array<char, 20> m_digits;
    const char* m_end;
};

/// The field lines and the empty line behind them.
void appendFields(std::string& out, const HeaderMap& fields) {
    assert(fitOnLines(fields));
    fields.appendLines(out);
    out.append("\r\n");
}

}  // namespace

void appendRequestHead(std::string& out, const RequestHead& head) {
    appendText(out, head.method);
    out.push_back(' ');
    appendText(out, head.target);
    out.append(head.minorVersion == 0 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
    appendFields(out, head.fields);
}

void appendResponseHead(std::string& out, const ResponseHead& head) {
    assert(head.status >= 100 && head.status <= 999);
    out.append(head.minorVersion == 0 ? "HTTP/1.0 " : "HTTP/1.1 ");
    out.append(Number(static_cast<uint64_t>(head.status)).text());
    out.push_back(' ');
    appendText(out, head.reason);
    out.append("\r\n");
    appendFields(out, head.fields);
}

void appendChunk(std::string& out, std::string_view piece) {
    if (piece.empty()) return;
    out.append(Number(piece.size(), 16).text());
    out.append("\r\n").append(piece).append("\r\n");
}

void appendLastChunk(std::string& out, const HeaderMap& trailers) {
    out.append("0\r\n");
    appendFields(out, trailers);
}

void setFramingFields(HeaderMap& fields, const Framing& framing) {
    if (framing.kind != Framing::Kind::length) fields.remove("Content-Length");
    if (framing.kind != Framing::Kind::chunked) fields.remove("Transfer-Encoding");
    if (framing.kind == Framing::Kind::chunked) fields.set("Transfer-Encoding", "chunked");
    if (framing.kind == Framing::Kind::length) {
        const Number length(framing.length);
        if (fields.find("Content-Length") != length.text())
            fields.set("Content-Length", length.text());
    }
}

}  // namespace sluice::http
