#pragma once

#include <string_view>

#include "base/result.h"
#include "http/control_fields.h"
#include "http/framing.h"
#include "http/header_map.h"
#include "http/parse_error.h"

namespace sluice::http {

/// What the fields alone say: chunked, a length, or nothing at all (Kind::none). Everything that
/// two readers might frame differently is refused (RFC 9112 sections 6.1 to 6.3 and 11.2): a
/// repeated or listed Content-Length, Content-Length with Transfer-Encoding, Transfer-Encoding in
/// HTTP/1.0 or other than one "chunked". 501 for a coding that is well-formed but unknown, else
/// 400.
Result<Framing, ParseError> declaredFraming(int minorVersion, const ControlFields& control);

/// Whether the connection persists after this message (RFC 9112 section 9.3).
bool persists(int minorVersion, const ControlFields& control, const HeaderMap& fields);

}  // namespace sluice::http
