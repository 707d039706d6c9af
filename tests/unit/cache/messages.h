#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "cache/http_date.h"
#include "cache/make_stored.h"
#include "http/ascii.h"
#include "http/request.h"
#include "http/response.h"

/// Messages out of short texts, for the tests of the cache's rules.
namespace sluice::cache {

/// When the tests' responses come: Sun, 06 Nov 2033 08:49:37 GMT.
inline const WallTime kNow = *parseHttpDate("Sun, 06 Nov 2033 08:49:37 GMT");

inline std::string dateAt(Seconds offset) {
    return formatHttpDate(kNow + offset);
}

/// "Name: value|Name: value"
inline http::HeaderMap fieldsOf(std::string_view text) {
    http::HeaderMap fields;
    while (!text.empty()) {
        const size_t end = std::min(text.find('|'), text.size());
        const std::string_view line = text.substr(0, end);
        const size_t colon = line.find(':');
        fields.add(line.substr(0, colon), http::trimmed(line.substr(colon + 1)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return fields;
}

inline http::RequestHead requestOf(std::string_view fields = {}, std::string_view method = "GET",
                                   std::string_view target = "/a") {
    http::RequestHead request;
    request.method = method;
    request.target = target;
    request.authority = "example.test";
    request.fields = fieldsOf(fields);
    return request;
}

/// Without a Date, unless `fields` have one.
inline http::ResponseHead responseOf(std::string_view fields = {}, int status = 200) {
    http::ResponseHead response;
    response.status = status;
    response.fields = fieldsOf(fields);
    return response;
}

/// Keeps only what the origin allows.
inline Options silentOptions() {
    Options options;
    options.defaultTtl = Seconds(0);
    return options;
}

/// Stored at kNow.
inline StoredResponse storedOf(std::string_view fields, std::string_view requestFields = {},
                               int status = 200) {
    return makeStored(requestOf(requestFields), responseOf(fields, status), kNow, kNow,
                      silentOptions(), "route");
}

inline StoredResponsePtr sharedOf(StoredResponse response) {
    return std::make_shared<const StoredResponse>(std::move(response));
}

/// "Name: value|…"
inline std::string textOf(const http::HeaderMap& fields) {
    std::string text;
    for (const auto [name, value] : fields) {
        text.append(text.empty() ? "" : "|").append(name).append(": ").append(value);
    }
    return text;
}

}  // namespace sluice::cache
