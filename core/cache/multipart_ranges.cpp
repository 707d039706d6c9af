#include "cache/multipart_ranges.h"

#include <random>

namespace sluice::cache {

MultipartRanges::MultipartRanges(const StoredResponse& response,
                                 const std::vector<ByteRange>& ranges, uint64_t size,
                                 std::string_view boundary) {
    const auto type = response.fields.find("Content-Type");
    uint64_t length = 0;
    for (const ByteRange& range : ranges) {
        std::string head = "\r\n--";
        head.append(boundary).append("\r\n");
        if (type) head.append("Content-Type: ").append(*type).append("\r\n");
        head.append("Content-Range: ").append(contentRange(range, size)).append("\r\n\r\n");
        length += head.size() + range.length();
        m_parts.push_back({std::move(head), range});
    }
    m_end.append("\r\n--").append(boundary).append("--\r\n");
    m_head.status = 206;
    m_head.reason = http::reasonPhrase(206);
    m_head.fields = response.fields;
    m_head.fields.remove("Content-Range");
    m_head.fields.set("Content-Type", "multipart/byteranges; boundary=" + std::string(boundary));
    m_head.framing = {http::Framing::Kind::length, length + m_end.size()};
}

std::string MultipartRanges::newBoundary() {
    thread_local std::mt19937_64 random{std::random_device{}()};
    std::string boundary(32, '0');
    uint64_t bits = 0;
    for (size_t i = 0; i < boundary.size(); ++i, bits >>= 4) {
        if (i % 16 == 0) bits = random();
        boundary[i] = "0123456789abcdef"[bits & 15];
    }
    return boundary;
}

}  // namespace sluice::cache
