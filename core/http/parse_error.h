#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace sluice::http {

/// What a parser refuses. `status` is what a gateway answers to a bad request: 400, 413, 414, 417,
/// 431, 501 or 505; for a bad response it is 502.
struct ParseError {
    int status = 400;
    std::string message;  ///< one line for a person: what was found and which rule it breaks
};

inline tl::unexpected<ParseError> refusal(int status, std::string message) {
    return tl::unexpected<ParseError>(ParseError{status, std::move(message)});
}

/// The text between quotation marks, fit for one line of a message: shortened, without controls.
std::string quote(std::string_view text);

}  // namespace sluice::http
