#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/changes.h"

namespace sluice::config {

/// Replaces just the text of the changed values, so that comments, order and every other line stay
/// as they are. A key that is not there is added to its table, and a table to its pool. Of several
/// changes of one path the last counts. An item of an array that is new is appended, and one whose
/// new value is null goes. Fails, changing nothing, if the text is not valid TOML or a
/// pool or server is not in it.
Result<std::string> patch(std::string_view toml, const std::vector<Change>& changes);

/// Writes by a temporary file in the same folder, fsync and rename; keeps the file's mode and
/// follows a symbolic link to its target.
Result<> replaceFile(const std::string& path, std::string_view text);

}  // namespace sluice::config
