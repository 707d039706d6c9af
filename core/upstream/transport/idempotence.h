#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace sluice::upstream {

/// Whether a request may be sent twice (RFC 9110 section 9.2.2).
inline bool isIdempotent(std::string_view method) {
    constexpr std::array<std::string_view, 6> methods{"GET",   "HEAD", "OPTIONS",
                                                      "TRACE", "PUT",  "DELETE"};
    return std::find(methods.begin(), methods.end(), method) != methods.end();
}

}  // namespace sluice::upstream
