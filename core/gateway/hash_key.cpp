#include "gateway/hash_key.h"

#include <optional>

#include "base/hash.h"

namespace sluice::gateway {

namespace {

std::string_view trimmed(std::string_view text) {
    const size_t begin = text.find_first_not_of(" \t");
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// The value of a cookie in "a=1; b=2" (RFC 6265 section 4.2.1).
std::optional<std::string_view> cookieIn(std::string_view pairs, std::string_view name) {
    while (!pairs.empty()) {
        const size_t end = std::min(pairs.find(';'), pairs.size());
        const std::string_view pair = trimmed(pairs.substr(0, end));
        pairs.remove_prefix(std::min(end + 1, pairs.size()));
        const size_t equals = pair.find('=');
        if (equals != pair.npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
    }
    return std::nullopt;
}

std::optional<std::string_view> cookie(const http::HeaderMap& fields, std::string_view name) {
    for (const auto field : fields) {
        if (!http::equalNames(field.name, "Cookie")) continue;
        if (const auto value = cookieIn(field.value, name)) return value;
    }
    return std::nullopt;
}

}  // namespace

uint64_t hashKeyOf(const upstream::HashOptions& options, const http::RequestHead& request,
                   std::string_view peer) {
    using By = upstream::HashOptions::By;
    std::optional<std::string_view> key;
    if (options.by == By::header) key = request.fields.find(options.name);
    if (options.by == By::cookie) key = cookie(request.fields, options.name);
    if (options.by == By::path) key = request.path();
    return hashOf(key.value_or(peer));
}

}  // namespace sluice::gateway
