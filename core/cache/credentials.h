#pragma once

#include <string_view>

#include "cache/options.h"
#include "http/header_map.h"

namespace sluice::cache {

/// Whether a request's field of this name tells a server who asks: Authorization,
/// Proxy-Authorization, Cookie, and what the configuration names besides. Allocates nothing.
bool isCredential(std::string_view name, const Options& options);

/// Whether a request has such a field.
bool hasCredential(const http::HeaderMap& requestFields, const Options& options);

/// Whether it has one other than Cookie. A path's rule is for those who ask without: whoever writes
/// it may well know that cookies do not matter there.
bool tellsWhoAsks(const http::HeaderMap& requestFields, const Options& options);

}  // namespace sluice::cache
