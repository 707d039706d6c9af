#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "http/control_fields.h"
#include "http/parse_error.h"
#include "http/parser_limits.h"
#include "http/response.h"
#include "http/start_line.h"

namespace sluice::http {

/// What of the request decides about the response's body (RFC 9112 section 6.3).
enum class RequestKind : uint8_t { head, connect, other };

RequestKind requestKind(std::string_view method);

Result<void, ParseError> applyStatusLine(const StartLine& line, ResponseHead& head);

/// Checks the framing and fills what follows from it. Before: applyStatusLine().
Result<void, ParseError> applyResponseFields(const ControlFields& control, RequestKind request,
                                             const ParserLimits& limits, ResponseHead& head);

}  // namespace sluice::http
