#include "http/trailer_section.h"

#include "http/forwarded.h"
#include "http/head_grammar.h"

namespace sluice::http {

namespace {

constexpr FieldNames kRefused{"Content-Length", "Transfer-Encoding", "Host"};

constexpr FieldNames kDropped{
    // Request modifiers
    "Cache-Control", "Expect", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range",
    "If-Unmodified-Since", "Max-Forwards", "Pragma", "Range",
    // Authentication and cookies
    "Authorization", "Cookie", "Proxy-Authenticate", "Proxy-Authorization", "Set-Cookie",
    "WWW-Authenticate",
    // Response control
    "Age", "Date", "Expires", "Location", "Retry-After", "Vary", "Warning",
    // How to read the content
    "Content-Encoding", "Content-Range", "Content-Type",
    // How the message came
    "Trailer", "Via", "X-Request-Id", "Server", "Cache-Status", "Proxy-Status", "Proxy"};

}  // namespace

TrailerRule trailerRule(std::string_view name) {
    if (kRefused.contains(name)) return TrailerRule::refuse;
    const bool drop =
        kDropped.contains(name) || hopByHopFields.contains(name) || isWrittenByProxies(name);
    return drop ? TrailerRule::drop : TrailerRule::keep;
}

void TrailerSection::reset() {
    m_scan.reset();
    m_fields.clear();
    m_connection = {};
}

Result<size_t, ParseError> TrailerSection::advance(std::string_view bytes) {
    constexpr size_t kEmptySection = 2;
    const auto length = m_scan.fields(bytes);
    if (!length || *length <= kEmptySection) return length;
    if (auto control = parseFields(bytes.substr(0, *length), m_fields); !control)
        return tl::unexpected(control.error());
    for (const auto [name, value] : m_fields) {
        if (trailerRule(name) == TrailerRule::refuse)
            return refusal(400, quote(name) + " in a trailer section (RFC 9110 section 6.5.1)");
    }
    m_fields.removeIf([this](const HeaderMap::Field& field) {
        return trailerRule(field.name) == TrailerRule::drop || m_connection.name(field.name);
    });
    return length;
}

}  // namespace sluice::http
