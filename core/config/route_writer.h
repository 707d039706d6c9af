#pragma once

#include "config/document.h"
#include "routing/route.h"

namespace sluice::config {

/// A route as the file would say it: all that readRoute() reads back. What has no value that would
/// mean the same as leaving it out is null then.
Value writeRoute(const routing::Route& route);

}  // namespace sluice::config
