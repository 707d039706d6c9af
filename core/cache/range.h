#pragma once

#include <cstdint>
#include <vector>

#include "cache/stored_response.h"
#include "http/request.h"
#include "http/response.h"

namespace sluice::cache {

/// Bytes `first` to `last` of a body, both included.
struct ByteRange {
    uint64_t first = 0;
    uint64_t last = 0;

    uint64_t length() const { return last - first + 1; }
    bool operator==(const ByteRange&) const = default;
};

/// What of a stored body to serve.
struct RangePlan {
    enum class Kind : uint8_t {
        whole,          ///< 200: no Range, or one that is to be ignored
        one,            ///< 206 of one range
        several,        ///< 206, multipart/byteranges
        unsatisfiable,  ///< 416
    };

    Kind kind = Kind::whole;
    std::vector<ByteRange> ranges;  ///< satisfiable ones, in the order of the request
};

/// More than real clients ask for at once, such as zsync with 20.
inline constexpr size_t maxRanges = 256;

/// Range and If-Range of a request (RFC 9110 sections 13.1.5 and 14.2) against a complete stored
/// 200 of `size` bytes. Ignored are: methods other than GET, units other than bytes, bad syntax,
/// more than `maxRanges` ranges and ranges that overlap. If-Range compares strongly.
RangePlan planRange(const StoredResponse& response, const http::RequestHead& request,
                    uint64_t size);

/// The 206 for one range: the stored fields and Content-Range; framing is the range's length.
http::ResponseHead partialHead(const StoredResponse& response, const ByteRange& range,
                               uint64_t size);

/// The 416, without content.
http::ResponseHead unsatisfiableHead(const StoredResponse& response, uint64_t size);

/// "bytes 0-499/1234"
std::string contentRange(const ByteRange& range, uint64_t size);

}  // namespace sluice::cache
