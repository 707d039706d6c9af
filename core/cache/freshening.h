#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "cache/options.h"
#include "cache/stored_response.h"
#include "http/request.h"
#include "http/response.h"

namespace sluice::cache {

/// The stored response that a 304 freshens (RFC 9111 section 4.3.4), with the same body. Nothing
/// where the 304 is of another representation: a strong validator that the stored one lacks, or
/// other weak ones; the request must then be sent again without conditions. A 304 without any
/// validator answers for the one response that was asked about.
/// Whether the result may stay stored is for judge() to say. `request`: the one that the 304
/// answers; it matches the stored response's Vary. Cookies that the 304 sets are left out unless
/// they are for everyone.
std::optional<StoredResponse> freshened(const StoredResponse& stored,
                                        const http::ResponseHead& notModified,
                                        const http::RequestHead& request, WallTime requested,
                                        WallTime received, const Options& options);

/// Of the same key's other variants, those that could have been chosen for the request and have the
/// 304's strong entity-tag, freshened by it too (RFC 9111 section 4.3.4). Where the 304 brings
/// another Vary they are left alone.
std::vector<StoredResponse> freshenedSiblings(const Variants& variants,
                                              const StoredResponse& stored,
                                              const http::ResponseHead& notModified,
                                              const http::RequestHead& request, WallTime requested,
                                              WallTime received, const Options& options);

/// Whether a 200 to HEAD is about the stored 200 of `storedBytes` (RFC 9111 section 4.3.5): what it
/// has of ETag, Last-Modified and Content-Length is the same. If not, what is stored is stale.
bool headMatches(const StoredResponse& stored, uint64_t storedBytes,
                 const http::ResponseHead& head);

/// The stored response updated by a 200 to HEAD that matches it. Nothing if it does not.
std::optional<StoredResponse> freshenedByHead(const StoredResponse& stored, uint64_t storedBytes,
                                              const http::ResponseHead& head,
                                              const http::RequestHead& request, WallTime requested,
                                              WallTime received, const Options& options);

}  // namespace sluice::cache
