#pragma once

#include <string>
#include <utility>
#include <vector>

namespace sluice::cache {

/// A GET that somebody asks about: of "http://host/path", or of "/path" at the address that the
/// gateway listens on.
struct Question {
    std::string url;
    std::vector<std::pair<std::string, std::string>> fields;  ///< of the request
};

}  // namespace sluice::cache
