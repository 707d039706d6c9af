#include "fuzz/entry.h"
#include "fuzz/message_stream.h"
#include "http/body_decoder.h"
#include "http/serializer.h"

namespace sluice::fuzz {

const int mutations = 20000;

namespace {

/// A chunked body that was read piece by piece.
struct Body {
    std::string bytes;
    std::string trailers;
    int status = 0;  ///< of the error that ended it
    bool complete = false;
    std::string violation;

    bool sameAs(const Body& other) const {
        return bytes == other.bytes && trailers == other.trailers && status == other.status &&
               complete == other.complete;
    }
};

class Reader {
public:
    explicit Reader(const http::ParserLimits& limits) : m_decoder(limits) {
        m_decoder.reset({.kind = http::Framing::Kind::chunked});
    }

    void feed(std::string_view piece) {
        m_buffer.append(piece);
        while (body.status == 0 && !body.complete && advance()) {
        }
    }

    Body body;

private:
    /// False when the decoder needs more.
    bool advance() {
        // A copy of exactly this size, so that a sanitizer sees reads beyond it.
        const std::vector<char> exact(m_buffer.begin(), m_buffer.end());
        const std::string_view bytes(exact.data(), exact.size());
        const bool ready = m_decoder.ready(bytes);
        const auto step = m_decoder.advance(bytes);
        if (!step) {
            body.status = step.error().status;
            return false;
        }
        const bool wantsMore = step->kind == http::ParseStep::Kind::needMore;
        if (ready && wantsMore) body.violation = "it was ready, and is not";
        if (step->consumed > bytes.size()) body.violation = "more was consumed than there was";
        body.bytes.append(step->body);
        m_buffer.erase(0, step->consumed);
        body.complete = step->kind == http::ParseStep::Kind::complete;
        if (body.complete) http::appendLastChunk(body.trailers, m_decoder.trailers());
        return !wantsMore;
    }

    http::BodyDecoder m_decoder;
    std::string m_buffer;
};

Body read(std::string_view bytes, const http::ParserLimits& limits,
          const std::vector<size_t>& cuts) {
    Reader reader(limits);
    size_t start = 0;
    for (const size_t cut : cuts) {
        reader.feed(bytes.substr(start, cut - start));
        start = cut;
    }
    reader.feed(bytes.substr(start));
    return reader.body;
}

std::string check(std::string_view bytes, const http::ParserLimits& limits) {
    const Body whole = read(bytes, limits, {});
    if (!whole.violation.empty()) return whole.violation;
    if (whole.bytes.size() > limits.bodyBytes) return "more than the limit came through";
    for (const auto& cuts : {someCuts(bytes), http::everyByte(bytes)}) {
        const Body again = read(bytes, limits, cuts);
        if (!again.violation.empty()) return again.violation;
        if (!again.sameAs(whole)) return "splitting matters";
    }
    if (!whole.complete) return {};
    if (!isClean(whole.trailers)) return "a control character came through";
    std::string wire;
    http::appendChunk(wire, whole.bytes);
    if (!read(wire + whole.trailers, {}, {}).sameAs(whole)) return "writing changes the body";
    return {};
}

}  // namespace

/// A body in chunks, with its trailers.
std::string check(std::string_view input) {
    std::string violation = check(input, http::ParserLimits{});
    return violation.empty() ? check(input, tightLimits) : violation;
}

}  // namespace sluice::fuzz
