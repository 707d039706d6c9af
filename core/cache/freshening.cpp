#include "cache/freshening.h"

#include <charconv>

#include "cache/entity_tag.h"
#include "cache/freshness.h"
#include "cache/make_stored.h"
#include "cache/selecting.h"
#include "cache/stored_fields.h"
#include "cache/storing_checks.h"

namespace sluice::cache {

namespace {

using http::HeaderMap;

bool hasSame(const HeaderMap& a, const HeaderMap& b, std::string_view name) {
    const auto value = a.find(name);
    return value && value == b.find(name);
}

/// RFC 9111 section 4.3.4. Of a response with both, the entity-tag tells.
bool isOfSameRepresentation(const HeaderMap& stored, const HeaderMap& update) {
    if (const auto tag = update.find("ETag")) {
        const EntityTag found = parseEntityTag(*tag);
        const EntityTag known = parseEntityTag(stored.find("ETag").value_or(""));
        if (found.isWeak ? equalWeakly(found, known) : equalStrongly(found, known)) return true;
        if (known.opaque.empty())
            return hasSame(stored, update, "Last-Modified") &&
                   isStrongDate(*stored.find("Last-Modified"), stored.find("Date").value_or(""));
        return !found.isWeak && !known.isWeak && found.opaque == known.opaque;  // without quotes
    }
    if (update.contains("Last-Modified")) return hasSame(stored, update, "Last-Modified");
    return true;
}

StoredResponse updated(const StoredResponse& stored, const http::ResponseHead& update,
                       const http::RequestHead& request, WallTime requested, WallTime received,
                       const Options& options) {
    http::ResponseHead merged;
    merged.status = stored.status;
    merged.reason = stored.reason;
    merged.fields = updatedFields(stored.fields, update.fields);
    if (const auto age = update.fields.find("Age")) merged.fields.add("Age", *age);
    if (merged.fields.contains("Set-Cookie") &&
        !mayShareCookies(request, responseDirectives(merged.fields), options)) {
        merged.fields.remove("Set-Cookie");
    }
    StoredResponse fresh = makeStored(request, merged, requested, received, options, stored.route);
    fresh.body = stored.body;
    return fresh;
}

bool hasLength(const HeaderMap& fields, uint64_t bytes) {
    const auto text = fields.find("Content-Length");
    if (!text) return true;
    uint64_t length = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), length);
    return error == std::errc() && end == text->data() + text->size() && length == bytes;
}

}  // namespace

std::optional<StoredResponse> freshened(const StoredResponse& stored,
                                        const http::ResponseHead& notModified,
                                        const http::RequestHead& request, WallTime requested,
                                        WallTime received, const Options& options) {
    if (!isOfSameRepresentation(stored.fields, notModified.fields)) return std::nullopt;
    return updated(stored, notModified, request, requested, received, options);
}

std::vector<StoredResponse> freshenedSiblings(const Variants& variants,
                                              const StoredResponse& stored,
                                              const http::ResponseHead& notModified,
                                              const http::RequestHead& request, WallTime requested,
                                              WallTime received, const Options& options) {
    const EntityTag tag = parseEntityTag(notModified.fields.find("ETag").value_or(""));
    std::vector<StoredResponse> siblings;
    if (tag.isWeak || tag.opaque.empty()) return siblings;
    for (const StoredResponsePtr& other : variants.list) {
        const EntityTag known = parseEntityTag(other->fields.find("ETag").value_or(""));
        const bool same =
            other->varyNames == stored.varyNames && other->selecting == stored.selecting;
        if (same || !equalStrongly(tag, known) || !matches(*other, request.fields)) continue;
        StoredResponse fresh = updated(*other, notModified, request, requested, received, options);
        if (fresh.varyNames != other->varyNames) continue;
        fresh.selecting = other->selecting;
        siblings.push_back(std::move(fresh));
    }
    return siblings;
}

bool headMatches(const StoredResponse& stored, uint64_t storedBytes,
                 const http::ResponseHead& head) {
    const auto agrees = [&](std::string_view name) {
        return !head.fields.contains(name) || hasSame(stored.fields, head.fields, name);
    };
    return stored.status == 200 && head.status == 200 && agrees("ETag") &&
           agrees("Last-Modified") && hasLength(head.fields, storedBytes);
}

std::optional<StoredResponse> freshenedByHead(const StoredResponse& stored, uint64_t storedBytes,
                                              const http::ResponseHead& head,
                                              const http::RequestHead& request, WallTime requested,
                                              WallTime received, const Options& options) {
    if (!headMatches(stored, storedBytes, head)) return std::nullopt;
    return updated(stored, head, request, requested, received, options);
}

}  // namespace sluice::cache
