#include "config/document.h"

#include <algorithm>
#include <optional>

#include "config/text_check.h"

namespace {

struct BrokenAssumption {};

[[noreturn]] void raiseBrokenAssumption() {
    throw BrokenAssumption();
}

}  // namespace

// The parser assumes things that bad texts such as "[=]" break; that must not be undefined.
#undef NDEBUG
#define TOML_ASSERT(expr) ((expr) ? void() : raiseBrokenAssumption())
#define TOML_EXCEPTIONS 1
#define TOML_HEADER_ONLY 1
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

namespace sluice::config {

namespace {

constexpr size_t kLongestQuote = 60;

Place placeOf(const toml::source_position& position) {
    return {static_cast<int>(position.line), static_cast<int>(position.column)};
}

Value convert(const toml::node& node);

void convertTable(const toml::table& table, Value& value) {
    for (const auto& [key, node] : table) {
        value.members.push_back(
            {std::string(key.str()), placeOf(key.source().begin), convert(node)});
    }
    std::stable_sort(value.members.begin(), value.members.end(),
                     [](const Member& a, const Member& b) { return a.place < b.place; });
}

void convertNumber(const toml::node& node, Value& value) {
    value.integer = node.value<int64_t>().value_or(0);
    value.real = node.value<double>().value_or(0);
}

Value convert(const toml::node& node) {
    Value value;
    value.begin = placeOf(node.source().begin);
    value.end = placeOf(node.source().end);
    switch (node.type()) {
        case toml::node_type::table:
            convertTable(*node.as_table(), value);
            break;
        case toml::node_type::array:
            value.kind = Value::Kind::array;
            for (const toml::node& item : *node.as_array())
                value.items.push_back(convert(item));
            break;
        case toml::node_type::string:
            value.kind = Value::Kind::string;
            value.text = node.as_string()->get();
            break;
        case toml::node_type::integer:
            value.kind = Value::Kind::integer;
            convertNumber(node, value);
            break;
        case toml::node_type::floating_point:
            value.kind = Value::Kind::real;
            convertNumber(node, value);
            break;
        case toml::node_type::boolean:
            value.kind = Value::Kind::boolean;
            value.boolean = node.as_boolean()->get();
            break;
        default:
            value.kind = Value::Kind::time;
    }
    return value;
}

bool breaksAssumption(std::string_view toml) {
    try {
        static_cast<void>(toml::parse(toml, std::string_view()));
    } catch (const BrokenAssumption&) {
        return true;
    } catch (const toml::parse_error&) {
    }
    return false;
}

/// The first line that breaks an assumption.
Place brokenPlace(std::string_view toml) {
    std::vector<size_t> lineEnds;
    for (size_t at = toml.find('\n'); at != toml.npos; at = toml.find('\n', at + 1)) {
        lineEnds.push_back(at);
    }
    const auto line = std::partition_point(lineEnds.begin(), lineEnds.end(), [toml](size_t end) {
        return !breaksAssumption(toml.substr(0, end));
    });
    return {static_cast<int>(line - lineEnds.begin()) + 1, 1};
}

bool isAscii(char c) {
    return static_cast<unsigned char>(c) < 0x80;
}

/// With a letter of ASCII for each byte beyond it, so that keys that differ still do.
std::string asciiCopy(std::string_view toml) {
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    std::string copy(toml.starts_with(mark) ? toml.substr(mark.size()) : toml);
    for (char& c : copy) {
        if (!isAscii(c)) c = letters[static_cast<unsigned char>(c) & 63U];
    }
    return copy;
}

/// A copy's columns count bytes.
Place placeInOriginal(Place place, std::string_view toml) {
    for (int line = 1; line < place.line; ++line)
        toml.remove_prefix(std::min(toml.find('\n'), toml.size() - 1) + 1);
    toml = toml.substr(0, static_cast<size_t>(std::max(place.column - 1, 0)));
    const auto isInside = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
    place.column -= static_cast<int>(std::count_if(toml.begin(), toml.end(), isInside));
    return place;
}

Result<Value, SyntaxError> parsed(std::string_view toml) {
    try {
        return convert(toml::parse(toml, std::string_view()));
    } catch (const BrokenAssumption&) {
        return tl::unexpected(SyntaxError{brokenPlace(toml), "this line is not valid TOML"});
    } catch (const toml::parse_error& error) {
        return tl::unexpected(
            SyntaxError{placeOf(error.source().begin), withoutControls(error.description())});
    }
}

}  // namespace

const Value* Value::find(std::string_view key) const {
    const auto found = std::find_if(members.begin(), members.end(),
                                    [key](const Member& member) { return member.key == key; });
    return found == members.end() ? nullptr : &found->value;
}

Result<Value, SyntaxError> parseDocument(std::string_view toml) {
    if (auto error = checkText(toml)) return tl::unexpected(std::move(*error));
    if (std::all_of(toml.begin(), toml.end(), isAscii)) return parsed(toml);
    // The parser cannot stand other letters where a text that is no TOML may have them.
    auto plain = parsed(asciiCopy(toml));
    if (plain) return parsed(toml);
    plain.error().place = placeInOriginal(plain.error().place, toml);
    return plain;
}

std::string describe(const Value& value) {
    switch (value.kind) {
        case Value::Kind::table:
            return "a table";
        case Value::Kind::array:
            return "an array";
        case Value::Kind::string:
            return "a string (" + inQuotes(value.text) + ")";
        case Value::Kind::integer:
            return "an integer (" + std::to_string(value.integer) + ")";
        case Value::Kind::real:
            return "a number (" + std::to_string(value.real) + ")";
        case Value::Kind::boolean:
            return value.boolean ? "a boolean (true)" : "a boolean (false)";
        case Value::Kind::null:
            return "null";
        case Value::Kind::time:
            break;
    }
    return "a date or time";
}

std::string withoutControls(std::string_view text) {
    std::string result(text);
    const auto isControl = [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; };
    std::replace_if(result.begin(), result.end(), isControl, '?');
    return result;
}

std::string printable(std::string_view text) {
    size_t end = std::min(text.size(), kLongestQuote);
    // Not in the middle of a UTF-8 sequence.
    while (end < text.size() && end > 0 && (text[end] & 0xC0) == 0x80)
        --end;
    const std::string result = withoutControls(text.substr(0, end));
    return end < text.size() ? result + "…" : result;
}

std::string inQuotes(std::string_view text) {
    return '"' + printable(text) + '"';
}

}  // namespace sluice::config
