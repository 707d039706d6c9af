#pragma once

#include <cstdint>
#include <string_view>

#include "http/request.h"
#include "upstream/options.h"

namespace sluice::gateway {

/// What consistent-hash goes by for this request: the same number for the same value, in every
/// worker and after a restart. A request whose header or cookie is missing or empty goes by the
/// client's address, `peer`.
uint64_t hashKeyOf(const upstream::HashOptions& options, const http::RequestHead& request,
                   std::string_view peer);

}  // namespace sluice::gateway
