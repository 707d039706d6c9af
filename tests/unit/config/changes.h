#pragma once

#include <string>
#include <vector>

#include "config/editor.h"

namespace sluice::config {

inline Value text(const std::string& value) {
    Value result;
    result.kind = Value::Kind::string;
    result.text = value;
    return result;
}

inline Value real(double value) {
    Value result;
    result.kind = Value::Kind::real;
    result.real = value;
    return result;
}

struct WeightChange {
    std::string pool;
    std::string server;
    double weight = 1.0;
};

inline auto patchWeights(std::string_view toml, const std::vector<WeightChange>& changes) {
    std::vector<Change> all;
    for (const auto& change : changes)
        all.push_back(
            {{"pools", change.pool, "servers", change.server, "weight"}, {}, real(change.weight)});
    return patch(toml, all);
}

}  // namespace sluice::config
