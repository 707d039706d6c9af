#pragma once

#include <string_view>

#include "http/request.h"

namespace sluice::http {

/// Reads what can be told of a head that was refused, so that it is answered in a form that its
/// client understands: the method, if `head` has none yet, and all that looks like a field, the
/// last one cut off where `bytes` end. Nothing of it may be trusted or forwarded.
void readRefusedHead(std::string_view bytes, RequestHead& head);

}  // namespace sluice::http
