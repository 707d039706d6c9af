#include "cache/credentials.h"

#include <algorithm>
#include <array>

#include "http/ascii.h"

namespace sluice::cache {

namespace {

constexpr std::array<std::string_view, 3> kAlways{"Authorization", "Proxy-Authorization", "Cookie"};

}  // namespace

bool isCredential(std::string_view name, const Options& options) {
    const auto same = [name](std::string_view other) { return http::equalNames(name, other); };
    return std::any_of(kAlways.begin(), kAlways.end(), same) ||
           std::any_of(options.credentials.begin(), options.credentials.end(), same);
}

bool tellsWhoAsks(const http::HeaderMap& requestFields, const Options& options) {
    for (const auto field : requestFields) {
        if (isCredential(field.name, options) && !http::equalNames(field.name, "Cookie"))
            return true;
    }
    return false;
}

}  // namespace sluice::cache
