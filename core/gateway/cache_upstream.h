#pragma once

#include <string>

#include "routing/route.h"
#include "upstream/options.h"

namespace sluice::gateway {

/// One word for what decides, besides the URL, which resource a stored answer is of: the pool, the
/// fields by which the route was chosen, and what the route makes of URL and fields. Another one
/// after a reload that changes any of that; the same for servers that come and go, and in all
/// instances with that configuration.
std::string upstreamOf(const routing::Route& route, const upstream::PoolOptions& pool);

}  // namespace sluice::gateway
