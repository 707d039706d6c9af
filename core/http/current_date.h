#pragma once

#include <string_view>

namespace sluice::http {

/// This second as Date tells it (RFC 9110 section 5.6.7). Valid until the calling thread asks
/// again; made once a second.
std::string_view currentDate();

}  // namespace sluice::http
