#include <QTest>
#include <atomic>
#include <random>
#include <string>

#include "cache/body.h"
#include "worker_tasks.h"

using namespace sluice;
using namespace sluice::cache;

namespace {

constexpr int timeout_ms = 30'000;

std::string pattern(size_t bytes) {
    std::string text(bytes, '\0');
    for (size_t i = 0; i < bytes; ++i)
        text[i] = static_cast<char>('a' + (i * 7 + i / 251) % 26);
    return text;
}

std::string readAll(Body::Reader& reader) {
    std::string text;
    for (auto piece = reader.next(); !piece.empty(); piece = reader.next())
        text += piece;
    return text;
}

/// What one reader has seen.
struct Seen {
    std::string text;
    std::atomic<bool> done = false;
    bool failed = false;
};

event::Task<> readToEnd(std::shared_ptr<Body> body, Seen& seen) {
    Body::Reader reader(std::move(body));
    for (;;) {
        const std::string_view piece = reader.next();
        seen.text += piece;
        if (!piece.empty()) continue;
        if (reader.ended()) break;
        co_await reader.wait(TimePoint::max());
    }
    seen.failed = reader.failed();
    seen.done = true;
}

}  // namespace

class BodyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void holdsWhatItWasGiven_data();
    void holdsWhatItWasGiven();
    void skips_data();
    void skips();
    void readersSeeItGrow();
    void aFailureIsNoEnd();
    void forgottenBlocksGoBehindTheReader();
    void theWriterWaitsForTheLastReader();
    void nobodyBeginsWithAForgottenBody();
    void countsItsMemory();
};

void BodyTest::holdsWhatItWasGiven_data() {
    QTest::addColumn<size_t>("bytes");
    QTest::addColumn<bool>("told");
    for (const size_t bytes : {size_t{0}, size_t{1}, size_t{511}, size_t{513}, size_t{65'536},
                               size_t{65'537}, size_t{1'000'000}}) {
        QTest::addRow("%zu, told", bytes) << bytes << true;
        QTest::addRow("%zu, not told", bytes) << bytes << false;
    }
}

void BodyTest::holdsWhatItWasGiven() {
    QFETCH(size_t, bytes);
    QFETCH(bool, told);
    const std::string text = pattern(bytes);
    const auto body = std::make_shared<Body>(told ? std::optional<uint64_t>(bytes) : std::nullopt);
    for (size_t at = 0, n = 1; at < bytes; at += n, n = n * 3 % 20'011 + 1)
        body->append(std::string_view(text).substr(at, n));
    QCOMPARE(body->state(), Body::State::growing);
    http::HeaderMap trailers;
    trailers.add("X-Sum", "7");
    body->finish(trailers);
    QCOMPARE(body->state(), Body::State::complete);
    QCOMPARE(body->size(), bytes);
    QCOMPARE(body->trailers().find("X-Sum").value_or(""), std::string_view("7"));
    for (int i = 0; i < 2; ++i) {
        Body::Reader reader(body);
        QCOMPARE(readAll(reader), text);
        QVERIFY(reader.ended() && !reader.failed());
    }
}

void BodyTest::skips_data() {
    QTest::addColumn<size_t>("bytes");
    for (const size_t bytes :
         {size_t{0}, size_t{1}, size_t{65'535}, size_t{65'536}, size_t{199'999}, size_t{200'000}})
        QTest::addRow("%zu", bytes) << bytes;
}

void BodyTest::skips() {
    QFETCH(size_t, bytes);
    const std::string text = pattern(200'000);
    Body::Reader reader(Body::of(text));
    reader.skip(bytes);
    QCOMPARE(readAll(reader), text.substr(bytes));
    QVERIFY(reader.ended());
}

void BodyTest::readersSeeItGrow() {
    const std::string text = pattern(3'000'000);
    const auto body = std::make_shared<Body>();
    std::vector<Seen> seen(20);
    WorkerTasks a(0), b(1);
    for (size_t i = 0; i < seen.size(); ++i)
        (i % 2 ? a : b).start([&, i] { return readToEnd(body, seen[i]); });
    std::mt19937 random(7);
    for (size_t at = 0; at < text.size();) {
        const size_t n = 1 + random() % 40'000;
        body->append(std::string_view(text).substr(at, n));
        at += n;
    }
    body->finish({});
    for (Seen& one : seen) {
        QTRY_VERIFY_WITH_TIMEOUT(one.done, timeout_ms);
        QVERIFY(!one.failed && one.text == text);
    }
}

void BodyTest::aFailureIsNoEnd() {
    const auto body = std::make_shared<Body>(100);
    Seen seen;
    WorkerTasks worker(0);
    worker.start([&] { return readToEnd(body, seen); });
    body->append("half");
    body->fail();
    QTRY_VERIFY_WITH_TIMEOUT(seen.done, timeout_ms);
    QVERIFY(seen.failed);
    QCOMPARE(seen.text, std::string("half"));
}

void BodyTest::forgottenBlocksGoBehindTheReader() {
    const std::string text = pattern(Body::blockBytes * 10);
    const auto body = Body::of(text);
    Body::Reader reader(body);
    const uint64_t whole = body->memoryBytes();
    body->forget();
    std::string read;
    for (int i = 0; i < 6; ++i)
        read += reader.next();
    QVERIFY(body->memoryBytes() < whole * 6 / 10);
    QCOMPARE(read + readAll(reader), text);
    QVERIFY(body->memoryBytes() <= Body::blockBytes * 2);
}

void BodyTest::theWriterWaitsForTheLastReader() {
    const auto body = std::make_shared<Body>();
    auto reader = std::make_unique<Body::Reader>(body);
    body->forget();
    WorkerTasks worker(0);
    std::atomic<uint64_t> written = 0;
    const std::string piece = pattern(100'000);
    constexpr uint64_t total = 5'000'000;
    worker.start([&]() -> event::Task<> {
        while (written < total) {
            body->append(piece);
            written += piece.size();
            co_await body->room(TimePoint::max());
        }
    });
    QVERIFY(written < 2 * Body::mostLag);
    QVERIFY(body->wanted());
    uint64_t read = 0;
    while (read < 2 * Body::mostLag) {
        const size_t n = reader->next().size();
        read += n;
        if (n == 0) QTest::qWait(1);
    }
    QTRY_VERIFY_WITH_TIMEOUT(written > read, timeout_ms);
    QVERIFY(written < total);
    worker.run([&] { reader.reset(); });
    QTRY_VERIFY_WITH_TIMEOUT(written >= total, timeout_ms);
    QVERIFY(!body->wanted());
}

void BodyTest::nobodyBeginsWithAForgottenBody() {
    const auto body = Body::of("text");
    QVERIFY(Body::Reader(body).valid());
    body->forget();
    QVERIFY(!Body::Reader(body).valid());
}

void BodyTest::countsItsMemory() {
    const auto exact = Body::of(pattern(1'000));
    QVERIFY(exact->memoryBytes() >= 1'000 && exact->memoryBytes() < 1'200);
    const auto large = Body::of(pattern(1'000'000));
    QVERIFY(large->memoryBytes() >= 1'000'000 && large->memoryBytes() < 1'003'000);
    Body told(70'000);
    for (int i = 0; i < 70; ++i)
        told.append(pattern(1'000));
    QVERIFY(told.memoryBytes() >= 70'000 && told.memoryBytes() < 70'500);
    Body more(1'000);
    for (int i = 0; i < 70; ++i)
        more.append(pattern(1'000));
    QVERIFY(more.memoryBytes() >= 70'000 && more.memoryBytes() < 150'000);
}

QTEST_GUILESS_MAIN(BodyTest)
#include "body_test.moc"
