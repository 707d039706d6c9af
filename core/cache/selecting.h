#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cache/stored_response.h"
#include "http/header_map.h"
#include "http/hop_by_hop.h"

namespace sluice::cache {

/// In Vary, as each is compared for each look-up.
inline constexpr size_t mostVaryNames = 64;

using SelectingFields = std::vector<std::pair<std::string, std::string>>;

/// The names in all lines of Vary: lower case, sorted, unique; empty where there is none. Nothing
/// where no later request can match (RFC 9111 section 4.1): for "*", for a member that is no field
/// name, for fields that a gateway writes anew for each client or request, and for more than
/// mostVaryNames.
std::optional<std::vector<std::string>> varyNames(const http::HeaderMap& responseFields);

/// What a request has of the fields of these names, as StoredResponse::selecting wants it.
SelectingFields selectingFields(const http::HeaderMap& requestFields,
                                const std::vector<std::string>& names);

/// What a request has of the fields that select, each normalised once at most, and only where the
/// text as it came is not the one that is looked for. Outlived by the fields.
class RequestValues {
public:
    explicit RequestValues(const http::HeaderMap& fields) : m_fields(fields) {}

    bool has(std::string_view name);  ///< for the server: see isPresented()
    bool has(const std::string& name, std::string_view value);

private:
    const http::HeaderMap& m_fields;
    std::optional<http::ConnectionOptions> m_connection;
    std::vector<std::pair<std::string, std::string>> m_normal;
};

/// Whether the request has the same as the one that brought the response (RFC 9111 section 4.1).
/// Allocates nothing for a response without Vary.
bool matches(const StoredResponse& response, RequestValues& request);
bool matches(const StoredResponse& response, const http::HeaderMap& requestFields);

}  // namespace sluice::cache
