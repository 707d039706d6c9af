#include "cache/cache_control.h"

#include <algorithm>

#include "cache/delta_seconds.h"
#include "cache/field_list.h"
#include "fuzz/entry.h"
#include "http/ascii.h"

namespace sluice::fuzz {

const int mutations = 20000;

namespace {

using cache::CacheControl;

/// Every line of the input as a field, as far as such a line comes out of a head.
http::HeaderMap fieldsOf(std::string_view input, std::string_view name) {
    http::HeaderMap fields;
    while (!input.empty()) {
        const std::string_view line = input.substr(0, input.find('\n'));
        input.remove_prefix(std::min(line.size() + 1, input.size()));
        const bool isSound = std::none_of(line.begin(), line.end(), [](char c) {
            return c == '\x7f' || (c >= 0 && c < ' ' && c != '\t');
        });
        if (isSound) fields.add(name, line);
    }
    return fields;
}

bool inRange(const std::optional<cache::Seconds>& seconds) {
    return !seconds || (*seconds >= cache::Seconds(0) && *seconds <= cache::maxDeltaSeconds);
}

bool areNames(const std::vector<std::string>& names) {
    return std::all_of(names.begin(), names.end(), [](const std::string& name) {
        return cache::isToken(name) && cache::lowered(name) == name;
    });
}

std::string checkValues(const CacheControl& control) {
    for (const auto& seconds : {control.maxAge, control.sMaxAge, control.maxStale, control.minFresh,
                                control.staleWhileRevalidate, control.staleIfError}) {
        if (!inRange(seconds)) return "seconds out of range";
    }
    const bool named = areNames(control.noCacheFields) && areNames(control.privateFields);
    return named ? "" : "no name of a field";
}

std::string uppered(std::string_view text) {
    std::string upper(text);
    std::transform(upper.begin(), upper.end(), upper.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return upper;
}

}  // namespace

/// Lines of Cache-Control, of a request and of a response, and of CDN-Cache-Control.
std::string check(std::string_view input) {
    http::HeaderMap fields = fieldsOf(input, "Cache-Control");
    const CacheControl control = cache::cacheControlOf(fields);
    if (auto violation = checkValues(control); !violation.empty()) return violation;
    if (cache::cacheControlOf(fieldsOf(uppered(input), "cache-CONTROL")) != control)
        return "letter case matters";
    if (cache::requestDirectives(fields) != control) return "a request's are others";
    if (cache::responseDirectives(fields) != control) return "a response's are others";
    const http::HeaderMap targeted = fieldsOf(input, "CDN-Cache-Control");
    if (auto violation = checkValues(cache::responseDirectives(targeted)); !violation.empty())
        return violation;
    fields.add("Cache-Control", "no-store");
    if (!cache::cacheControlOf(fields).noStore) return "lines in front hide no-store";
    return {};
}

}  // namespace sluice::fuzz
