#pragma once

#include <string_view>

namespace sluice::http {

/// A request line or a status line, as views into its bytes.
struct StartLine {
    std::string_view method;  ///< of a request
    std::string_view target;  ///< of a request
    int status = 0;           ///< of a response, 0 to 999
    std::string_view reason;  ///< of a response
    int minorVersion = 1;     ///< 0, or 1 for all later ones (RFC 9110 section 2.5)
};

}  // namespace sluice::http
