#pragma once

#include <QNetworkReply>

#include "http/parse_error.h"
#include "http/response.h"

namespace sluice::upstream {

/// Fills `head` from a reply whose status has come. Qt joins fields of one name: Set-Cookie by
/// newlines, which are taken apart again, all others by commas; of
/// fields that break the grammar it drops the whole section, so that an answer without fields is
/// refused. Applies the same rules as the
/// parser of the direct transport.
Result<void, http::ParseError> readReplyHead(const QNetworkReply& reply,
                                             std::string_view requestMethod,
                                             http::ResponseHead& head);

}  // namespace sluice::upstream
