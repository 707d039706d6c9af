#include "cache/credentials.h"

#include "http/field_names.h"

namespace sluice::cache {

namespace {

constexpr http::FieldNames kOfHttp{"Cookie", "Authorization", "Proxy-Authorization"};

}  // namespace

bool isCredential(std::string_view name, const Options& options) {
    return kOfHttp.contains(name) || options.credentials.contains(name);
}

bool hasCredential(const http::HeaderMap& requestFields, const Options& options) {
    return requestFields.contains("Cookie") || tellsWhoAsks(requestFields, options);
}

bool tellsWhoAsks(const http::HeaderMap& requestFields, const Options& options) {
    return requestFields.contains("Authorization") ||
           requestFields.contains("Proxy-Authorization") || options.credentials.isIn(requestFields);
}

}  // namespace sluice::cache
