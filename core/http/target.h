#pragma once

#include <string>
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

/// The path and query of a target in origin-form or absolute-form that has bytes from 0x80, with
/// these and all else that a URI cannot have (RFC 3986 section 2) percent-encoded. Empty for any
/// other target, and where the result could name another host (a path that begins with "//").
std::string encodedTarget(std::string_view target);

}  // namespace sluice::http
