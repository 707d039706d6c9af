#include "gateway/original_request.h"

#include "http/ascii.h"
#include "http/forwarded.h"
#include "http/host.h"

namespace sluice::gateway {

namespace {

std::string_view firstElement(const http::HeaderMap& fields, std::string_view name) {
    std::string_view list = fields.find(name).value_or("");
    return http::nextElement(list);
}

bool isScheme(std::string_view text) {
    return http::equalNames(text, "http") || http::equalNames(text, "https");
}

}  // namespace

OriginalRequest originalRequest(const http::RequestHead& request) {
    OriginalRequest original{.authority = request.authority};
    std::string scheme(firstElement(request.fields, "X-Forwarded-Proto"));
    std::string authority(firstElement(request.fields, "X-Forwarded-Host"));
    if (scheme.empty() || authority.empty()) {
        const auto elements = http::parseForwarded(joinedLines(request.fields, "Forwarded"));
        if (scheme.empty()) scheme = elements.front().proto;
        if (authority.empty()) authority = elements.front().host;
    }
    if (isScheme(scheme)) original.scheme = http::equalNames(scheme, "http") ? "http" : "https";
    if (http::isAuthority(authority)) original.authority = std::move(authority);
    return original;
}

std::string joinedLines(const http::HeaderMap& fields, std::string_view name) {
    std::string all;
    for (const auto field : fields) {
        if (!http::equalNames(field.name, name)) continue;
        if (!all.empty()) all.append(", ");
        all.append(field.value);
    }
    return all;
}

}  // namespace sluice::gateway
