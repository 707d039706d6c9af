#include "http/response_rules.h"

#include <charconv>
#include <string>

#include "http/ascii.h"
#include "http/framing_rules.h"

namespace sluice::http {

namespace {

bool isInformational(int status) {
    return status >= 100 && status < 200;
}

bool neverHasBody(int status, RequestKind request) {
    return request == RequestKind::head || isInformational(status) || status == 204 ||
           status == 304 || (request == RequestKind::connect && status >= 200 && status < 300);
}

/// The number after "NAME=" in a list such as "timeout=5, max=100".
std::optional<uint32_t> numberOf(std::string_view name, std::string_view list) {
    while (!list.empty()) {
        const std::string_view element = nextElement(list);
        const size_t equals = element.find('=');
        if (equals == element.npos || !equalNames(trimmed(element.substr(0, equals)), name))
            continue;
        const std::string_view digits = trimmed(element.substr(equals + 1));
        uint32_t number = 0;
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), number);
        if (error == std::errc() && end == digits.data() + digits.size()) return number;
    }
    return std::nullopt;
}

/// What HTTP/1.0 left behind (RFC 2068 section 19.7.1.1) and servers still say: how long they keep
/// an idle connection, and how many requests it may carry yet.
void applyKeepAlive(const ControlFields& control, ResponseHead& head) {
    if (control.keepAlive.count == 0) return;
    head.idleTimeout = numberOf("timeout", control.keepAlive.value);
    if (numberOf("max", control.keepAlive.value) == 0u) head.keepAlive = false;
}

}  // namespace

RequestKind requestKind(std::string_view method) {
    if (method == "HEAD") return RequestKind::head;
    return method == "CONNECT" ? RequestKind::connect : RequestKind::other;
}

Result<void, ParseError> applyStatusLine(const StartLine& line, ResponseHead& head) {
    if (line.status < 100)
        return refusal(400, "the status is " + std::to_string(line.status) +
                                ", less than 100 (RFC 9110 section 15)");
    head.status = line.status;
    head.reason = line.reason;
    head.minorVersion = line.minorVersion;
    return {};
}

Result<void, ParseError> applyResponseFields(const ControlFields& control, RequestKind request,
                                             const ParserLimits& limits, ResponseHead& head) {
    const auto declared = declaredFraming(head.minorVersion, control);
    if (!declared) return tl::unexpected(declared.error());
    head.keepAlive = persists(head.minorVersion, control, head.fields);
    applyKeepAlive(control, head);
    if (neverHasBody(head.status, request)) {
        if (isInformational(head.status) && declared->hasBody())
            return refusal(400, "an interim response announces a body (RFC 9110 section 8.6)");
        // The body that a 204 must not have may still come, and be read as the next response.
        if (head.status == 204 && declared->hasBody()) head.keepAlive = false;
        head.framing = {};
        return {};
    }
    if (declared->length > limits.bodyBytes)
        return refusal(413, "Content-Length " + std::to_string(declared->length) +
                                " is more than the limit of " + std::to_string(limits.bodyBytes));
    head.framing = *declared;
    if (declared->kind == Framing::Kind::none) {
        head.framing.kind = Framing::Kind::untilClose;
        head.keepAlive = false;
    }
    return {};
}

}  // namespace sluice::http
