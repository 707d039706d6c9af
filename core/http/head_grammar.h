#pragma once

#include <memory>
#include <string_view>

#include "base/result.h"
#include "http/control_fields.h"
#include "http/header_map.h"
#include "http/parse_error.h"

namespace sluice::http {

/// A request line or a status line, as views into its bytes.
struct StartLine {
    std::string_view method;  ///< of a request
    std::string_view target;  ///< of a request
    int status = 0;           ///< of a response, 0 to 999
    std::string_view reason;  ///< of a response
    int minorVersion = 1;     ///< 0, or 1 for all later ones (RFC 9110 section 2.5)
};

/// The grammar of a head (RFC 9112 sections 2 to 5), by Boost.Beast, for bytes that HeadScan let
/// pass. What Beast lets pass and the rules must look at: bytes above 0x7f in a target, statuses
/// below 100, repeated and listed Content-Lengths of one value, transfer codings other than
/// chunked.
template <bool isRequest>
class HeadGrammar {
public:
    HeadGrammar();
    ~HeadGrammar();

    void reset();
    /// `line` ends with its CRLF. 505 for another major version than 1.
    Result<StartLine, ParseError> startLine(std::string_view line);
    /// `section` is all field lines and the empty line. Appends to `fields`; values are trimmed.
    Result<ControlFields, ParseError> fields(std::string_view section, HeaderMap& fields);

private:
    struct Machine;
    std::unique_ptr<Machine> m_machine;
};

extern template class HeadGrammar<true>;
extern template class HeadGrammar<false>;

}  // namespace sluice::http
