#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "http/request.h"

namespace sluice::gateway {

/// How far an OPTIONS or TRACE may go, by its Max-Forwards (RFC 9110 section 7.6.2).
enum class MaxForwards : uint8_t {
    unlimited,  ///< it does not say, or is of another method
    reached,    ///< not beyond the gateway
    left,       ///< further
    invalid,    ///< what it says is no number
};
MaxForwards maxForwards(const http::RequestHead& request);

/// A valid value above zero, less one.
std::string countedDown(std::string_view value);

}  // namespace sluice::gateway
