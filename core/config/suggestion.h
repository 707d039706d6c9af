#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sluice::config {

/// "; did you mean 'strategy'?", or nothing if no candidate is near enough to be meant.
std::string suggestion(std::string_view found, const std::vector<std::string>& candidates);

/// `"a", "b" or "c"`.
std::string listed(const std::vector<std::string>& names);

}  // namespace sluice::config
