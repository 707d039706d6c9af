#pragma once

#include <string_view>

#include "base/result.h"
#include "http/control_fields.h"
#include "http/header_map.h"
#include "http/parse_error.h"
#include "http/start_line.h"

/// The grammar of a head (RFC 9112 sections 2 to 5), for complete lines that HeadScan let pass: it
/// has refused all controls but HTAB, and every CR is followed by LF. What it lets pass and the
/// rules must look at: bytes above 0x7f in a target, statuses below 100, and whatever the values of
/// control fields say.
namespace sluice::http {

/// Both take a line with its CRLF; 505 for another major version than 1, else 400. The result lives
/// as long as the line.
Result<StartLine, ParseError> parseRequestLine(std::string_view line);
Result<StartLine, ParseError> parseStatusLine(std::string_view line);

/// `section` is all field lines and the empty line. Appends to `fields`; values are trimmed. 400
/// for a line that is no field.
Result<ControlFields, ParseError> parseFields(std::string_view section, HeaderMap& fields);

}  // namespace sluice::http
