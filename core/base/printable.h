#pragma once

#include <string>
#include <string_view>

namespace sluice {

/// Text from servers, files or other programs as a terminal or a log may get it: controls, which a
/// terminal would obey, are written as "\\x1b". Line ends and tabs stay; UTF-8 stays, but for its
/// own controls (U+0080 to U+009F). Pure.
std::string printable(std::string_view text);

}  // namespace sluice
