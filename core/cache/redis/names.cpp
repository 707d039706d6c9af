#include "cache/redis/names.h"

#include <array>
#include <charconv>

#include "base/hash.h"
#include "cache/redis/byte_writer.h"

namespace sluice::cache::redis {

namespace {

std::string hex(uint64_t number) {
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16).ptr;
    return {digits.data(), end};
}

}  // namespace

std::string Names::variant(uint64_t family, const SelectingFields& selecting) const {
    std::string bytes;
    ByteWriter out(bytes);
    for (const auto& [name, value] : selecting) {
        out.text(name);
        out.text(value);
    }
    return m_prefix + ":v:" + hex(family) + ":" + hex(hashOf(bytes));
}

}  // namespace sluice::cache::redis
