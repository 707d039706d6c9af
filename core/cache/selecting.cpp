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
    if (names.size() > mostVaryNames) return std::nullopt;
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

bool RequestValues::has(std::string_view name) {
    if (!m_fields.contains(name)) return false;
    if (!m_connection) m_connection.emplace(m_fields);
    return !m_connection->name(name);
}

bool RequestValues::has(const std::string& name, std::string_view value) {
    if (!has(name)) return false;
    if (m_fields.find(name) == value && m_fields.count(name) == 1) return true;
    const auto isNamed = [&](const auto& field) { return field.first == name; };
    auto known = std::find_if(m_normal.begin(), m_normal.end(), isNamed);
    if (known == m_normal.end()) {
        m_normal.emplace_back(name, selectingValue(m_fields, name).value_or(""));
        known = m_normal.end() - 1;
    }
    return known->second == value;
}

bool matches(const StoredResponse& response, RequestValues& request) {
    auto stored = response.selecting.begin();
    for (const std::string& name : response.varyNames) {
        if (name == "*") return false;
        const bool had = stored != response.selecting.end() && stored->first == name;
        if (!had && request.has(name)) return false;
        if (had && !request.has(name, (stored++)->second)) return false;
    }
    return true;
}

bool matches(const StoredResponse& response, const http::HeaderMap& requestFields) {
    RequestValues values(requestFields);
    return matches(response, values);
}

}  // namespace sluice::cache
