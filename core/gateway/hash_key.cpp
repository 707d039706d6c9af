#include "gateway/hash_key.h"

#include <algorithm>

#include "base/hash.h"
#include "http/ascii.h"
#include "routing/path.h"

namespace sluice::gateway {

namespace {

using By = upstream::HashOptions::By;

/// Of a Cookie field, "a=1; b=2" (RFC 6265 section 4.2.1): names are case-sensitive, and quotes are
/// part of the value. Empty if the cookie is not there.
std::string_view cookieIn(std::string_view pairs, std::string_view name) {
    while (!pairs.empty()) {
        const size_t end = std::min(pairs.find(';'), pairs.size());
        const std::string_view pair = pairs.substr(0, end);
        pairs.remove_prefix(std::min(end + 1, pairs.size()));
        const size_t equals = pair.find('=');
        if (equals == std::string_view::npos) continue;
        if (http::trimmed(pair.substr(0, equals)) == name)
            return http::trimmed(pair.substr(equals + 1));
    }
    return {};
}

/// One Cookie field is the rule; what comes from HTTP/2 may have been split into several.
std::string_view cookieOf(const http::HeaderMap& fields, std::string_view name) {
    for (const auto field : fields) {
        if (!http::equalNames(field.name, "Cookie")) continue;
        if (const auto value = cookieIn(field.value, name); !value.empty()) return value;
    }
    return {};
}

/// `buffer`: for what is not in the request as it is.
std::string_view keyOf(const upstream::HashOptions& options, const http::RequestHead& request,
                       std::string& buffer) {
    switch (options.by) {
        case By::header:
            return request.fields.find(options.name).value_or(std::string_view());
        case By::cookie:
            return cookieOf(request.fields, options.name);
        case By::path:
            return routing::normalizePath(request.path(), buffer).value_or(request.path());
        case By::client:
            break;
    }
    return {};
}

}  // namespace

uint64_t hashKeyOf(const upstream::HashOptions& options, const http::RequestHead& request,
                   std::string_view peer) {
    std::string buffer;
    const std::string_view key = keyOf(options, request, buffer);
    return stableHashOf(key.empty() ? peer : key);
}

}  // namespace sluice::gateway
