#pragma once

#include <string_view>

#include "cache/options.h"

namespace sluice::cache {

/// Whether a request's field of this name tells a server who asks: Authorization,
/// Proxy-Authorization, Cookie, and what the configuration names besides. Allocates nothing.
bool isCredential(std::string_view name, const Options& options);

}  // namespace sluice::cache
