#include "cache/plain_request.h"

#include <algorithm>

#include "cache/credentials.h"
#include "http/field_names.h"

namespace sluice::cache {

namespace {

/// They tell of the connection, the way, the client's program, its own copy of the answer or the
/// part that it wants; none of them makes another answer. Spelt as most clients do, which is
/// compared fastest.
constexpr http::FieldNames kNeutral{"b3",
                                    "baggage",
                                    "Cache-Control",
                                    "CDN-Loop",
                                    "Connection",
                                    "Content-Length",
                                    "Date",
                                    "DNT",
                                    "Early-Data",
                                    "Expect",
                                    "Host",
                                    "HTTP2-Settings",
                                    "If-Match",
                                    "If-Modified-Since",
                                    "If-None-Match",
                                    "If-Range",
                                    "If-Unmodified-Since",
                                    "Keep-Alive",
                                    "Max-Forwards",
                                    "Pragma",
                                    "Priority",
                                    "Proxy-Connection",
                                    "Range",
                                    "Referer",
                                    "sec-ch-ua",
                                    "sec-ch-ua-mobile",
                                    "sec-ch-ua-platform",
                                    "Sec-Fetch-Dest",
                                    "Sec-Fetch-Mode",
                                    "Sec-Fetch-Site",
                                    "Sec-Fetch-User",
                                    "Sec-GPC",
                                    "TE",
                                    "traceparent",
                                    "tracestate",
                                    "Trailer",
                                    "Transfer-Encoding",
                                    "uber-trace-id",
                                    "Upgrade",
                                    "Upgrade-Insecure-Requests",
                                    "User-Agent",
                                    "Via",
                                    "Warning",
                                    "X-Amzn-Trace-Id",
                                    "X-B3-Flags",
                                    "X-B3-ParentSpanId",
                                    "X-B3-Sampled",
                                    "X-B3-SpanId",
                                    "X-B3-TraceId",
                                    "X-Cloud-Trace-Context",
                                    "X-Correlation-ID",
                                    "X-Forwarded-For",
                                    "X-Real-IP",
                                    "X-Request-ID"};

constexpr http::FieldNames kChoosing{"Accept", "Accept-Encoding",  "Accept-Language",
                                     "Origin", "X-Forwarded-Host", "X-Forwarded-Proto"};

}  // namespace

bool isPlain(const http::HeaderMap& requestFields, const Options& options) {
    for (const auto field : requestFields) {
        if (!isKnownField(field.name)) return false;
    }
    return !hasCredential(requestFields, options);
}

bool isKnownField(std::string_view name) {
    return kNeutral.contains(name) || kChoosing.contains(name);
}

const std::vector<std::string>& choosingNames() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> sorted(kChoosing.begin(), kChoosing.end());
        for (std::string& name : sorted)
            std::transform(name.begin(), name.end(), name.begin(), http::toLower);
        std::sort(sorted.begin(), sorted.end());
        return sorted;
    }();
    return names;
}

bool mayBeReload(const http::HeaderMap& requestFields) {
    return requestFields.contains("If-None-Match") || requestFields.contains("If-Modified-Since") ||
           requestFields.contains("Upgrade-Insecure-Requests") ||
           requestFields.find("Sec-Fetch-Mode") == "navigate";
}

}  // namespace sluice::cache
