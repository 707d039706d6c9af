#pragma once

#include "cache/stored_response.h"
#include "http/request.h"
#include "http/response.h"

namespace sluice::cache {

/// Whether the client's own conditions make the answer a 304 (RFC 9111 section 4.3.2):
/// If-None-Match by weak comparison, else If-Modified-Since against Last-Modified or, where there
/// is none, Date. Only for stored 2xx; invalid conditions are none. Allocates nothing.
bool isNotModified(const StoredResponse& response, const http::RequestHead& request);

/// The 304 of a stored response (RFC 9110 section 15.4.5): its fields without those that describe
/// content, Last-Modified only where there is no ETag. Age is the caller's to add.
http::ResponseHead notModifiedHead(const StoredResponse& response);

/// Turns the fields of a request for the server into a validation of `response` (RFC 9111 section
/// 4.3.1): the client's conditions and Range make way for If-None-Match and If-Modified-Since of
/// what it has of ETag and Last-Modified. With neither, what is left asks for the whole.
void validatorsFor(const StoredResponse& response, http::HeaderMap& requestFields);

/// What the server is asked with: validators of `stored`, where there is something, in place of the
/// client's conditions. A client that says no-cache wants the whole answer, or what its own
/// conditions say: those stay, and there are none of ours. Range is never asked for. True if the
/// client's own have stayed.
bool replaceConditions(const StoredResponse* stored, http::HeaderMap& requestFields);

/// Takes If-None-Match, If-Modified-Since, If-Range and Range away.
void removeConditions(http::HeaderMap& requestFields);

}  // namespace sluice::cache
