#pragma once

#include <optional>
#include <string_view>

#include "cache/cache_control.h"

namespace sluice::cache {

/// A targeted field (RFC 9213): a structured dictionary of cache directives (RFC 8941 section 3.2).
/// Nothing where it is absent, empty or invalid, and therefore ignored.
std::optional<CacheControl> targetedControlOf(const http::HeaderMap& fields, std::string_view name);

}  // namespace sluice::cache
