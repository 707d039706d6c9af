#pragma once

#include <QNetworkReply>

#include "http/parse_error.h"
#include "http/response.h"

namespace sluice::upstream {

/// What Qt gave of the interim heads before the one at hand, whose fields it adds to theirs.
struct InterimFields {
    http::HeaderMap given;  ///< by QNetworkReply, of each name
    http::HeaderMap sent;   ///< by the server in all these heads together
};

/// Fills `head` from a reply whose status has come. Qt joins fields of one name: Set-Cookie by
/// newlines, which are taken apart again, all others by commas; of fields that break the grammar it
/// drops the whole section, so that an answer without fields is refused. Applies the same rules as
/// the parser of the direct transport. `interim` is brought up to date if the head is interim.
Result<void, http::ParseError> readReplyHead(const QNetworkReply& reply,
                                             std::string_view requestMethod, InterimFields& interim,
                                             http::ResponseHead& head);

}  // namespace sluice::upstream
