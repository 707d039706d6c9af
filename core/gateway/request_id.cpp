#include "gateway/request_id.h"

#include <algorithm>
#include <cstdint>
#include <random>

#include "base/random.h"

namespace sluice::gateway {

namespace {

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
    for (size_t half = 0; half < 2; ++half) {
        uint64_t bits = random[half].next();
        for (size_t i = 0; i < 16; ++i, bits >>= 4)
            m_text[half * 16 + i] = "0123456789abcdef"[bits & 15];
    }
}

}  // namespace sluice::gateway
