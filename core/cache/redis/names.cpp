#include "cache/redis/names.h"

#include <array>
#include <charconv>

#include "base/hash.h"
#include "cache/redis/byte_writer.h"

namespace sluice::cache::redis {

namespace {

std::string hex(uint64_t number) {
    std::array<char, 16> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number, 16).ptr;
    return {text.data(), end};
}

}  // namespace

std::string Names::variant(std::string_view key, const std::vector<std::string>& varyNames,
                           const SelectingFields& selecting) const {
    std::string bytes;
    ByteWriter out(bytes);
    for (const std::string& name : varyNames)
        out.text(name);
    for (const auto& [name, value] : selecting) {
        out.text(name);
        out.text(value);
    }
    return m_prefix + ":v:" + hex(stableHashOf(bytes)) + ":" + std::string(key);
}

std::string Names::mark(std::string_view url) const {
    constexpr uint64_t marks = 1 << 20;
    return m_prefix + ":m:" + hex(stableHashOf(url) % marks);
}

}  // namespace sluice::cache::redis
