#include "cache/plain_request.h"

#include <algorithm>

#include "cache/credentials.h"
#include "http/field_names.h"

namespace sluice::cache {

namespace {

/// They tell of the connection, the way, the client's program, its own copy of the answer or the
/// part that it wants; none of them makes another answer.
constexpr http::FieldNames kNeutral{"b3",
                                    "baggage",
                                    "cache-control",
                                    "cdn-loop",
                                    "connection",
                                    "content-length",
                                    "date",
                                    "dnt",
                                    "early-data",
                                    "expect",
                                    "host",
                                    "http2-settings",
                                    "if-match",
                                    "if-modified-since",
                                    "if-none-match",
                                    "if-range",
                                    "if-unmodified-since",
                                    "keep-alive",
                                    "max-forwards",
                                    "pragma",
                                    "priority",
                                    "proxy-connection",
                                    "range",
                                    "referer",
                                    "sec-ch-ua",
                                    "sec-ch-ua-mobile",
                                    "sec-ch-ua-platform",
                                    "sec-fetch-dest",
                                    "sec-fetch-mode",
                                    "sec-fetch-site",
                                    "sec-fetch-user",
                                    "sec-gpc",
                                    "te",
                                    "traceparent",
                                    "tracestate",
                                    "trailer",
                                    "transfer-encoding",
                                    "uber-trace-id",
                                    "upgrade",
                                    "upgrade-insecure-requests",
                                    "user-agent",
                                    "via",
                                    "warning",
                                    "x-amzn-trace-id",
                                    "x-b3-flags",
                                    "x-b3-parentspanid",
                                    "x-b3-sampled",
                                    "x-b3-spanid",
                                    "x-b3-traceid",
                                    "x-cloud-trace-context",
                                    "x-correlation-id",
                                    "x-forwarded-for",
                                    "x-real-ip",
                                    "x-request-id"};

constexpr http::FieldNames kChoosing{"accept", "accept-encoding",  "accept-language",
                                     "origin", "x-forwarded-host", "x-forwarded-proto"};

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
