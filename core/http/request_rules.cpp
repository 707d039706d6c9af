#include "http/request_rules.h"

#include <optional>
#include <string>

#include "http/framing_rules.h"
#include "http/host.h"
#include "http/target.h"

namespace sluice::http {

namespace {

/// RFC 9112 sections 3.2 and 3.2.2. An authority in the target wins, but Host is checked all the
/// same.
Result<void, ParseError> applyHost(const ControlFields::Seen& host, RequestHead& head) {
    if (host.count > 1) return refusal(400, "Host comes twice (RFC 9112 section 3.2)");
    if (host.count == 0 && head.minorVersion >= 1)
        return refusal(400, "a request of HTTP/1.1 must have a Host field (RFC 9112 section 3.2)");
    if (host.count == 1 && !isAuthority(host.value))
        return refusal(400, "Host " + quote(host.value) +
                                " is not a host name or address with an optional port "
                                "(RFC 9110 section 7.2)");
    if (head.authority.empty())
        head.authority = host.value;
    else
        head.fields.set("Host", head.authority);
    normalizeAuthority(head.authority);
    return {};
}

tl::unexpected<ParseError> tooLong(size_t targetBytes, const ParserLimits& limits) {
    return refusal(414,
                   "the target has " + std::to_string(targetBytes) + " bytes; the limit is " +
                       std::to_string(limits.targetBytes),
                   ParseError::Limit::targetBytes);
}

/// A redirect for a bad target whose only fault is that it is not percent-encoded, from a client
/// that only reads: it must not be mended in passing (RFC 9112 section 3.2).
std::optional<ParseError> encodable(const StartLine& line, const ParserLimits& limits) {
    if (line.method != "GET" && line.method != "HEAD") return std::nullopt;
    std::string location = encodedTarget(line.target);
    if (location.empty()) return std::nullopt;
    if (location.size() > limits.targetBytes) return tooLong(location.size(), limits).value();
    return ParseError{301,
                      "the target has bytes that must be percent-encoded (RFC 9112 section 3.2)",
                      ParseError::Limit::none, std::move(location)};
}

Result<void, ParseError> applyExpect(RequestHead& head) {
    for (const auto [name, value] : head.fields) {
        if (!equalNames(name, "Expect")) continue;
        if (!equalNames(value, "100-continue"))
            return refusal(417,
                           "Expect " + quote(value) +
                               " is not known, only 100-continue is (RFC 9110 section 10.1.1)");
    }
    head.expectsContinue = head.minorVersion >= 1;
    return {};
}

}  // namespace

Result<void, ParseError> applyRequestLine(const StartLine& line, const ParserLimits& limits,
                                          RequestHead& head) {
    if (line.target.size() > limits.targetBytes) return tooLong(line.target.size(), limits);
    const auto target = parseTarget(line.method, line.target);
    if (!target) return tl::unexpected(encodable(line, limits).value_or(target.error()));
    head.method = line.method;
    head.minorVersion = line.minorVersion;
    head.authority = target->authority;
    head.target = target->path;
    if (head.target.empty()) {
        // RFC 9112 section 3.2.4: OPTIONS for a whole server, sent through a proxy.
        const bool wholeServer = line.method == "OPTIONS" && target->query.empty();
        head.target = wholeServer ? "*" : "/";
    }
    head.target += target->query;
    return {};
}

Result<void, ParseError> applyRequestFields(const ControlFields& control,
                                            const ParserLimits& limits, RequestHead& head) {
    const auto framing = declaredFraming(head.minorVersion, control);
    if (!framing) return tl::unexpected(framing.error());
    if (framing->length > limits.bodyBytes)
        return refusal(413,
                       "Content-Length " + std::to_string(framing->length) +
                           " is more than the limit of " + std::to_string(limits.bodyBytes),
                       ParseError::Limit::bodyBytes);
    head.framing = *framing;
    head.keepAlive = persists(head.minorVersion, control, head.fields);
    if (control.expect.count > 0) {
        if (auto expect = applyExpect(head); !expect) return expect;
    }
    return applyHost(control.host, head);
}

}  // namespace sluice::http
