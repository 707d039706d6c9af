#include "http/response_rules.h"

#include <string>

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
