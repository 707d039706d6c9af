#include "base/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <array>
#include <random>

namespace sluice {

namespace {

using Secret = std::array<uint32_t, XXH3_SECRET_SIZE_MIN / sizeof(uint32_t) + 1>;

const Secret secret = [] {
    std::random_device random;
    Secret numbers{};
    for (uint32_t& number : numbers)
        number = random();
    return numbers;
}();

}  // namespace

uint64_t hashOf(std::string_view text) {
    return XXH3_64bits_withSecret(text.data(), text.size(), secret.data(), sizeof secret);
}

uint64_t stableHashOf(std::string_view text) {
    return XXH3_64bits(text.data(), text.size());
}

}  // namespace sluice
