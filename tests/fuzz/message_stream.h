#pragma once

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "unit/http/message_reader.h"

namespace sluice::fuzz {

/// So tight that small inputs meet each of them.
inline constexpr http::ParserLimits tightLimits{.headBytes = 300,
                                                .targetBytes = 40,
                                                .fields = 5,
                                                .trailerBytes = 50,
                                                .chunkLineBytes = 20,
                                                .bodyBytes = 30};

/// Some places to cut the bytes at, the same for the same bytes.
inline std::vector<size_t> someCuts(std::string_view bytes) {
    std::mt19937 random(static_cast<unsigned>(stableHashOf(bytes)));
    std::vector<size_t> cuts;
    for (size_t at = 1 + random() % 20; at < bytes.size(); at += 1 + random() % 20)
        cuts.push_back(at);
    return cuts;
}

/// Whether a text would be one line of a message or of a log.
inline bool isOneLine(std::string_view text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) == text.npos;
}

/// A head as the serializer writes it has no control characters but its line ends.
inline bool isClean(std::string_view head) {
    for (size_t i = 0; i < head.size(); ++i) {
        const char c = head[i];
        if (c == '\r' && head.substr(i, 2) == "\r\n") {
            ++i;
        } else if (c == '\x7f' || (c >= 0 && c < ' ' && c != '\t')) {
            return false;
        }
    }
    return true;
}

/// Message for message, since a response may have announced a body that its request forbids.
template <class MakeReader>
bool readsTheSameAgain(MakeReader make, const http::Message& message) {
    const http::Reading again =
        http::readInPieces([&] { return make(http::ParserLimits{}); }, message.head, {});
    if (again.status != 0) return false;
    return again.messages.empty() || again.messages.front().head == message.head;
}

template <class MakeReader>
std::string checkStream(MakeReader make, std::string_view bytes, const http::ParserLimits& limits) {
    const auto reader = [&] { return make(limits); };
    const http::Reading whole = http::readInPieces(reader, bytes, {});
    if (!whole.sound) return "a step left its bytes";
    if (whole.consumed > bytes.size()) return "more was consumed than there was";
    if (!isOneLine(whole.error)) return "an error's text is more than one line";
    if (http::readInPieces(reader, bytes, someCuts(bytes)) != whole) return "splitting matters";
    if (http::readInPieces(reader, bytes, http::everyByte(bytes)) != whole)
        return "byte by byte matters";
    for (const http::Message& message : whole.messages) {
        if (!isClean(message.head)) return "a control character came through";
        if (!readsTheSameAgain(make, message)) return "serializing changes the head";
    }
    return {};
}

/// What must hold for a stream of messages, however it is read: nothing outside of the input is
/// handed out, and neither how the bytes were split nor a second pass through the serializer
/// changes what was read. `make`: a reader with these limits.
template <class MakeReader>
std::string checkStream(MakeReader make, std::string_view bytes) {
    std::string violation = checkStream(make, bytes, http::ParserLimits{});
    return violation.empty() ? checkStream(make, bytes, tightLimits) : violation;
}

}  // namespace sluice::fuzz
