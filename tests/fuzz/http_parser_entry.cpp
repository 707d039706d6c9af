#include "fuzz/http_parser_entry.h"

#include <random>

#include "unit/http/message_reader.h"

namespace sluice::http {

namespace {

const ParserLimits kTight{.headBytes = 300,
                          .targetBytes = 40,
                          .fields = 5,
                          .trailerBytes = 50,
                          .chunkLineBytes = 20,
                          .bodyBytes = 30};

std::vector<size_t> randomCuts(std::string_view bytes, unsigned seed) {
    std::mt19937 random(seed);
    std::vector<size_t> cuts;
    for (size_t at = 1 + random() % 20; at < bytes.size(); at += 1 + random() % 20)
        cuts.push_back(at);
    return cuts;
}

/// Message for message, since a response may have announced a body that its request forbids.
template <class MakeReader>
bool readsTheSameAgain(MakeReader make, const Message& message) {
    const Reading again = readInPieces(make, message.head, {});
    if (again.status != 0) return false;
    return again.messages.empty() || again.messages.front().head == message.head;
}

template <class MakeReader>
std::string check(MakeReader make, std::string_view bytes, unsigned seed) {
    const Reading whole = readInPieces(make, bytes, {});
    if (!whole.sound) return "a step left its bytes";
    if (whole.consumed > bytes.size()) return "more was consumed than there was";
    if (whole.error.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
        return "an error's text is more than one line";
    if (readInPieces(make, bytes, randomCuts(bytes, seed)) != whole) return "splitting matters";
    if (readInPieces(make, bytes, everyByte(bytes)) != whole) return "byte by byte matters";
    for (const Message& message : whole.messages) {
        if (!readsTheSameAgain(make, message)) return "serializing changes the head";
    }
    return {};
}

}  // namespace

std::string checkHttpParser(std::string_view input) {
    if (input.size() < 2) return {};
    const auto choice = static_cast<unsigned char>(input[0]);
    const auto seed = static_cast<unsigned char>(input[1]);
    const std::string_view bytes = input.substr(2);
    const ParserLimits limits = (choice & 1) != 0 ? kTight : ParserLimits{};
    if ((choice & 2) == 0) return check([&] { return requestReader(limits); }, bytes, seed);
    const char* method = (choice & 4) == 0 ? "GET" : "HEAD";
    return check([&] { return responseReader(method, limits); }, bytes, seed);
}

}  // namespace sluice::http
