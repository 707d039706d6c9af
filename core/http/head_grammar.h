#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "http/head_collector.h"
#include "http/parse_error.h"

namespace sluice::http {

/// The grammar of a head (RFC 9112 sections 2 to 5), by Boost.Beast, for bytes that HeadScan let
/// pass. What Beast lets pass and the rules must look at: bytes above 0x7f in a target, statuses
/// below 100, repeated and listed Content-Lengths of one value, transfer codings other than
/// chunked.
/// Lives for one head, or for the part of it that is there: what is kept between the pieces of a
/// head that trickles in is up to its user.
template <bool isRequest>
class HeadGrammar {
public:
    /// `line` ends with its CRLF. 505 for another major version than 1. The result lives as long as
    /// this and `line`.
    Result<StartLine, ParseError> startLine(std::string_view line);
    /// `section` is all field lines and the empty line. Appends to `fields`; values are trimmed.
    /// Without a start line before, it stands for itself.
    Result<ControlFields, ParseError> fields(std::string_view section, HeaderMap& fields);

private:
    HeadCollector<isRequest> m_collector;
    std::string m_rewrittenLine;
    bool m_begun = false;
};

extern template class HeadGrammar<true>;
extern template class HeadGrammar<false>;

}  // namespace sluice::http
