#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cache/stored_response.h"
#include "http/header_map.h"

namespace sluice::cache {

using SelectingFields = std::vector<std::pair<std::string, std::string>>;

/// The names in all lines of Vary: lower case, sorted, unique; empty where there is none. Nothing
/// where no later request can match (RFC 9111 section 4.1): for "*", for a member that is no field
/// name, and for fields that a gateway writes anew for each client or request.
std::optional<std::vector<std::string>> varyNames(const http::HeaderMap& responseFields);

/// What a request has of the fields of these names, as StoredResponse::selecting wants it.
SelectingFields selectingFields(const http::HeaderMap& requestFields,
                                const std::vector<std::string>& names);

/// Whether the request has the same as the one that brought the response (RFC 9111 section 4.1).
/// Allocates nothing for a response without Vary.
bool matches(const StoredResponse& response, const http::HeaderMap& requestFields);

}  // namespace sluice::cache
