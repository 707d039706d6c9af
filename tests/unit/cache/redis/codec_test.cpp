#include "cache/redis/codec.h"

#include <QTest>

#include "base/hash.h"
#include "base/random.h"
#include "cache/body.h"

using namespace sluice;
using namespace sluice::cache;
using namespace sluice::cache::redis;

namespace {

StoredResponse sample(std::string_view body = "hello") {
    StoredResponse response;
    response.status = 203;
    response.reason = "Fine \xc3\xa4";
    response.fields.add("Content-Type", "text/plain");
    response.fields.add("X-Empty", "");
    response.fields.add("Set-Cookie", "a=1");
    response.fields.add("Set-Cookie", "b=\t2");
    response.selecting = {{"accept", "text/*"}, {"x-empty", ""}};
    response.varyNames = {"accept", "x-absent", "x-empty"};
    response.tags = {"one", "two"};
    response.requested = WallTime(std::chrono::milliseconds(1'700'000'000'123));
    response.received = WallTime(std::chrono::milliseconds(1'700'000'000'456));
    response.reuse.initialAge = Seconds(3);
    response.reuse.lifetime = Seconds(-5);
    response.reuse.source = Reuse::Source::heuristic;
    response.reuse.staleWhileRevalidate = Seconds(60);
    response.reuse.staleIfError = Seconds(86400);
    response.reuse.noCache = true;
    response.reuse.immutable = true;
    response.route = "api";
    http::HeaderMap trailers;
    trailers.add("X-Sum", "42");
    response.body = Body::of(body, trailers);
    return response;
}

std::string textOf(const StoredResponse& response) {
    std::string text;
    Body::Reader reader(response.body);
    for (std::string_view piece = reader.next(); !piece.empty(); piece = reader.next())
        text += piece;
    return text;
}

using Fields = std::vector<std::pair<std::string, std::string>>;
Fields listOf(const http::HeaderMap& fields) {
    Fields list;
    for (const auto field : fields)
        list.emplace_back(field.name, field.value);
    return list;
}

StoredResponsePtr responseOf(const std::optional<Value>& value) {
    return value ? std::get<StoredResponsePtr>(value->content) : nullptr;
}

/// With a checksum that fits, so that what follows it is looked at.
std::string resealed(std::string bytes) {
    uint64_t sum = stableHashOf(std::string_view(bytes).substr(12));
    for (size_t i = 4; i < 12; ++i, sum >>= 8)
        bytes[i] = static_cast<char>(sum & 0xff);
    return bytes;
}

}  // namespace

class CodecTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsAResponse();
    void keepsBodiesOfAllSizes();
    void keepsAnIndex();
    void refusesIncompleteBodies();
    void everyTruncationIsAMiss();
    void everyFlippedBitIsAMiss();
    void otherVersionsAreMisses();
    void randomBytesAreMisses();
    void sealedGarbageNeverCrashes();
    void refusesWhatWouldSplitAMessage();
    void boundsWhatAValueHolds_data();
    void boundsWhatAValueHolds();
    void believesNoCounts();
};

void CodecTest::keepsAResponse() {
    const StoredResponse response = sample();
    const auto value = decode(encode(response, {77, UINT64_MAX}));
    const auto back = responseOf(value);
    QVERIFY(back);
    QVERIFY((value->stamp == Stamp{77, UINT64_MAX}));
    QCOMPARE(back->status, response.status);
    QCOMPARE(back->reason, response.reason);
    QVERIFY(listOf(back->fields) == listOf(response.fields));
    QVERIFY(back->selecting == response.selecting);
    QVERIFY(back->varyNames == response.varyNames);
    QVERIFY(back->tags == response.tags);
    QVERIFY(back->requested == response.requested);
    QVERIFY(back->received == response.received);
    QVERIFY(back->reuse == response.reuse);
    QCOMPARE(back->route, response.route);
    QCOMPARE(textOf(*back), textOf(response));
    QVERIFY(back->body->state() == Body::State::complete);
    QVERIFY(listOf(back->body->trailers()) == listOf(response.body->trailers()));
}

void CodecTest::keepsBodiesOfAllSizes() {
    for (const size_t size : {0, 1, 127, 128, 65'535, 65'537, 1'000'000}) {
        std::string body(size, 'x');
        for (size_t i = 0; i < size; ++i)
            body[i] = static_cast<char>(Random::mixed(i));
        const auto back = responseOf(decode(encode(sample(body), {})));
        QVERIFY(back);
        QVERIFY(textOf(*back) == body);
    }
}

void CodecTest::keepsAnIndex() {
    const VaryIndex index{{"accept", "cookie"}};
    const auto value = decode(encode(index, {UINT64_MAX, 0}));
    QVERIFY(value);
    QVERIFY((value->stamp == Stamp{UINT64_MAX, 0}));
    QVERIFY(std::get<VaryIndex>(value->content) == index);
}

void CodecTest::refusesIncompleteBodies() {
    StoredResponse response = sample();
    auto growing = std::make_shared<Body>();
    growing->append("half");
    response.body = growing;
    QVERIFY(encode(response, {}).empty());
    growing->fail();
    QVERIFY(encode(response, {}).empty());
    response.body = Body::of("whole");
    response.body->forget();
    QVERIFY(encode(response, {}).empty());
}

void CodecTest::everyTruncationIsAMiss() {
    const std::string whole = encode(sample(), {1, 2});
    for (size_t size = 0; size < whole.size(); ++size) {
        QVERIFY(!decode(std::string_view(whole).substr(0, size)));
        QVERIFY(!decode(std::string_view(whole).substr(whole.size() - size)));
    }
    QVERIFY(!decode(whole + '\0'));
}

void CodecTest::everyFlippedBitIsAMiss() {
    const std::string whole = encode(sample(), {1, 2});
    for (size_t bit = 0; bit < whole.size() * 8; ++bit) {
        std::string flipped = whole;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
        QVERIFY(!decode(flipped));
    }
}

void CodecTest::otherVersionsAreMisses() {
    std::string bytes = encode(sample(), {1, 2});
    QVERIFY(decode(bytes));
    bytes[3] = 1;
    QVERIFY(!decode(bytes));
    QVERIFY(!decode("{\"status\":200}"));
}

void CodecTest::randomBytesAreMisses() {
    Random random(1);
    for (int i = 0; i < 20'000; ++i) {
        std::string bytes(random.next() % 200, '\0');
        for (char& c : bytes)
            c = static_cast<char>(random.next());
        QVERIFY(!decode(bytes));
    }
}

void CodecTest::sealedGarbageNeverCrashes() {
    const std::string whole = encode(sample(), {1, 2});
    Random random(2);
    int decoded = 0;
    for (int i = 0; i < 20'000; ++i) {
        std::string bytes = whole;
        const bool cut = random.next() % 2 == 0;
        if (cut) bytes.resize(12 + random.next() % (whole.size() - 11));
        for (uint64_t changes = random.next() % 8; changes > 0 && bytes.size() > 12; --changes)
            bytes[12 + random.next() % (bytes.size() - 12)] = static_cast<char>(random.next());
        const auto value = decode(resealed(std::move(bytes)));
        if (!value) continue;
        ++decoded;
        if (const auto* response = std::get_if<StoredResponsePtr>(&value->content))
            QVERIFY((*response)->body && (*response)->status >= 200);
    }
    QVERIFY(decoded > 0);
    for (int i = 0; i < 20'000; ++i) {
        std::string bytes = whole.substr(0, 12);
        for (uint64_t more = random.next() % 64; more > 0; --more)
            bytes += static_cast<char>(random.next());
        decode(resealed(std::move(bytes)));
    }
}

void CodecTest::boundsWhatAValueHolds_data() {
    QTest::addColumn<QByteArray>("what");
    QTest::addColumn<int>("most");
    QTest::newRow("fields") << QByteArray("fields") << 1000;
    QTest::newRow("trailers") << QByteArray("trailers") << 1000;
    QTest::newRow("selecting") << QByteArray("selecting") << 64;
    QTest::newRow("vary") << QByteArray("vary") << 64;
    QTest::newRow("tags") << QByteArray("tags") << 16 * 1024;
}

void CodecTest::boundsWhatAValueHolds() {
    QFETCH(QByteArray, what);
    QFETCH(int, most);
    const auto decodes = [&](int count) {
        StoredResponse response;
        http::HeaderMap trailers;
        for (int i = 0; i < count; ++i) {
            if (what == "fields") response.fields.add("X", "");
            if (what == "trailers") trailers.add("X", "");
        }
        const auto size = static_cast<size_t>(count);
        if (what == "selecting") response.selecting.resize(size);
        if (what == "vary") response.varyNames.resize(size);
        if (what == "tags") response.tags.resize(size);
        response.body = Body::of("", trailers);
        return responseOf(decode(encode(response, {1, 2}))) != nullptr;
    };
    QVERIFY(decodes(most));
    QVERIFY(!decodes(most + 1));
    if (what != "vary") return;
    QVERIFY(decode(encode(VaryIndex{std::vector<std::string>(64, "a")}, {})));
    QVERIFY(!decode(encode(VaryIndex{std::vector<std::string>(65, "a")}, {})));
}

/// A value that says that it holds more than it has bytes costs nothing.
void CodecTest::believesNoCounts() {
    const std::string index = encode(VaryIndex{{"a"}}, {1, 2});
    std::string bytes = index.substr(0, index.size() - 3);  // without the count, and the text
    QVERIFY(decode(resealed(bytes + index.substr(index.size() - 3))));
    for (const std::string_view count : {"\x02", "\x40", "\xff\x7f", "\xff\xff\xff\xff\xff\x7f"})
        QVERIFY(!decode(resealed(bytes + std::string(count) + "\x01" + "a")));
}

void CodecTest::refusesWhatWouldSplitAMessage() {
    const auto decodes = [](auto change) {
        StoredResponse response = sample();
        change(response);
        return responseOf(decode(encode(response, {1, 2}))) != nullptr;
    };
    using Ms = std::chrono::milliseconds;
    QVERIFY(decodes([](StoredResponse& r) { r.fields.add("X", "a b"); }));
    QVERIFY(!decodes([](StoredResponse& r) { r.fields.add("X", "a\r\nB: c"); }));
    QVERIFY(!decodes([](StoredResponse& r) { r.fields.add("X", std::string("a\0b", 3)); }));
    QVERIFY(!decodes([](StoredResponse& r) { r.fields.add("X:", "a"); }));
    QVERIFY(!decodes([](StoredResponse& r) { r.fields.add("", "a"); }));
    QVERIFY(!decodes([](StoredResponse& r) { r.reason = "OK\r\n"; }));
    QVERIFY(!decodes([](StoredResponse& r) { r.status = 100; }));
    QVERIFY(!decodes([](StoredResponse& r) { r.status = 1000; }));
    QVERIFY(!decodes([](StoredResponse& r) { r.reuse.lifetime = Seconds::max(); }));
    QVERIFY(!decodes([](StoredResponse& r) { r.received = WallTime(Ms(-1)); }));
    QVERIFY(!decodes([](StoredResponse& r) {
        http::HeaderMap trailers;
        trailers.add("X", "\n");
        r.body = Body::of("", trailers);
    }));
}

QTEST_APPLESS_MAIN(CodecTest)
#include "codec_test.moc"
