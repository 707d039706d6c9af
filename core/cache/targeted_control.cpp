#include "cache/targeted_control.h"

#include "cache/directive.h"
#include "cache/structured_dictionary.h"

namespace sluice::cache {

namespace {

/// All lines as one (RFC 9110 section 5.2).
std::string joinedLines(const http::HeaderMap& fields, std::string_view name) {
    std::string text;
    for (const auto field : fields) {
        if (!http::equalNames(field.name, name)) continue;
        text.append(text.empty() ? "" : ", ").append(field.value);
    }
    return text;
}

/// Seconds are integers, field names are strings or tokens, anything else is of the wrong type.
Directive directiveOf(const DictionaryMember& member) {
    using Type = DictionaryMember::Type;
    Directive directive{member.key, Directive::Argument::malformed, member.text};
    if (member.type == Type::boolean) {
        directive.argument = Directive::Argument::none;
    } else if (member.type == Type::integer) {
        directive.argument = Directive::Argument::text;
    } else if (member.key == "no-cache" || member.key == "private") {
        if (member.type == Type::string || member.type == Type::token)
            directive.argument = Directive::Argument::text;
    }
    return directive;
}

bool isFalse(const DictionaryMember& member) {
    return member.type == DictionaryMember::Type::boolean && member.text == "0";
}

}  // namespace

std::optional<CacheControl> targetedControlOf(const http::HeaderMap& fields,
                                              std::string_view name) {
    const auto members = parseDictionary(joinedLines(fields, name));
    if (!members || members->empty()) return std::nullopt;
    CacheControl control;
    control.isPresent = true;
    control.isTargeted = true;
    for (const DictionaryMember& member : *members) {
        if (!isFalse(member)) apply(directiveOf(member), control);
    }
    return control;
}

}  // namespace sluice::cache
