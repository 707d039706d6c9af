#pragma once

#include <QtTest>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/parser.h"
#include "http/serializer.h"

namespace QTest {

template <>
inline char* toString(const std::string& text) {
    return QTest::toPrettyCString(text.data(), static_cast<qsizetype>(text.size()));
}

}  // namespace QTest

namespace sluice::http {

struct Message {
    std::string head;  ///< serialized
    std::string body;
    std::string trailers;  ///< serialized

    bool operator==(const Message&) const = default;
};

/// What a stream of bytes was read as.
struct Reading {
    std::vector<Message> messages;
    int status = 0;  ///< of the error that ended it, 0: none
    std::string error;
    size_t consumed = 0;
    bool sound = true;     ///< steps stayed inside the bytes that they were given
    bool started = false;  ///< a further message has begun

    bool operator==(const Reading& other) const {
        return messages == other.messages && status == other.status && started == other.started &&
               (status != 0 || consumed == other.consumed);
    }
};

inline std::string serialized(const RequestHead& head) {
    std::string text;
    appendRequestHead(text, head);
    return text;
}

inline std::string serialized(const ResponseHead& head) {
    std::string text;
    appendResponseHead(text, head);
    return text;
}

/// Feeds a parser the way a connection does: a buffer that grows piece by piece.
template <class Parser, class Head>
class MessageReader {
public:
    using Reset = std::function<void(Parser&, Head&)>;

    MessageReader(const ParserLimits& limits, Reset reset)
        : m_parser(limits), m_reset(std::move(reset)) {
        m_reset(m_parser, head);
    }

    void feed(std::string_view piece) {
        m_buffer.append(piece);
        while (reading.status == 0 && advance()) {
        }
        reading.started = m_parser.started();
    }

    Parser& parser() { return m_parser; }

    Reading reading;
    Head head;

private:
    /// False when the parser needs more.
    bool advance() {
        // A copy of exactly this size, so that a sanitizer sees reads beyond it.
        const std::vector<char> exact(m_buffer.begin(), m_buffer.end());
        const std::string_view bytes(exact.data(), exact.size());
        const auto step = m_parser.advance(bytes);
        if (!step) {
            reading.status = step.error().status;
            reading.error = step.error().message;
            return false;
        }
        take(*step, bytes);
        m_buffer.erase(0, step->consumed);
        return step->kind != ParseStep::Kind::needMore;
    }

    void take(const ParseStep& step, std::string_view bytes) {
        reading.consumed += step.consumed;
        if (step.consumed > bytes.size()) reading.sound = false;
        switch (step.kind) {
            case ParseStep::Kind::needMore:
                break;
            case ParseStep::Kind::head:
                m_message = {serialized(head), {}, {}};
                break;
            case ParseStep::Kind::body:
                if (step.body.empty() || step.body.data() < bytes.data() ||
                    step.body.data() + step.body.size() > bytes.data() + step.consumed)
                    reading.sound = false;
                m_message.body.append(step.body);
                break;
            case ParseStep::Kind::complete:
                complete();
                break;
        }
    }

    void complete() {
        appendLastChunk(m_message.trailers, m_parser.trailers());
        reading.messages.push_back(std::exchange(m_message, {}));
        m_reset(m_parser, head);
    }

    Parser m_parser;
    Reset m_reset;
    std::string m_buffer;
    Message m_message;
};

using RequestReader = MessageReader<RequestParser, RequestHead>;
using ResponseReader = MessageReader<ResponseParser, ResponseHead>;

inline RequestReader requestReader(const ParserLimits& limits = {}) {
    return {limits, [](RequestParser& parser, RequestHead& head) { parser.reset(head); }};
}

inline ResponseReader responseReader(std::string method = "GET", const ParserLimits& limits = {}) {
    return {limits,
            [method](ResponseParser& parser, ResponseHead& head) { parser.reset(head, method); }};
}

/// Reads `bytes` cut at these offsets.
template <class MakeReader>
Reading readInPieces(MakeReader makeReader, std::string_view bytes,
                     const std::vector<size_t>& cuts) {
    auto reader = makeReader();
    size_t start = 0;
    for (const size_t cut : cuts) {
        reader.feed(bytes.substr(start, cut - start));
        start = cut;
    }
    reader.feed(bytes.substr(start));
    return reader.reading;
}

inline std::vector<size_t> everyByte(std::string_view bytes) {
    std::vector<size_t> cuts;
    for (size_t cut = 1; cut < bytes.size(); ++cut)
        cuts.push_back(cut);
    return cuts;
}

/// Reads `bytes` whole, byte by byte and cut once at each offset; empty when all agree with
/// `whole`, else how they were cut.
template <class MakeReader>
std::string disagreement(MakeReader makeReader, std::string_view bytes, const Reading& whole) {
    if (readInPieces(makeReader, bytes, everyByte(bytes)) != whole) return "byte by byte";
    for (size_t cut = 1; cut < bytes.size(); ++cut) {
        if (readInPieces(makeReader, bytes, {cut}) != whole) return "cut at " + std::to_string(cut);
    }
    return {};
}

}  // namespace sluice::http
