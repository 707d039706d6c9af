#pragma once

#include <string>
#include <string_view>

namespace sluice::http {

/// Reads `input` as a stream of messages and checks what must hold for any bytes whatever: nothing
/// outside the input is handed out, and neither how the bytes were split nor a second pass through
/// the serializer changes what was read. The first byte chooses the parser and its limits, the
/// second one seeds the splitting. Returns what was violated, or nothing.
std::string checkHttpParser(std::string_view input);

}  // namespace sluice::http
