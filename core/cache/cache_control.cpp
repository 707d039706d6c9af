#include "cache/cache_control.h"

#include "cache/directive.h"
#include "cache/field_list.h"
#include "cache/targeted_control.h"

namespace sluice::cache {

namespace {

/// More than anybody needs to say; what is behind may forbid anything.
constexpr size_t mostControlBytes = 4096;

size_t bytesOf(const http::HeaderMap& fields, std::string_view name) {
    size_t bytes = 0;
    for (const auto field : fields)
        bytes += http::equalNames(field.name, name) ? field.value.size() : 0;
    return bytes;
}

}  // namespace

CacheControl cacheControlOf(const http::HeaderMap& fields) {
    CacheControl control;
    control.isPresent = fields.contains("Cache-Control");
    if (!control.isPresent) return control;
    const auto use = [&](std::string_view element) { applyElement(element, control); };
    const bool isShort = bytesOf(fields, "Cache-Control") <= mostControlBytes;
    if (!isShort || !forEachElement(fields, "Cache-Control", use, Quoting::pairs, mostElements))
        control.noStore = true;
    return control;
}

CacheControl requestDirectives(const http::HeaderMap& fields) {
    CacheControl control = cacheControlOf(fields);
    if (!control.isPresent && fields.contains("Pragma"))
        control.noCache = fields.hasToken("Pragma", "no-cache");
    return control;
}

CacheControl responseDirectives(const http::HeaderMap& fields) {
    if (fields.contains("CDN-Cache-Control")) {
        if (auto targeted = targetedControlOf(fields, "CDN-Cache-Control")) return *targeted;
    }
    return cacheControlOf(fields);
}

}  // namespace sluice::cache
