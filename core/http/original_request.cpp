#include "http/original_request.h"

#include <algorithm>
#include <iterator>

#include "http/ascii.h"
#include "http/field_names.h"
#include "http/forwarded.h"
#include "http/host.h"

namespace sluice::http {

namespace {

std::string_view firstElement(const HeaderMap& fields, std::string_view name) {
    std::string_view list = fields.find(name).value_or("");
    return nextElement(list);
}

/// Some proxies tell the scheme of a WebSocket. Empty for what is none of these.
std::string_view schemeOf(std::string_view text) {
    if (equalNames(text, "https") || equalNames(text, "wss")) return "https";
    return equalNames(text, "http") || equalNames(text, "ws") ? "http" : "";
}

/// What says more than originalRequest() and the client's address.
bool tellsMore(std::string_view name) {
    constexpr FieldNames others{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host",
                                "X-Forwarded-Proto", "X-Real-IP"};
    return isWrittenByProxies(name) && !others.contains(name);
}

void appendLowered(std::string_view text, std::string& out) {
    std::transform(text.begin(), text.end(), std::back_inserter(out), toLower);
}

}  // namespace

OriginalRequest originalRequest(const RequestHead& request) {
    OriginalRequest original{.authority = request.authority};
    std::string scheme(firstElement(request.fields, "X-Forwarded-Proto"));
    std::string authority(firstElement(request.fields, "X-Forwarded-Host"));
    if (scheme.empty() || authority.empty()) {
        const auto elements = parseForwarded(joinedLines(request.fields, "Forwarded"));
        const ForwardedElement first = elements.empty() ? ForwardedElement{} : elements.front();
        if (scheme.empty()) scheme = first.proto;
        if (authority.empty()) authority = first.host;
    }
    if (const auto known = schemeOf(scheme); !known.empty()) original.scheme = known;
    if (isAuthority(authority)) {
        normalizeAuthority(authority);
        original.authority = std::move(authority);
    }
    return original;
}

std::string toldByProxies(const RequestHead& request) {
    std::string told;
    if (!isTold(request.fields)) return told;
    const OriginalRequest original = originalRequest(request);
    if (original.scheme != "http" || !equalNames(original.authority, request.authority)) {
        told.append(original.scheme).append("://");
        appendLowered(original.authority, told);
    }
    for (const auto field : request.fields) {
        if (!tellsMore(field.name)) continue;
        told.append(told.empty() ? "" : " ");
        appendLowered(field.name, told);
        told.append(":").append(field.value);
    }
    return told;
}

std::string_view lastForwardedFor(const HeaderMap& fields) {
    std::string_view list;
    if (!fields.contains("X-Forwarded-For")) return list;
    for (const auto field : fields) {
        if (equalNames(field.name, "X-Forwarded-For")) list = field.value;
    }
    return trimmed(list.substr(list.rfind(',') + 1));  // npos + 1 is 0
}

bool isTold(const HeaderMap& fields) {
    for (const auto field : fields) {
        if (isWrittenByProxies(field.name)) return true;
    }
    return false;
}

std::string joinedLines(const HeaderMap& fields, std::string_view name) {
    std::string all;
    for (const auto field : fields) {
        if (!equalNames(field.name, name)) continue;
        if (!all.empty()) all.append(", ");
        all.append(field.value);
    }
    return all;
}

}  // namespace sluice::http
