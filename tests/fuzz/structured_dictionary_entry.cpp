#include "cache/structured_dictionary.h"

#include "cache/targeted_control.h"
#include "fuzz/entry.h"

namespace sluice::fuzz {

const int mutations = 20000;

namespace {

using cache::DictionaryMember;
using Type = DictionaryMember::Type;

std::string inQuotes(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        result += c;
    }
    return result + '"';
}

/// The member as RFC 8941 section 4.1 writes it.
std::string written(const DictionaryMember& member) {
    switch (member.type) {
        case Type::string:
            return member.key + '=' + inQuotes(member.text);
        case Type::bytes:
            return member.key + "=:" + member.text + ':';
        case Type::boolean:
            return member.key + "=?" + member.text;
        case Type::innerList:
            return member.key + "=()";
        default:
            return member.key + '=' + member.text;
    }
}

bool areSame(const DictionaryMember& a, const DictionaryMember& b) {
    const bool isList = a.type == Type::innerList;  // whose text is of no meaning
    return a.key == b.key && a.type == b.type && (isList || a.text == b.text);
}

}  // namespace

/// A structured dictionary: what was read of it reads the same when it is written again.
std::string check(std::string_view input) {
    const auto members = cache::parseDictionary(input);
    if (!members) return {};
    std::string text;
    for (const DictionaryMember& member : *members)
        text += (text.empty() ? "" : ", ") + written(member);
    const auto again = cache::parseDictionary(text);
    if (!again || again->size() != members->size()) return "it does not read back: " + text;
    for (size_t i = 0; i < members->size(); ++i) {
        if (!areSame((*members)[i], (*again)[i])) return "a member reads back as another: " + text;
    }
    http::HeaderMap fields;
    fields.add("CDN-Cache-Control", text);
    const bool counts = cache::targetedControlOf(fields, "CDN-Cache-Control").has_value();
    return counts == !members->empty() ? "" : "a valid field is ignored: " + text;
}

}  // namespace sluice::fuzz
