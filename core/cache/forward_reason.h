#pragma once

#include <cstdint>
#include <string_view>

namespace sluice::cache {

/// Why a request goes on to the server: the fwd parameter of RFC 9211 section 2.2.
enum class ForwardReason : uint8_t {
    none,  ///< it does not
    bypass,
    method,
    uriMiss,
    varyMiss,
    miss,
    request,  ///< the response is there, but the request does not want it
    stale,
    partial,
};

/// "uri-miss"; empty for none.
constexpr std::string_view nameOf(ForwardReason reason) {
    switch (reason) {
        case ForwardReason::none:
            break;
        case ForwardReason::bypass:
            return "bypass";
        case ForwardReason::method:
            return "method";
        case ForwardReason::uriMiss:
            return "uri-miss";
        case ForwardReason::varyMiss:
            return "vary-miss";
        case ForwardReason::miss:
            return "miss";
        case ForwardReason::request:
            return "request";
        case ForwardReason::stale:
            return "stale";
        case ForwardReason::partial:
            return "partial";
    }
    return "";
}

}  // namespace sluice::cache
