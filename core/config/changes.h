#pragma once

#include <string>
#include <vector>

#include "config/document.h"

namespace sluice::config {

/// The keys that lead to a value. A server's is its name: {"pools", "api", "servers", "orders-1",
/// "weight"}.
using Path = std::vector<std::string>;

struct Change {
    Path path;
    Value before;
    Value after;
};

/// What differs between two tables, key by key. A table within is compared as a whole where the
/// keys are not the same. `at`: where the tables are.
std::vector<Change> differences(const Value& before, const Value& after, const Path& at = {});

/// For a person: "weight 1 → 2.5", the path without its first `skip` keys.
std::string describe(const Change& change, size_t skip);

}  // namespace sluice::config
