#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cache/options.h"
#include "cache/stored_response.h"
#include "http/request.h"
#include "http/response.h"

namespace sluice::cache {

/// What to store of a storable response, whose head is as the server sent it: before the gateway
/// adds fields of its own. The body is left null, for the caller to set.
/// `requested`, `received`: when the request was sent and the head of the response came.
StoredResponse makeStored(const http::RequestHead& request, const http::ResponseHead& response,
                          WallTime requested, WallTime received, const Options& options,
                          std::string_view route);

/// The tags in all lines of Surrogate-Key (separated by blanks) and Cache-Tag (by commas), each
/// once, at most `maxTags`.
std::vector<std::string> tagsOf(const http::HeaderMap& responseFields);
inline constexpr size_t maxTags = 256;

}  // namespace sluice::cache
