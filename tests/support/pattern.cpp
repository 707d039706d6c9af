#include "support/pattern.h"

#include <algorithm>
#include <random>
#include <string>

namespace sluice::test {

namespace {

/// A prime, so that the period fits no buffer of any program.
constexpr size_t period = 1'000'003;
constexpr size_t pieceBytes = 64 * 1024;

const std::string& bytes() {
    static const std::string text = [] {
        std::minstd_rand random(1);
        std::string made(period, '\0');
        for (char& byte : made)
            byte = static_cast<char>(random() >> 8);
        return made;
    }();
    return text;
}

}  // namespace

std::string_view Pattern::next(uint64_t limit) {
    const size_t size = std::min<uint64_t>(limit, pieceBytes);
    const std::string_view piece = std::string_view(bytes()).substr(m_position % period, size);
    m_position += piece.size();
    return piece;
}

bool Pattern::matches(std::string_view received) {
    while (!received.empty()) {
        const std::string_view expected = next(received.size());
        if (!received.starts_with(expected)) return false;
        received.remove_prefix(expected.size());
    }
    return true;
}

}  // namespace sluice::test
