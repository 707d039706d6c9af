#include "cache/redis/codec.h"

#include <utility>

#include "base/hash.h"
#include "cache/body.h"
#include "cache/redis/byte_reader.h"
#include "cache/redis/byte_writer.h"
#include "cache/selecting.h"
#include "http/ascii.h"

namespace sluice::cache::redis {

namespace {

constexpr std::string_view kMagic{"Slc\2", 4};  // the last byte is the version
constexpr size_t kChecksumBytes = 8;
constexpr size_t kHeadBytes = kMagic.size() + kChecksumBytes;

enum class Kind : uint8_t { response, index };

constexpr http::CharSet nameChars([](char c) { return http::isTokenChar(c); });
constexpr http::CharSet valueChars([](char c) {
    return c == '\t' || (static_cast<unsigned char>(c) >= ' ' && c != '\x7f');
});

void writeTexts(ByteWriter& out, const std::vector<std::string>& texts) {
    out.number(texts.size());
    for (const std::string& text : texts)
        out.text(text);
}

/// What is read of a value takes many times its bytes where most are empty.
constexpr size_t mostFields = 1000;
constexpr size_t mostTags = 16 * 1024;

std::vector<std::string> readTexts(ByteReader& in, size_t most) {
    std::vector<std::string> texts(in.count(most));
    for (std::string& text : texts)
        text = in.text();
    return texts;
}

void writeFields(ByteWriter& out, const http::HeaderMap& fields) {
    out.number(fields.size());
    for (const auto field : fields) {
        out.text(field.name);
        out.text(field.value);
    }
}

/// False for fields that would break the message that they are served in.
bool readFields(ByteReader& in, http::HeaderMap& fields) {
    bool sound = true;
    for (size_t left = in.count(mostFields); left > 0 && !in.failed(); --left) {
        const std::string_view name = in.text();
        const std::string_view value = in.text();
        sound &= !name.empty() && nameChars.containsAll(name) && valueChars.containsAll(value);
        fields.add(name, value);
    }
    return sound && !in.failed();
}

void writeSelecting(ByteWriter& out, const StoredResponse& response) {
    out.number(response.selecting.size());
    for (const auto& [name, value] : response.selecting) {
        out.text(name);
        out.text(value);
    }
}

void readSelecting(ByteReader& in, StoredResponse& response) {
    response.selecting.resize(in.count(mostVaryNames));
    for (auto& [name, value] : response.selecting) {
        name = in.text();
        value = in.text();
    }
}

void writeReuse(ByteWriter& out, const Reuse& reuse) {
    out.integer(reuse.initialAge.count());
    out.integer(reuse.lifetime.count());
    out.integer(reuse.staleWhileRevalidate.count());
    out.integer(reuse.staleIfError.count());
    out.byte(static_cast<uint8_t>(reuse.source));
    out.byte(static_cast<uint8_t>(reuse.mustRevalidate | reuse.noCache << 1 | reuse.immutable << 2 |
                                  reuse.presumed << 3));
}

/// Far from overflow in any sum: 2^40 s, 35,000 years.
bool readSeconds(ByteReader& in, Seconds& out) {
    constexpr int64_t most = int64_t{1} << 40;
    const int64_t count = in.integer();
    out = Seconds(count);
    return count >= -most && count <= most;
}

bool readReuse(ByteReader& in, Reuse& reuse) {
    bool sound = readSeconds(in, reuse.initialAge);
    sound &= readSeconds(in, reuse.lifetime);
    sound &= readSeconds(in, reuse.staleWhileRevalidate);
    sound &= readSeconds(in, reuse.staleIfError);
    const uint8_t source = in.byte();
    const uint8_t flags = in.byte();
    reuse.source = static_cast<Reuse::Source>(source);
    reuse.mustRevalidate = flags & 1;
    reuse.noCache = flags & 2;
    reuse.immutable = flags & 4;
    reuse.presumed = flags & 8;
    return sound && source <= static_cast<uint8_t>(Reuse::Source::none) && flags < 16;
}

void writeTime(ByteWriter& out, WallTime time) {
    out.integer(time.time_since_epoch().count());
}

bool readTime(ByteReader& in, WallTime& out) {
    constexpr int64_t most = int64_t{1} << 50;  // ms
    const int64_t count = in.integer();
    out = WallTime(std::chrono::milliseconds(count));
    return count >= 0 && count <= most;
}

/// False if the body is no longer there to be read.
bool writeBody(ByteWriter& out, const std::shared_ptr<Body>& body, std::string& bytes) {
    Body::Reader reader(body);
    if (!reader.valid() || body->state() != Body::State::complete) return false;
    out.number(body->size());
    for (;;) {
        const std::string_view piece = reader.next();
        if (piece.empty()) break;
        bytes += piece;
    }
    writeFields(out, body->trailers());
    return reader.ended();
}

StoredResponsePtr readResponse(ByteReader& in) {
    auto response = std::make_shared<StoredResponse>();
    const uint64_t status = in.number();
    response->status = static_cast<int>(status);
    response->reason = in.text();
    bool sound = status >= 200 && status <= 999 && valueChars.containsAll(response->reason);
    sound &= readFields(in, response->fields);
    readSelecting(in, *response);
    response->varyNames = readTexts(in, mostVaryNames);
    response->tags = readTexts(in, mostTags);
    sound &= readTime(in, response->requested);
    sound &= readTime(in, response->received);
    sound &= readReuse(in, response->reuse);
    response->route = in.text();
    const std::string_view body = in.text();
    http::HeaderMap trailers;
    sound &= readFields(in, trailers);
    if (!sound || !in.complete()) return nullptr;
    response->body = Body::of(body, std::move(trailers));
    return response;
}

std::optional<VaryIndex> readIndex(ByteReader& in) {
    VaryIndex index;
    index.names = readTexts(in, mostVaryNames);
    if (!in.complete() || index.names.empty()) return {};
    return index;
}

std::string checksum(std::string_view bytes) {
    std::string out;
    for (uint64_t sum = stableHashOf(bytes); out.size() < kChecksumBytes; sum >>= 8)
        out += static_cast<char>(sum & 0xff);
    return out;
}

std::string begin(Kind kind, const Stamp& stamp) {
    std::string bytes(kMagic);
    bytes.append(kChecksumBytes, '\0');
    ByteWriter out(bytes);
    out.number(stamp.purge);
    out.number(stamp.write);
    out.byte(static_cast<uint8_t>(kind));
    return bytes;
}

void seal(std::string& bytes) {
    bytes.replace(kMagic.size(), kChecksumBytes,
                  checksum(std::string_view(bytes).substr(kHeadBytes)));
}

}  // namespace

std::string encode(const StoredResponse& response, const Stamp& stamp) {
    std::string bytes = begin(Kind::response, stamp);
    ByteWriter out(bytes);
    out.number(static_cast<uint64_t>(response.status));
    out.text(response.reason);
    writeFields(out, response.fields);
    writeSelecting(out, response);
    writeTexts(out, response.varyNames);
    writeTexts(out, response.tags);
    writeTime(out, response.requested);
    writeTime(out, response.received);
    writeReuse(out, response.reuse);
    out.text(response.route);
    bytes.reserve(bytes.size() + response.body->size() + 64);
    if (!writeBody(out, response.body, bytes)) return {};
    seal(bytes);
    return bytes;
}

std::string encode(const VaryIndex& index, const Stamp& stamp) {
    std::string bytes = begin(Kind::index, stamp);
    ByteWriter out(bytes);
    writeTexts(out, index.names);
    seal(bytes);
    return bytes;
}

std::optional<Value> decode(std::string_view bytes) {
    if (!bytes.starts_with(kMagic) || bytes.size() < kHeadBytes) return {};
    const std::string_view rest = bytes.substr(kHeadBytes);
    if (bytes.substr(kMagic.size(), kChecksumBytes) != checksum(rest)) return {};
    ByteReader in(rest);
    Value value;
    value.stamp.purge = in.number();
    value.stamp.write = in.number();
    const uint8_t kind = in.byte();
    if (kind == static_cast<uint8_t>(Kind::response)) {
        auto response = readResponse(in);
        if (!response) return {};
        value.content = std::move(response);
        return value;
    }
    if (kind != static_cast<uint8_t>(Kind::index)) return {};
    auto index = readIndex(in);
    if (!index) return {};
    value.content = std::move(*index);
    return value;
}

}  // namespace sluice::cache::redis
