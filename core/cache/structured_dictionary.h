#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::cache {

/// A member of a structured dictionary (RFC 8941 section 3.2), without its parameters.
struct DictionaryMember {
    enum class Type : uint8_t { integer, decimal, string, token, bytes, boolean, innerList };

    std::string key;
    Type type = Type::boolean;
    std::string text;  ///< digits with sign, "1" or "0" of a boolean, unescaped text; "" of a list
};

/// The members in the order of their first appearance, the last value of each key counting; nothing
/// if the text breaks the grammar anywhere.
std::optional<std::vector<DictionaryMember>> parseDictionary(std::string_view text);

}  // namespace sluice::cache
