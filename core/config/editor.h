#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sluice::config {

/// A value that was changed while running: pools.POOL, the server's name and its new weight.
struct WeightChange {
    std::string pool;
    std::string server;
    double weight = 1.0;
};

/// Replaces just the text of the changed values, so that comments, order and every other line stay
/// as they are. A server without a `weight` gets a line of its own after its url, indented like it.
/// Fails, changing nothing, if the text is not valid TOML or a server is not in it.
Result<std::string> patchWeights(std::string_view toml, const std::vector<WeightChange>& changes);

/// Writes by a temporary file in the same folder, fsync and rename; keeps the file's mode and
/// follows a symbolic link to its target.
Result<> replaceFile(const std::string& path, std::string_view text);

}  // namespace sluice::config
