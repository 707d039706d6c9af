#pragma once

namespace sluice::cache {

/// May be stored and reused although the origin gave no lifetime (RFC 9110 section 15.1, and 451:
/// RFC 7725 section 3).
bool isHeuristicallyCacheable(int status);

/// Known to this cache with all that caching it takes (for must-understand, RFC 9111 section
/// 5.2.2.3): the final statuses of RFC 9110 that it stores.
bool isUnderstood(int status);

/// Answers one request alone, whatever the fields say: 412 and 416 its preconditions and ranges;
/// 428, 429, 431 and 511 must never be stored (RFC 6585).
bool answersOneRequest(int status);

}  // namespace sluice::cache
