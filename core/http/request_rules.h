#pragma once

#include "base/result.h"
#include "http/control_fields.h"
#include "http/parse_error.h"
#include "http/parser_limits.h"
#include "http/request.h"
#include "http/start_line.h"

namespace sluice::http {

/// Fills method, target, version and, from an absolute-form target, the authority.
Result<void, ParseError> applyRequestLine(const StartLine& line, const ParserLimits& limits,
                                          RequestHead& head);

/// Checks Host, framing and Expect, and fills what follows from them. Before: applyRequestLine().
Result<void, ParseError> applyRequestFields(const ControlFields& control,
                                            const ParserLimits& limits, RequestHead& head);

}  // namespace sluice::http
