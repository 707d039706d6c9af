#include <QTest>
#include <array>
#include <atomic>
#include <memory>
#include <thread>

#include "cache/coalescer.h"
#include "worker_tasks.h"

using namespace sluice;
using namespace sluice::cache;
using namespace std::chrono_literals;
using Kind = Flight::Landing::Kind;

namespace {

constexpr int timeout_ms = 30'000;

/// How the waits of a test ended, by kind.
struct Endings {
    std::array<std::atomic<int>, 5> counts{};
    int of(Kind kind) const { return counts[static_cast<size_t>(kind)]; }
};

event::Task<> waitFor(std::shared_ptr<Flight> flight, Endings& endings,
                      TimePoint deadline = TimePoint::max()) {
    const Flight::Landing landing = co_await flight->wait(deadline);
    ++endings.counts[static_cast<size_t>(landing.kind)];
    if (landing.kind == Kind::lead) Lead(flight).release();
}

StoredResponsePtr someResponse() {
    return std::make_shared<StoredResponse>();
}

}  // namespace

class CoalescerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneLeads();
    void allGetWhatLanded();
    void nobodyJoinsWhatIsOutdated();
    void whoWaitsHearsInterimAnswers();
    void aReleaseIsForAllAtOnce();
    void oneTakesOver();
    void givesUpAfterTwoTakeovers();
    void whoJoinedLateTakesOver();
    void endsAtTheDeadline();
    void clientsLeaveWhileTheyWait();
    void clientsLeaveBeforeTheyTakeOver();
    void manyThreadsOneLeader();
};

void CoalescerTest::oneLeads() {
    Generations generations;
    Coalescer coalescer(generations);
    const auto first = coalescer.join("a");
    const auto second = coalescer.join("a");
    const auto other = coalescer.join("b");
    QVERIFY(first.leads && !second.leads && other.leads);
    QCOMPARE(first.flight, second.flight);
    Lead(first.flight).release();
    QVERIFY(coalescer.join("a").leads);
}

void CoalescerTest::allGetWhatLanded() {
    Generations generations;
    Coalescer coalescer(generations);
    Endings endings;
    const auto joined = coalescer.join("a");
    WorkerTasks a(0), b(1);
    for (int i = 0; i < 5'000; ++i) {
        a.start([&] { return waitFor(coalescer.join("a").flight, endings); });
        b.start([&] { return waitFor(coalescer.join("a").flight, endings); });
    }
    QCOMPARE(endings.of(Kind::stored), 0);
    Lead(joined.flight).land(someResponse());
    QTRY_COMPARE_WITH_TIMEOUT(endings.of(Kind::stored), 10'000, timeout_ms);
}

void CoalescerTest::nobodyJoinsWhatIsOutdated() {
    Generations generations;
    Coalescer coalescer(generations);
    Endings endings;
    const auto before = coalescer.join("http://a/ web\nfoo:1");
    WorkerTasks worker(0);
    worker.start([&] { return waitFor(before.flight, endings); });
    generations.advance("http://a/other");
    QCOMPARE(coalescer.join("http://a/ web\nfoo:1").flight, before.flight);
    generations.advance("http://a/");
    const auto after = coalescer.join("http://a/ web\nfoo:1");
    QVERIFY(after.leads && after.flight != before.flight);
    QCOMPARE(coalescer.join("http://a/ web\nfoo:1").flight, after.flight);
    Lead(before.flight).land(someResponse());
    QTRY_COMPARE_WITH_TIMEOUT(endings.of(Kind::stored), 1, timeout_ms);
    QVERIFY(!coalescer.join("http://a/ web\nfoo:1").leads);
    Lead(after.flight).release();
}

void CoalescerTest::whoWaitsHearsInterimAnswers() {
    Generations generations;
    Coalescer coalescer(generations);
    const auto joined = coalescer.join("a");
    Lead lead(joined.flight);
    std::atomic<int> heard = 0, landed = 0;
    const auto wait = [&]() -> event::Task<> {
        const auto landing = co_await joined.flight->wait(
            TimePoint::max(), [&](const http::ResponseHead& head) { heard += head.status; });
        if (landing.kind == Kind::stored) ++landed;
    };
    http::ResponseHead interim;
    interim.status = 103;
    lead.tell(interim);  // nobody waits yet
    WorkerTasks a(0), b(1);
    a.start(wait);
    b.start(wait);
    interim.status = 102;
    lead.tell(interim);
    lead.tell(interim);
    QTRY_COMPARE_WITH_TIMEOUT(heard, 4 * 102, timeout_ms);
    lead.land(someResponse());
    QTRY_COMPARE_WITH_TIMEOUT(landed, 2, timeout_ms);
    QCOMPARE(heard, 4 * 102);
}

void CoalescerTest::aReleaseIsForAllAtOnce() {
    Generations generations;
    Coalescer coalescer(generations);
    Endings endings;
    const auto joined = coalescer.join("a");
    WorkerTasks worker(0);
    for (int i = 0; i < 100; ++i)
        worker.start([&] { return waitFor(joined.flight, endings); });
    Lead(joined.flight).release();
    QTRY_COMPARE_WITH_TIMEOUT(endings.of(Kind::released), 100, timeout_ms);
}

void CoalescerTest::oneTakesOver() {
    Generations generations;
    Coalescer coalescer(generations);
    Endings endings;
    auto joined = coalescer.join("a");
    WorkerTasks worker(0);
    for (int i = 0; i < 100; ++i)
        worker.start([&] { return waitFor(joined.flight, endings); });
    { const Lead given(joined.flight); }
    QTRY_COMPARE_WITH_TIMEOUT(endings.of(Kind::released), 99, timeout_ms);
    QCOMPARE(endings.of(Kind::lead), 1);
}

void CoalescerTest::givesUpAfterTwoTakeovers() {
    Generations generations;
    Coalescer coalescer(generations);
    std::atomic<int> led = 0, failed = 0;
    const auto joined = coalescer.join("a");
    WorkerTasks worker(0);
    for (int i = 0; i < 100; ++i) {
        worker.start([&]() -> event::Task<> {
            const Flight::Landing landing = co_await joined.flight->wait(TimePoint::max());
            if (landing.kind == Kind::failed) ++failed;
            if (landing.kind != Kind::lead) co_return;
            ++led;
            const Lead given(joined.flight);
        });
    }
    { const Lead given(joined.flight); }
    QTRY_COMPARE_WITH_TIMEOUT(failed, 98, timeout_ms);
    QCOMPARE(led, 2);
    QVERIFY(coalescer.join("a").leads);
}

void CoalescerTest::whoJoinedLateTakesOver() {
    Generations generations;
    Coalescer coalescer(generations);
    Endings endings;
    const auto joined = coalescer.join("a");
    const auto late = coalescer.join("a");
    { const Lead given(joined.flight); }
    WorkerTasks worker(0);
    worker.start([&] { return waitFor(late.flight, endings); });
    QCOMPARE(endings.of(Kind::lead), 1);
    QVERIFY(coalescer.join("a").leads);
}

void CoalescerTest::endsAtTheDeadline() {
    Generations generations;
    Coalescer coalescer(generations);
    Endings endings;
    const auto joined = coalescer.join("a");
    WorkerTasks worker(0);
    worker.start([&] { return waitFor(joined.flight, endings, Clock::now() + 10ms); });
    QTRY_COMPARE_WITH_TIMEOUT(endings.of(Kind::timedOut), 1, timeout_ms);
    Lead(joined.flight).release();
}

void CoalescerTest::clientsLeaveWhileTheyWait() {
    Generations generations;
    Coalescer coalescer(generations);
    Endings endings;
    const auto joined = coalescer.join("a");
    {
        WorkerTasks worker(0);
        for (int i = 0; i < 100; ++i)
            worker.start([&] { return waitFor(joined.flight, endings); });
    }
    { const Lead given(joined.flight); }
    QVERIFY(coalescer.join("a").leads);
}

void CoalescerTest::clientsLeaveBeforeTheyTakeOver() {
    Generations generations;
    Coalescer coalescer(generations);
    Endings endings;
    const auto joined = coalescer.join("a");
    WorkerTasks worker(0);
    for (int i = 0; i < 100; ++i)
        worker.start([&] { return waitFor(joined.flight, endings); });
    worker.clear([&] { const Lead given(joined.flight); });
    QCOMPARE(endings.of(Kind::lead), 0);
    QVERIFY(coalescer.join("a").leads);
}

/// Joins, leads and lets go from two workers: each flight has one lead at a time.
void CoalescerTest::manyThreadsOneLeader() {
    constexpr int rounds = 2'000;
    Generations generations;
    Coalescer coalescer(generations);
    std::atomic<int> leading = 0, done = 0;
    std::atomic<bool> two = false;
    const auto visit = [&]() -> event::Task<> {
        const auto joined = coalescer.join("a");
        Flight::Landing landing;
        if (joined.leads) {
            landing.kind = Kind::lead;
        } else {
            landing = co_await joined.flight->wait(TimePoint::max());
        }
        if (landing.kind == Kind::lead) {
            if (leading.fetch_add(1) != 0) two = true;
            leading.fetch_sub(1);
            Lead(joined.flight).land(someResponse());
        }
        ++done;
    };
    WorkerTasks a(0), b(1);
    std::thread other([&] {
        for (int i = 0; i < rounds; ++i)
            b.start(visit);
    });
    for (int i = 0; i < rounds; ++i)
        a.start(visit);
    other.join();
    QTRY_COMPARE_WITH_TIMEOUT(done, 2 * rounds, timeout_ms);
    QVERIFY(!two);
}

QTEST_GUILESS_MAIN(CoalescerTest)
#include "coalescer_test.moc"
