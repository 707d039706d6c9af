#pragma once

#include <memory>
#include <string>

#include "cache/body.h"
#include "cache/stored_fields.h"
#include "cache/stored_response.h"

namespace sluice::cache {

/// A response with a body of so many bytes, as servers send them.
inline StoredResponse responseOf(size_t bytes) {
    StoredResponse response;
    response.reason = "OK";
    response.fields.add("Content-Type", "text/html; charset=utf-8");
    response.fields.add("Cache-Control", "public, max-age=3600");
    response.fields.add("ETag", "\"5f3c-5b2a9c1d4e\"");
    response.fields.add("Date", "Wed, 25 Nov 2026 10:00:00 GMT");
    response.fields = kept(response.fields);
    response.route = "static";
    response.body = Body::of(std::string(bytes, 'x'));
    return response;
}

inline StoredResponsePtr stored(size_t bytes) {
    return std::make_shared<const StoredResponse>(responseOf(bytes));
}

/// One that was selected by the request's Accept-Language.
inline StoredResponsePtr variant(const std::string& language, size_t bytes = 100,
                                 uint64_t client = 0) {
    StoredResponse response = responseOf(bytes);
    response.varyNames = {"accept-language"};
    response.selecting = {{"accept-language", language}};
    response.client = client;
    return std::make_shared<const StoredResponse>(std::move(response));
}

/// One whose body is on its way.
inline StoredResponsePtr growing() {
    StoredResponse response = responseOf(0);
    response.body = std::make_shared<Body>();
    return std::make_shared<const StoredResponse>(std::move(response));
}

inline std::string urlOf(size_t number) {
    return "http://example.com/articles/" + std::to_string(number) + "?view=full";
}

}  // namespace sluice::cache
