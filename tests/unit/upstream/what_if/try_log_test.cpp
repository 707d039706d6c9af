#include "upstream/what_if/try_log.h"

#include <QtTest>
#include <thread>

using namespace sluice;
using upstream::Ending;
using upstream::Try;
using upstream::TryLog;

class TryLogTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesBackWhatWasRecorded();
    void keepsTheNewest();
    void boundsTheServiceTime();
    void isReadWhileItIsWritten();
};

namespace {

/// A try all of whose fields follow from its number.
Try numbered(uint64_t number) {
    return {.start = TimePoint(Duration(static_cast<int64_t>(number))),
            .service = Duration(static_cast<int64_t>(number * 3)),
            .hash = number * 0x9e3779b97f4a7c15,
            .server = static_cast<uint16_t>(number),
            .ending = static_cast<Ending>(number % 4),
            .again = number % 3 == 0};
}

uint64_t numberOf(const Try& finished) {
    return static_cast<uint64_t>(finished.start.time_since_epoch().count());
}

bool isWhole(const Try& finished) {
    const Try due = numbered(numberOf(finished));
    return finished.service == due.service && finished.hash == due.hash &&
           finished.server == due.server && finished.ending == due.ending &&
           finished.again == due.again;
}

}  // namespace

void TryLogTest::givesBackWhatWasRecorded() {
    TryLog log;
    QVERIFY(log.tries().empty());
    for (uint64_t i = 0; i < 100; ++i)
        log.record(numbered(i));
    const auto tries = log.tries();
    QCOMPARE(tries.size(), size_t(100));
    for (uint64_t i = 0; i < 100; ++i) {
        QCOMPARE(numberOf(tries[i]), i);
        QVERIFY(isWhole(tries[i]));
    }
    QVERIFY(!log.full());
}

void TryLogTest::keepsTheNewest() {
    TryLog log;
    for (uint64_t i = 0; i < TryLog::capacity + 7; ++i)
        log.record(numbered(i));
    const auto tries = log.tries();
    QVERIFY(log.full());
    QCOMPARE(tries.size(), TryLog::capacity);
    QCOMPARE(numberOf(tries.front()), uint64_t(7));
    QCOMPARE(numberOf(tries.back()), uint64_t(TryLog::capacity + 6));
}

void TryLogTest::boundsTheServiceTime() {
    TryLog log;
    log.record({.service = std::chrono::hours(1000), .server = 65535, .ending = Ending::timeout});
    log.record({.service = Duration(-5)});
    const auto tries = log.tries();
    QVERIFY(tries[0].service > std::chrono::hours(9));
    QCOMPARE(tries[0].server, uint16_t(65535));
    QVERIFY(tries[0].ending == Ending::timeout);
    QCOMPARE(tries[1].service, Duration::zero());
}

/// Whatever the writer does meanwhile, a reader sees whole tries, in order.
void TryLogTest::isReadWhileItIsWritten() {
    TryLog log;
    std::atomic<bool> stop{false};
    std::thread writer([&] {
        for (uint64_t i = 0; !stop.load(std::memory_order_relaxed); ++i) {
            log.record(numbered(i));
            if (i % 1024 == 0) std::this_thread::yield();
        }
    });
    size_t broken = 0;
    size_t seen = 0;
    for (int reading = 0; reading < 100 || seen == 0 || !log.full(); ++reading) {
        const auto tries = log.tries();
        for (size_t i = 0; i < tries.size(); ++i) {
            const bool inOrder = i == 0 || numberOf(tries[i]) == numberOf(tries[i - 1]) + 1;
            broken += isWhole(tries[i]) && inOrder ? 0 : 1;
        }
        seen += tries.size();
    }
    stop = true;
    writer.join();
    QCOMPARE(broken, size_t(0));
    QVERIFY(isWhole(log.tries().front()));
}

QTEST_APPLESS_MAIN(TryLogTest)
#include "try_log_test.moc"
