#include "cache/cache_control.h"

#include "cache/directive.h"
#include "cache/field_list.h"
#include "cache/targeted_control.h"

namespace sluice::cache {

CacheControl cacheControlOf(const http::HeaderMap& fields) {
    CacheControl control;
    control.isPresent = fields.contains("Cache-Control");
    if (!control.isPresent) return control;
    forEachElement(fields, "Cache-Control",
                   [&](std::string_view element) { applyElement(element, control); });
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
