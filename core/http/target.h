#pragma once

#include <string_view>

#include "base/result.h"
#include "http/parse_error.h"

namespace sluice::http {

/// A request-target taken apart (RFC 9112 section 3.2), as views into it.
struct Target {
    std::string_view authority;  ///< of absolute-form; empty for the other forms
    std::string_view path;       ///< of absolute-form it may be empty, which means "/"
    std::string_view query;      ///< with its '?'; may be empty
};

/// Accepts origin-form, absolute-form (http and https) and, for OPTIONS, asterisk-form (path "*").
/// Percent-escapes are left as they are. 501 for CONNECT, else 400.
Result<Target, ParseError> parseTarget(std::string_view method, std::string_view target);

}  // namespace sluice::http
