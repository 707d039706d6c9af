#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sluice::fuzz {

/// The tokens of a dictionary as libFuzzer reads it: a line "text" for each, with \\, \" and \xAB;
/// other lines are comments.
std::vector<std::string> readTokens(std::string_view dictionary);

}  // namespace sluice::fuzz
