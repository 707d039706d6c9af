#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cache/range.h"

namespace sluice::cache {

/// Several ranges of a body as multipart/byteranges (RFC 9110 section 14.6): for each part its
/// delimiter and fields, then the bytes of its range; the closing delimiter at the end.
class MultipartRanges {
public:
    struct Part {
        std::string head;
        ByteRange range;
    };

    /// `boundary`: 1 to 70 letters and digits that do not occur in the body, see newBoundary().
    MultipartRanges(const StoredResponse& response, const std::vector<ByteRange>& ranges,
                    uint64_t size, std::string_view boundary);

    const http::ResponseHead& head() const { return m_head; }  ///< framing has the length of all
    const std::vector<Part>& parts() const { return m_parts; }
    const std::string& end() const { return m_end; }

    /// 32 random hexadecimal digits. Any thread.
    static std::string newBoundary();

private:
    http::ResponseHead m_head;
    std::vector<Part> m_parts;
    std::string m_end;
};

}  // namespace sluice::cache
