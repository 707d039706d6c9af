#pragma once

#include <string>
#include <string_view>

#include "http/request.h"
#include "http/response.h"

namespace sluice::http {

/// These append to `out`, which the caller keeps and reuses. They write the fields as they are: the
/// caller has put the framing fields right. They never emit CR, LF or NUL from a value: such bytes
/// cannot come out of the parsers, and configuration is validated, so this is asserted.
void appendRequestHead(std::string& out, const RequestHead& head);
void appendResponseHead(std::string& out, const ResponseHead& head);

/// "size CRLF data CRLF"; an empty piece writes nothing (it would end the body).
void appendChunk(std::string& out, std::string_view piece);
/// "0 CRLF trailers CRLF".
void appendLastChunk(std::string& out, const HeaderMap& trailers);

/// Sets Content-Length or Transfer-Encoding as `framing` says and removes the other one.
/// none and untilClose remove both.
void setFramingFields(HeaderMap& fields, const Framing& framing);

}  // namespace sluice::http
