#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

/// Characters as HTTP's grammar sees them (RFC 9110 section 5.6), independent of the locale.
namespace sluice::http {

constexpr char toLower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

/// Eight characters at once.
constexpr uint64_t toLowerEight(uint64_t chars) {
    constexpr uint64_t ones = 0x0101010101010101;
    const uint64_t sevenBits = chars & (ones * 0x7f);
    const uint64_t fromA = sevenBits + ones * (0x80 - 'A');
    const uint64_t beyondZ = sevenBits + ones * (0x7f - 'Z');
    const uint64_t upper = (fromA ^ beyondZ) & ~chars & (ones * 0x80);
    return chars | (upper >> 2U);
}

constexpr bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

constexpr bool isAlpha(char c) {
    return toLower(c) >= 'a' && toLower(c) <= 'z';
}

constexpr bool isOws(char c) {
    return c == ' ' || c == '\t';
}

constexpr bool isTokenChar(char c) {
    return isDigit(c) || isAlpha(c) ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

/// A set of characters that is fast to look in: one table look-up.
class CharSet {
public:
    template <class Predicate>
    explicit constexpr CharSet(Predicate isMember) {
        for (size_t i = 0; i < m_members.size(); ++i)
            m_members[i] = isMember(static_cast<char>(i));
    }

    constexpr bool contains(char c) const { return m_members[static_cast<unsigned char>(c)]; }
    /// How many of the first characters are members.
    constexpr size_t countLeading(std::string_view text) const {
        size_t count = 0;
        while (count < text.size() && contains(text[count]))
            ++count;
        return count;
    }
    constexpr bool containsAll(std::string_view text) const {
        return countLeading(text) == text.size();
    }

private:
    std::array<bool, 256> m_members{};
};

inline constexpr CharSet kTokenChars(isTokenChar);

/// Whether the eight characters at both are the same without regard to ASCII case.
inline bool equalEight(const char* a, const char* b) {
    uint64_t first = 0;
    uint64_t second = 0;
    std::memcpy(&first, a, sizeof(first));
    std::memcpy(&second, b, sizeof(second));
    constexpr uint64_t caseBits = 0x2020202020202020;
    const uint64_t differing = first ^ second;
    if (differing == 0) return true;
    return (differing & ~caseBits) == 0 && toLowerEight(first) == toLowerEight(second);
}

/// True when two field names are equal without regard to ASCII case (RFC 9110 section 5.1).
constexpr bool equalNames(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    size_t compared = 0;
    if (!std::is_constant_evaluated()) {
        for (; compared + 8 <= a.size(); compared += 8) {
            if (!equalEight(a.data() + compared, b.data() + compared)) return false;
        }
    }
    for (; compared < a.size(); ++compared) {
        const char first = a[compared];
        const char second = b[compared];
        if (first != second && toLower(first) != toLower(second)) return false;
    }
    return true;
}

/// One of 64, by a name's length and ends; the same in either case.
constexpr size_t nameHash(std::string_view name) {
    if (name.empty()) return 0;
    const auto first = static_cast<unsigned char>(name.front());
    const auto last = static_cast<unsigned char>(name.back());
    return (name.size() + 5U * (first & 0x1fU) + 11U * (last & 0x1fU)) % 64;
}

/// Without optional white space at both ends.
constexpr std::string_view trimmed(std::string_view text) {
    while (!text.empty() && isOws(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isOws(text.back()))
        text.remove_suffix(1);
    return text;
}

/// Cuts the next element off the front of a comma-separated list; empty elements included.
constexpr std::string_view nextElement(std::string_view& list) {
    const size_t comma = list.find(',');
    const std::string_view element = trimmed(list.substr(0, comma));
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
    return element;
}

}  // namespace sluice::http
