#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "gateway/batch_request.h"

namespace sluice::gateway {

/// What is wrong with a whole document, and where.
struct BatchError {
    std::string text;
    size_t line = 1;
    size_t column = 1;  ///< in characters
};

/// The requests of a JSON document, an array; bad ones say what is wrong with them. Pure.
Result<std::vector<BatchRequest>, BatchError> readBatch(std::string_view document,
                                                        const BatchRules& rules);

}  // namespace sluice::gateway
