#pragma once

#include <string>
#include <string_view>

namespace sluice::cache::redis {

/// An error that Redis answers with, for people: what it means and what to do, and the error.
std::string explainedRefusal(std::string_view error);

}  // namespace sluice::cache::redis
