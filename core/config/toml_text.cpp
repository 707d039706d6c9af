#include "config/toml_text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace sluice::config {

namespace {

std::string quoted(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            result += '\\';
            result += c;
        } else if ((c >= 0 && c < 0x20) || c == 0x7f) {
            result += "\\u00";
            result += digits[static_cast<size_t>(c) >> 4];
            result += digits[static_cast<size_t>(c) & 15];
        } else {
            result += c;
        }
    }
    return result + '"';
}

/// A float in TOML has a point or an exponent: "2.5", "1.0".
std::string realText(double value) {
    std::array<char, 400> buffer;
    const bool isTiny = value > 0 && value < 1e-6;
    const auto format = isTiny ? std::chars_format::scientific : std::chars_format::fixed;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format).ptr;
    const std::string text(buffer.data(), end);
    return text.find_first_of(".ein") == text.npos ? text + ".0" : text;
}

std::string tableText(const Value& table) {
    std::string text = "{";
    for (const Member& member : table.members) {
        text += text.size() > 1 ? ", " : " ";
        text += tomlKey(member.key) + " = " + tomlText(member.value);
    }
    return text + (table.members.empty() ? "}" : " }");
}

std::string arrayText(const Value& array) {
    std::string text = "[";
    for (const Value& item : array.items)
        text += (text.size() > 1 ? ", " : "") + tomlText(item);
    return text + ']';
}

}  // namespace

std::string tomlText(const Value& value) {
    switch (value.kind) {
        case Value::Kind::table:
            return tableText(value);
        case Value::Kind::array:
            return arrayText(value);
        case Value::Kind::integer:
            return std::to_string(value.integer);
        case Value::Kind::real:
            return realText(value.real);
        case Value::Kind::boolean:
            return value.boolean ? "true" : "false";
        case Value::Kind::null:
            return {};
        default:
            return quoted(value.text);
    }
}

std::string tomlKey(std::string_view key) {
    const bool isBare = !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_';
    });
    return isBare ? std::string(key) : quoted(key);
}

std::string tomlKey(std::span<const std::string> path) {
    std::string text;
    for (const std::string& key : path)
        text += (text.empty() ? "" : ".") + tomlKey(key);
    return text;
}

}  // namespace sluice::config
