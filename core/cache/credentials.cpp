#include "cache/credentials.h"

#include <algorithm>

#include "http/ascii.h"
#include "http/field_names.h"

namespace sluice::cache {

namespace {

constexpr http::FieldNames kAlways{"Authorization", "Proxy-Authorization", "Cookie"};

}  // namespace

bool isCredential(std::string_view name, const Options& options) {
    const auto same = [name](std::string_view other) { return http::equalNames(name, other); };
    return kAlways.contains(name) ||
           std::any_of(options.credentials.begin(), options.credentials.end(), same);
}

bool hasCredential(const http::HeaderMap& requestFields, const Options& options) {
    return requestFields.contains("Cookie") || tellsWhoAsks(requestFields, options);
}

bool tellsWhoAsks(const http::HeaderMap& requestFields, const Options& options) {
    const auto tells = [&](std::string_view name) {
        return requestFields.contains(name) && !http::equalNames(name, "Cookie");
    };
    return tells("Authorization") || tells("Proxy-Authorization") ||
           std::any_of(options.credentials.begin(), options.credentials.end(), tells);
}

}  // namespace sluice::cache
