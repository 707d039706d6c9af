#include "cache/directive.h"

#include <algorithm>
#include <array>

#include "cache/delta_seconds.h"
#include "cache/field_list.h"

namespace sluice::cache {

namespace {

using Argument = Directive::Argument;

struct Flag {
    std::string_view name;
    bool CacheControl::*member;
    bool forbids;  ///< applies even with an argument that it should not have
};

constexpr std::array kFlags{
    Flag{"no-store", &CacheControl::noStore, true},
    Flag{"must-revalidate", &CacheControl::mustRevalidate, true},
    Flag{"proxy-revalidate", &CacheControl::proxyRevalidate, true},
    Flag{"only-if-cached", &CacheControl::onlyIfCached, true},
    Flag{"public", &CacheControl::isPublic, false},
    Flag{"must-understand", &CacheControl::mustUnderstand, false},
    Flag{"immutable", &CacheControl::immutable, false},
};

struct Delta {
    std::string_view name;
    std::optional<Seconds> CacheControl::*member;
    Seconds strictest;  ///< for what is malformed or contradicts itself
};

constexpr std::array kDeltas{
    Delta{"max-age", &CacheControl::maxAge, Seconds(0)},
    Delta{"s-maxage", &CacheControl::sMaxAge, Seconds(0)},
    Delta{"max-stale", &CacheControl::maxStale, Seconds(0)},
    Delta{"min-fresh", &CacheControl::minFresh, maxDeltaSeconds},
    Delta{"stale-while-revalidate", &CacheControl::staleWhileRevalidate, Seconds(0)},
    Delta{"stale-if-error", &CacheControl::staleIfError, Seconds(0)},
};

void applyDelta(const Directive& directive, const Delta& delta, CacheControl& control) {
    std::optional<Seconds>& member = control.*delta.member;
    Seconds value = delta.strictest;
    if (directive.argument == Argument::text) {
        value = parseDeltaSeconds(directive.text).value_or(delta.strictest);
    } else if (directive.argument == Argument::none && delta.member == &CacheControl::maxStale) {
        value = maxDeltaSeconds;
    }
    member = member.value_or(value) == value ? value : delta.strictest;
}

/// RFC 9110 section 5.6.4. Escapes stay: no number and no field name has any.
bool isQuotedString(std::string_view text) {
    if (text.size() < 2 || text.front() != '"') return false;
    for (size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '"') return i + 1 == text.size();
        if (text[i] == '\\') ++i;
    }
    return false;
}

/// False where the argument is not a list of field names.
bool addFieldNames(const Directive& directive, std::vector<std::string>& names) {
    if (directive.argument != Argument::text) return false;
    std::vector<std::string> found;
    for (std::string_view list = directive.text; !list.empty();) {
        const std::string_view name = http::nextElement(list);
        if (name.empty()) continue;
        if (!isToken(name)) return false;
        found.push_back(lowered(name));
    }
    if (found.empty()) return false;
    names.insert(names.end(), found.begin(), found.end());
    return true;
}

}  // namespace

Directive parseDirective(std::string_view element) {
    const size_t equals = element.find('=');
    if (equals == std::string_view::npos) return {element, Argument::none, {}};
    const std::string_view name = element.substr(0, equals);
    const std::string_view value = element.substr(equals + 1);
    if (isToken(name) && isToken(value)) return {name, Argument::text, value};
    const bool quoted = isQuotedString(value);
    const std::string_view inner = quoted ? value.substr(1, value.size() - 2) : value;
    const Argument argument = quoted && isToken(name) ? Argument::text : Argument::malformed;
    return {http::trimmed(name), argument, inner};
}

void apply(const Directive& directive, CacheControl& control) {
    const auto isNamed = [&](const auto& entry) {
        return http::equalNames(entry.name, directive.name);
    };
    const auto flag = std::find_if(kFlags.begin(), kFlags.end(), isNamed);
    if (flag != kFlags.end()) {
        if (flag->forbids || directive.argument == Argument::none) control.*flag->member = true;
        return;
    }
    const auto delta = std::find_if(kDeltas.begin(), kDeltas.end(), isNamed);
    if (delta != kDeltas.end()) {
        applyDelta(directive, *delta, control);
    } else if (http::equalNames(directive.name, "no-cache")) {
        if (!addFieldNames(directive, control.noCacheFields)) control.noCache = true;
    } else if (http::equalNames(directive.name, "private")) {
        if (!addFieldNames(directive, control.privateFields)) control.isPrivate = true;
    }
}

void applyElement(std::string_view element, CacheControl& control) {
    const Directive directive = parseDirective(element);
    if (directive.argument == Argument::text || isToken(element)) {
        apply(directive, control);
        return;
    }
    while (!element.empty()) {
        const size_t end = std::min(element.find_first_of(" \t"), element.size());
        Directive word = parseDirective(element.substr(0, end));
        word.argument = Argument::malformed;
        apply(word, control);
        element = http::trimmed(element.substr(end));
    }
}

}  // namespace sluice::cache
