#include "gateway/websocket_frames.h"

#include <algorithm>
#include <vector>

#include "fuzz/entry.h"

namespace sluice::fuzz {

const int mutations = 20000;

namespace {

/// Where frames end, and whether a Close has begun.
struct Ends {
    std::vector<size_t> offsets;
    bool closed = false;
    bool sound = true;
    bool operator==(const Ends&) const = default;
};

Ends read(std::string_view bytes, size_t piece) {
    gateway::WebSocketFrames frames;
    Ends ends;
    for (size_t at = 0; at < bytes.size();) {
        const size_t n = frames.next(bytes.substr(at, piece));
        if (n == 0 || n > std::min(piece, bytes.size() - at)) {
            ends.sound = false;
            return ends;
        }
        at += n;
        if (frames.betweenFrames()) ends.offsets.push_back(at);
    }
    ends.closed = frames.closed();
    return ends;
}

}  // namespace

/// One direction of a WebSocket: however the bytes are split, frames end at the same places.
std::string check(std::string_view input) {
    const Ends whole = read(input, input.size());
    if (!whole.sound) return "a step left its bytes";
    for (const size_t piece : {1, 2, 3, 7}) {
        if (read(input, piece) != whole) return "splitting matters";
    }
    return {};
}

}  // namespace sluice::fuzz
