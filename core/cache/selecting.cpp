#include "cache/selecting.h"

#include <algorithm>

#include "cache/field_list.h"
#include "cache/selecting_value.h"

namespace sluice::cache {

std::optional<std::vector<std::string>> varyNames(const http::HeaderMap& responseFields) {
    std::vector<std::string> names;
    bool matchable = true;
    forEachElement(responseFields, "Vary", [&](std::string_view element) {
        matchable = matchable && element != "*" && isToken(element);
        names.push_back(lowered(element));
    });
    if (!matchable) return std::nullopt;
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

SelectingFields selectingFields(const http::HeaderMap& requestFields,
                                const std::vector<std::string>& names) {
    SelectingFields selecting;
    for (const std::string& name : names) {
        if (auto value = selectingValue(requestFields, name))
            selecting.emplace_back(name, std::move(*value));
    }
    return selecting;
}

namespace {

/// Normalises only where the text is not the same already.
bool hasValue(const http::HeaderMap& fields, const std::string& name, std::string_view value) {
    const auto line = fields.find(name);
    if (!line) return false;
    if (*line == value && fields.count(name) == 1) return true;
    return selectingValue(fields, name) == value;
}

}  // namespace

bool matches(const StoredResponse& response, const http::HeaderMap& requestFields) {
    auto stored = response.selecting.begin();
    for (const std::string& name : response.varyNames) {
        if (name == "*") return false;
        const bool had = stored != response.selecting.end() && stored->first == name;
        if (!had && requestFields.contains(name)) return false;
        if (had && !hasValue(requestFields, name, (stored++)->second)) return false;
    }
    return true;
}

}  // namespace sluice::cache
