#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sluice::http {

/// How an answer begins.
enum class Opening : uint8_t {
    http,     ///< as one of HTTP/1 does
    unclear,  ///< more bytes must come
    foreign,  ///< in no way that HTTP/1 knows
};

Opening openingOf(std::string_view bytes);

/// What to tell of an answer that began in a foreign way: what the server speaks, if that can be
/// recognized, and what to do.
std::string describeForeign(std::string_view bytes);

}  // namespace sluice::http
