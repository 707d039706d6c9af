#pragma once

#include <cstdint>
#include <string_view>

#include "http/request.h"
#include "upstream/options.h"

namespace sluice::gateway {

/// What consistent-hash balances a request by, as a hash: a header, a cookie, the client's address
/// or the path without query. A request without the header or cookie goes by its client. Any
/// thread.
uint64_t hashKeyOf(const upstream::HashOptions& options, const http::RequestHead& request,
                   std::string_view peer);

}  // namespace sluice::gateway
