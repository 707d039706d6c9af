#include "gateway/websocket_frames.h"

#include <algorithm>
#include <random>

namespace sluice::gateway {

namespace {

constexpr unsigned char opcodeBits = 0x0f;
constexpr unsigned char closeOpcode = 0x08;
constexpr unsigned char maskBit = 0x80;
constexpr unsigned char lengthBits = 0x7f;
constexpr uint16_t goingAwayCode = 1001;

/// Of the length beyond the header's first two bytes.
size_t lengthBytes(unsigned char second) {
    const int length = second & lengthBits;
    return length == 126 ? 2 : length == 127 ? 8 : 0;
}

}  // namespace

size_t WebSocketFrames::next(std::string_view bytes) {
    size_t passed = 0;
    while (passed < bytes.size()) {
        if (m_payload > 0) {
            const uint64_t part = std::min<uint64_t>(m_payload, bytes.size() - passed);
            m_payload -= part;
            passed += static_cast<size_t>(part);
            if (m_payload == 0) break;
            continue;
        }
        m_header[m_headerBytes++] = static_cast<unsigned char>(bytes[passed++]);
        if (m_headerBytes < headerSize()) continue;
        readHeader();
        if (m_payload == 0) break;
    }
    return passed;
}

void WebSocketFrames::pass(std::string_view bytes) {
    while (!bytes.empty())
        bytes.remove_prefix(next(bytes));
}

size_t WebSocketFrames::headerSize() const {
    if (m_headerBytes < 2) return 2;
    return 2 + lengthBytes(m_header[1]) + ((m_header[1] & maskBit) != 0 ? 4 : 0);
}

void WebSocketFrames::readHeader() {
    const size_t more = lengthBytes(m_header[1]);
    m_payload = more == 0 ? m_header[1] & lengthBits : 0;
    for (size_t i = 0; i < more; ++i)
        m_payload = m_payload << 8 | m_header[2 + i];
    m_closed |= (m_header[0] & opcodeBits) == closeOpcode;
    m_headerBytes = 0;
}

std::string goingAway(bool toServer) {
    std::array<unsigned char, 2> code{goingAwayCode >> 8, goingAwayCode & 0xff};
    std::string frame{'\x88', static_cast<char>(code.size() | (toServer ? maskBit : 0))};
    std::array<unsigned char, 4> mask{};
    if (toServer) {
        std::random_device random;  // unpredictable, as section 10.3 wants it
        for (auto& byte : mask)
            byte = static_cast<unsigned char>(random());
        frame.append(mask.begin(), mask.end());
    }
    for (size_t i = 0; i < code.size(); ++i)
        frame += static_cast<char>(code[i] ^ mask[i]);
    return frame;
}

}  // namespace sluice::gateway
