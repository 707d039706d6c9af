#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace sluice::http {

/// What a parser refuses, or who reads for it. `status` is what a gateway answers to a bad request:
/// 301, 400, 408, 413, 414, 417, 431, 501, 503 or 505; for a bad response it is 502.
struct ParseError {
    /// What was passed, if it can be set.
    enum class Limit : uint8_t {
        none,
        headBytes,
        targetBytes,
        bodyBytes,
        headTime,
        bodyTime,
        bodyRate,
        connections,
    };

    int status = 400;
    std::string message;  ///< one line for a person: what was found and which rule it breaks
    Limit limit = Limit::none;
    std::string location = {};  ///< with 301: where the same is to be asked for
};

inline tl::unexpected<ParseError> refusal(int status, std::string message,
                                          ParseError::Limit limit = ParseError::Limit::none) {
    return tl::unexpected<ParseError>(ParseError{status, std::move(message), limit});
}

/// The text between quotation marks, fit for one line of a message: shortened, without controls.
std::string quote(std::string_view text);

}  // namespace sluice::http
