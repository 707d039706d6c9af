#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace sluice::gateway {

/// Follows the frames of one direction of a WebSocket by their headers (RFC 6455 section 5.2), to
/// know where one ends and another one may begin. Looks at no payload.
class WebSocketFrames {
public:
    /// What comes next: how many of the bytes lead to the end of the frame, or all of them.
    size_t next(std::string_view bytes);
    /// All of what comes next.
    void pass(std::string_view bytes);

    bool betweenFrames() const { return m_headerBytes == 0 && m_payload == 0; }
    /// Whether a Close has begun: nothing may follow it.
    bool closed() const { return m_closed; }

private:
    size_t headerSize() const;
    void readHeader();

    std::array<unsigned char, 14> m_header{};
    size_t m_headerBytes = 0;  // of one that is not complete yet
    uint64_t m_payload = 0;    // what is left of it
    bool m_closed = false;
};

/// A Close that says "going away", 1001 (section 7.4.1). Only what a server gets is masked.
std::string goingAway(bool toServer);

}  // namespace sluice::gateway
