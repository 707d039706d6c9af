#include "cache/conditional.h"

#include <algorithm>
#include <array>

#include "cache/cache_control.h"
#include "cache/entity_tag.h"
#include "cache/field_list.h"
#include "cache/http_date.h"

namespace sluice::cache {

namespace {

bool isOneOf(std::string_view name, const auto& names) {
    return std::any_of(names.begin(), names.end(),
                       [&](std::string_view other) { return http::equalNames(name, other); });
}

bool matchesNone(const StoredResponse& response, const http::HeaderMap& conditions) {
    if (http::trimmed(conditions.find("If-None-Match").value_or("")) == "*") return false;
    const auto text = response.fields.find("ETag");
    if (!text) return true;
    const EntityTag tag = parseEntityTag(*text);
    bool found = false;
    const auto compare = [&](std::string_view element) {
        found = found || equalWeakly(parseEntityTag(element), tag);
    };
    forEachElement(conditions, "If-None-Match", compare, Quoting::opaque, mostElements);
    return !found;
}

bool isUnmodifiedSince(const StoredResponse& response, std::string_view since) {
    const auto modified = response.fields.find("Last-Modified");
    if (modified == since) return parseHttpDate(since).has_value();
    const auto limit = parseHttpDate(since);
    if (!limit) return false;
    const auto text = modified ? modified : response.fields.find("Date");
    const auto changed = parseHttpDate(text.value_or(""));
    return changed.value_or(response.received) <= *limit;
}

}  // namespace

bool isNotModified(const StoredResponse& response, const http::RequestHead& request) {
    if (response.status < 200 || response.status >= 300) return false;
    if (request.fields.contains("If-None-Match")) return !matchesNone(response, request.fields);
    const auto since = request.fields.find("If-Modified-Since");
    if (!since || request.fields.count("If-Modified-Since") > 1) return false;
    return isUnmodifiedSince(response, *since);
}

http::ResponseHead notModifiedHead(const StoredResponse& response) {
    constexpr std::array<std::string_view, 10> ofContent{
        "Content-Type", "Content-Encoding",    "Content-Language", "Content-Range",
        "Content-MD5",  "Content-Disposition", "Content-Digest",   "Repr-Digest",
        "Digest",       "Accept-Ranges"};
    const bool hasTag = response.fields.contains("ETag");
    http::ResponseHead head;
    head.status = 304;
    head.reason = http::reasonPhrase(304);
    for (const auto field : response.fields) {
        if (isOneOf(field.name, ofContent)) continue;
        if (hasTag && http::equalNames(field.name, "Last-Modified")) continue;
        head.fields.add(field.name, field.value);
    }
    return head;
}

void validatorsFor(const StoredResponse& response, http::HeaderMap& requestFields) {
    removeConditions(requestFields);
    if (const auto tag = response.fields.find("ETag")) requestFields.add("If-None-Match", *tag);
    const auto modified = response.fields.find("Last-Modified");
    if (modified && parseHttpDate(*modified)) requestFields.add("If-Modified-Since", *modified);
}

bool replaceConditions(const StoredResponse* stored, http::HeaderMap& requestFields) {
    if (requestDirectives(requestFields).noCache) {
        requestFields.remove("Range");
        requestFields.remove("If-Range");
        return requestFields.contains("If-None-Match") ||
               requestFields.contains("If-Modified-Since");
    }
    removeConditions(requestFields);
    if (stored) validatorsFor(*stored, requestFields);
    return false;
}

void removeConditions(http::HeaderMap& requestFields) {
    constexpr std::array<std::string_view, 4> conditions{"If-None-Match", "If-Modified-Since",
                                                         "If-Range", "Range"};
    requestFields.removeIf(
        [&](const http::HeaderMap::Field& field) { return isOneOf(field.name, conditions); });
}

}  // namespace sluice::cache
