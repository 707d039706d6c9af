#pragma once

#include "cache/explanation.h"
#include "gateway/configuration.h"

namespace sluice::gateway {

/// What the cache makes of a request, and made of the last answer to it. Any thread.
cache::Explanation explainCaching(const Configuration& configuration,
                                  const http::RequestHead& request, cache::WallTime now);

/// The same where an answer has just come through the gateway, which may be the only one known.
cache::Explanation explainCaching(const Configuration& configuration,
                                  const http::RequestHead& request,
                                  const http::ResponseHead& answer, cache::WallTime now);

}  // namespace sluice::gateway
