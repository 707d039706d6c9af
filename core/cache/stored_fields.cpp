#include "cache/stored_fields.h"

#include <algorithm>
#include <array>

#include "cache/http_date.h"

namespace sluice::cache {

namespace {

constexpr http::FieldNames kUnstored{"Trailer",
                                     "Proxy-Authenticate",
                                     "Proxy-Authentication-Info",
                                     "Proxy-Authorization",
                                     "Content-Length",
                                     "Age"};

bool isOneOf(std::string_view name, const auto& names) {
    return std::any_of(names.begin(), names.end(),
                       [&](std::string_view other) { return http::equalNames(name, other); });
}

bool namesIt(const CacheControl& directives, std::string_view name) {
    return isOneOf(name, directives.noCacheFields) || isOneOf(name, directives.privateFields);
}

void setMissingDate(http::HeaderMap& fields, WallTime received) {
    const auto date = fields.find("Date");
    if (!date || !parseHttpDate(*date, received)) fields.set("Date", formatHttpDate(received));
}

}  // namespace

http::HeaderMap kept(const http::HeaderMap& fields) {
    return http::HeaderMap(fields);
}

UnstoredFields::UnstoredFields(const http::HeaderMap& fields, const CacheControl& directives)
    : m_connection(fields), m_directives(directives) {}

bool UnstoredFields::contains(std::string_view name) const {
    return http::hopByHopFields.contains(name) || kUnstored.contains(name) ||
           namesIt(m_directives, name) || m_connection.name(name);
}

http::HeaderMap storedFields(const http::HeaderMap& fields, WallTime received) {
    const CacheControl directives = responseDirectives(fields);
    const UnstoredFields unstored(fields, directives);
    http::HeaderMap stored;
    for (const auto field : fields) {
        if (!unstored.contains(field.name)) stored.add(field.name, field.value);
    }
    setMissingDate(stored, received);
    return kept(stored);
}

http::HeaderMap fieldsForOne(const http::HeaderMap& fields, const CacheControl& directives,
                             bool sharesCookies) {
    http::HeaderMap forOne;
    for (const auto field : fields) {
        const bool isCookie = !sharesCookies && http::equalNames(field.name, "Set-Cookie");
        if (isCookie || namesIt(directives, field.name)) forOne.add(field.name, field.value);
    }
    return forOne;
}

http::HeaderMap updatedFields(const http::HeaderMap& stored, const http::HeaderMap& update) {
    constexpr std::array<std::string_view, 2> kOfContent{"Content-Encoding", "Content-Range"};
    const CacheControl directives;
    const UnstoredFields unstored(update, directives);
    const auto isTaken = [&](std::string_view name) {
        return !unstored.contains(name) && !isOneOf(name, kOfContent);
    };
    http::HeaderMap merged;
    for (const auto field : stored) {
        const bool replaced = isTaken(field.name) && update.contains(field.name);
        const bool outdated = http::equalNames(field.name, "Date");
        if (!replaced && !outdated) merged.add(field.name, field.value);
    }
    for (const auto field : update) {
        if (isTaken(field.name)) merged.add(field.name, field.value);
    }
    return kept(merged);
}

}  // namespace sluice::cache
