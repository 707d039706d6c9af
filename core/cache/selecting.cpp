#include "cache/selecting.h"

#include <algorithm>

#include "cache/field_list.h"
#include "cache/selecting_value.h"

namespace sluice::cache {

namespace {

bool mayMatchLater(std::string_view name) {
    return isToken(name) && name != "*" && !http::equalNames(name, "X-Forwarded-For") &&
           !http::equalNames(name, "Forwarded") && !http::equalNames(name, "X-Request-Id");
}

/// Normalises only where the text is not the same already.
bool hasValue(const http::HeaderMap& fields, const std::string& name, std::string_view value) {
    if (!isPresented(fields, name)) return false;
    if (fields.find(name) == value && fields.count(name) == 1) return true;
    return selectingValue(fields, name) == value;
}

}  // namespace

std::optional<std::vector<std::string>> varyNames(const http::HeaderMap& responseFields) {
    std::vector<std::string> names;
    bool matchable = true;
    forEachElement(responseFields, "Vary", [&](std::string_view element) {
        matchable = matchable && mayMatchLater(element);
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

bool matches(const StoredResponse& response, const http::HeaderMap& requestFields) {
    auto stored = response.selecting.begin();
    for (const std::string& name : response.varyNames) {
        if (name == "*") return false;
        const bool had = stored != response.selecting.end() && stored->first == name;
        if (!had && isPresented(requestFields, name)) return false;
        if (had && !hasValue(requestFields, name, (stored++)->second)) return false;
    }
    return true;
}

}  // namespace sluice::cache
