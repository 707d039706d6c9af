#include "gateway/request_id.h"

#include <algorithm>
#include <cstdint>
#include <random>

#include "base/random.h"

namespace sluice::gateway {

namespace {

/// The two digits of each byte.
constexpr auto hexPairs = [] {
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<char, 512> pairs{};
    for (size_t byte = 0; byte < 256; ++byte) {
        pairs[2 * byte] = digits[byte >> 4];
        pairs[2 * byte + 1] = digits[byte & 15];
    }
    return pairs;
}();

uint64_t seed() {
    std::random_device device;
    return uint64_t{device()} << 32 | device();
}

}  // namespace

RequestId::RequestId(const http::HeaderMap& fields) {
    const std::string_view given = fields.find("X-Request-Id").value_or("");
    const bool sane =
        !given.empty() && given.size() <= longest &&
        std::all_of(given.begin(), given.end(), [](char c) { return c > ' ' && c < 127; });
    if (sane) {
        m_size = given.size();
        std::copy(given.begin(), given.end(), m_text.begin());
    } else {
        make();
    }
}

void RequestId::make() {
    thread_local std::array<Random, 2> random{Random(seed()), Random(seed())};
    m_size = 32;
    char* out = m_text.data();
    for (Random& half : random) {
        uint64_t bits = half.next();
        for (size_t i = 0; i < sizeof bits; ++i, bits >>= 8, out += 2)
            std::copy_n(&hexPairs[2 * (bits & 0xff)], 2, out);
    }
}

}  // namespace sluice::gateway
