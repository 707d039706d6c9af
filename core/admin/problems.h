#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "admin/resource.h"
#include "http/problem.h"
#include "metrics/snapshot.h"

/// The admin API's own errors. Each says what was asked for and what there is instead.
namespace sluice::admin {

http::Problem noResource(std::string_view path);
http::Problem methodNotAllowed(std::string_view method, const Resource& resource);
http::Problem unknownFormat(std::string_view format);
http::Problem noPool(std::string_view pool, const metrics::Snapshot& snapshot);
http::Problem noServer(std::string_view server, const metrics::PoolSnapshot& pool);
http::Problem noRoute(std::string_view route, const std::vector<std::string>& routes);
http::Problem notChanged(const std::string& why);
http::Problem notRunning();
http::Problem notNow(const std::string& why);

}  // namespace sluice::admin
