#include <vector>

#include "event/task.h"
#include "unit/event/epoll_main.h"
#include "upstream/semaphore.h"

using namespace sluice;
using upstream::Semaphore;
using upstream::SharedPermits;
using Outcome = Semaphore::Outcome;

class SemaphoreTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void servesInTheOrderOfArrival();
    void aBurstOfReleasesServesAsMany();
    void refusesBeyondTheQueue();
    void givesUpAtTheDeadline();
    void aDestroyedWaiterLeavesTheQueue();
    void mayBeDestroyedBeforeItServes();
    void aHigherLimitServesWhoWaits();
    void aLowerLimitLetsFinishWhoHasAcquired();
    void aShorterQueueSendsNobodyAway();
    void aLongerTimeCountsFromTheArrival();
    void aShorterTimeCountsFromTheChange();
    void aTurnNeedsNoPermit();
    void aTurnIsForWhoeverIsNext();
};

namespace {

struct Waiters {
    std::vector<int> order;
    std::vector<Outcome> outcomes;

    event::Task<> wait(Semaphore& semaphore, int name, TimePoint deadline = TimePoint::max()) {
        const Outcome outcome = co_await semaphore.acquire(deadline);
        order.push_back(name);
        outcomes.push_back(outcome);
    }
};

}  // namespace

void SemaphoreTest::servesInTheOrderOfArrival() {
    metrics::Gauge gauge;
    SharedPermits permits(1, 10, 1);
    Semaphore semaphore(permits, 0, gauge);
    Waiters waiters;
    std::vector<event::Task<>> tasks;
    for (int i = 0; i < 4; ++i) {
        tasks.push_back(waiters.wait(semaphore, i));
        tasks.back().start();
    }
    QCOMPARE(waiters.order, std::vector({0}));
    QCOMPARE(gauge.value(), 3);
    for (size_t served = 2; served <= 4; ++served) {
        semaphore.release();
        QTRY_COMPARE(waiters.order.size(), served);
    }
    QCOMPARE(waiters.order, std::vector({0, 1, 2, 3}));
    QCOMPARE(gauge.value(), 0);
}

void SemaphoreTest::aBurstOfReleasesServesAsMany() {
    metrics::Gauge gauge;
    SharedPermits permits(0, 10, 1);
    Semaphore semaphore(permits, 0, gauge);
    Waiters waiters;
    std::vector<event::Task<>> tasks;
    for (int i = 0; i < 4; ++i) {
        tasks.push_back(waiters.wait(semaphore, i));
        tasks.back().start();
    }
    for (int i = 0; i < 3; ++i)
        semaphore.release();
    QTRY_COMPARE(waiters.order, std::vector({0, 1, 2}));
    QCOMPARE(semaphore.waiting(), size_t(1));
}

void SemaphoreTest::refusesBeyondTheQueue() {
    metrics::Gauge gauge;
    SharedPermits permits(0, 1, 1);
    Semaphore semaphore(permits, 0, gauge);
    Waiters waiters;
    auto first = waiters.wait(semaphore, 1);
    first.start();
    auto second = waiters.wait(semaphore, 2);
    second.start();
    QVERIFY(second.done());
    QVERIFY(waiters.outcomes == std::vector({Outcome::queueFull}));
    QVERIFY(!first.done());
}

void SemaphoreTest::givesUpAtTheDeadline() {
    metrics::Gauge gauge;
    SharedPermits permits(0, 2, 1);
    Semaphore semaphore(permits, 0, gauge);
    Waiters waiters;
    auto task = waiters.wait(semaphore, 1, Clock::now() + std::chrono::milliseconds(20));
    task.start();
    QTRY_VERIFY(task.done());
    QVERIFY(waiters.outcomes == std::vector({Outcome::timedOut}));
    QCOMPARE(semaphore.waiting(), size_t(0));
    QCOMPARE(gauge.value(), 0);
}

void SemaphoreTest::aDestroyedWaiterLeavesTheQueue() {
    metrics::Gauge gauge;
    SharedPermits permits(0, 2, 1);
    Semaphore semaphore(permits, 0, gauge);
    Waiters waiters;
    auto first = waiters.wait(semaphore, 1);
    first.start();
    auto second = waiters.wait(semaphore, 2);
    second.start();
    semaphore.release();
    first.reset();
    QTRY_COMPARE(waiters.order, std::vector({2}));
    QCOMPARE(gauge.value(), 0);
}

void SemaphoreTest::mayBeDestroyedBeforeItServes() {
    metrics::Gauge gauge;
    Waiters waiters;
    {
        SharedPermits permits(0, 2, 1);
        Semaphore semaphore(permits, 0, gauge);
        auto task = waiters.wait(semaphore, 1);
        task.start();
        semaphore.release();
    }
    bool round = false;
    event::EpollDispatcher::current()->defer([&] { round = true; });
    QTRY_VERIFY(round);
    QVERIFY(waiters.order.empty());
}

void SemaphoreTest::aHigherLimitServesWhoWaits() {
    metrics::Gauge gauge;
    SharedPermits permits(1, 10, 1);
    Semaphore semaphore(permits, 0, gauge);
    Waiters waiters;
    std::vector<event::Task<>> tasks;
    for (int i = 0; i < 4; ++i) {
        tasks.push_back(waiters.wait(semaphore, i));
        tasks.back().start();
    }
    permits.setLimits(3, 10);
    QTRY_COMPARE(waiters.order, std::vector({0, 1, 2}));
    semaphore.release();
    QTRY_COMPARE(waiters.order, std::vector({0, 1, 2, 3}));
}

void SemaphoreTest::aLowerLimitLetsFinishWhoHasAcquired() {
    metrics::Gauge gauge;
    SharedPermits permits(3, 10, 1);
    Semaphore semaphore(permits, 0, gauge);
    Waiters waiters;
    std::vector<event::Task<>> tasks;
    for (int i = 0; i < 4; ++i) {
        tasks.push_back(waiters.wait(semaphore, i));
        tasks.back().start();
    }
    permits.setLimits(1, 10);
    QVERIFY(!semaphore.tryAcquire());
    for (int i = 0; i < 2; ++i) {
        semaphore.release();
        bool round = false;
        event::EpollDispatcher::current()->defer([&] { round = true; });
        QTRY_VERIFY(round);
        QCOMPARE(waiters.order, std::vector({0, 1, 2}));
    }
    semaphore.release();
    QTRY_COMPARE(waiters.order, std::vector({0, 1, 2, 3}));
    semaphore.release();
    QVERIFY(semaphore.tryAcquire());
}

void SemaphoreTest::aShorterQueueSendsNobodyAway() {
    metrics::Gauge gauge;
    SharedPermits permits(0, 3, 1);
    Semaphore semaphore(permits, 0, gauge);
    Waiters waiters;
    std::vector<event::Task<>> tasks;
    for (int i = 0; i < 4; ++i) {
        if (i == 3) permits.setLimits(0, 1);
        tasks.push_back(waiters.wait(semaphore, i));
        tasks.back().start();
    }
    QCOMPARE(waiters.order, std::vector({3}));
    QVERIFY(waiters.outcomes == std::vector({Outcome::queueFull}));
    permits.setLimits(3, 1);
    QTRY_COMPARE(waiters.order, std::vector({3, 0, 1, 2}));
}

void SemaphoreTest::aLongerTimeCountsFromTheArrival() {
    using namespace std::chrono_literals;
    metrics::Gauge gauge;
    SharedPermits permits(0, 3, 1);
    Semaphore semaphore(permits, 0, gauge);
    Waiters waiters;
    auto moved = waiters.wait(semaphore, 1, Clock::now() + 20ms);
    moved.start();
    semaphore.changeTimeLimit(20ms, 1h);
    auto later = waiters.wait(semaphore, 2, Clock::now() + 60ms);
    later.start();
    QTRY_VERIFY(later.done());
    QCOMPARE(waiters.order, std::vector({2}));
    QVERIFY(!moved.done());
}

void SemaphoreTest::aShorterTimeCountsFromTheChange() {
    using namespace std::chrono_literals;
    metrics::Gauge gauge;
    SharedPermits permits(0, 3, 1);
    Semaphore semaphore(permits, 0, gauge);
    Waiters waiters;
    auto task = waiters.wait(semaphore, 1, Clock::now() + 1h);
    task.start();
    const TimePoint change = Clock::now();
    semaphore.changeTimeLimit(1h, 20ms);
    QTRY_VERIFY(task.done());
    QVERIFY(waiters.outcomes == std::vector({Outcome::timedOut}));
    QVERIFY(Clock::now() >= change + 20ms);
}

void SemaphoreTest::aTurnNeedsNoPermit() {
    metrics::Gauge gauge;
    SharedPermits permits(0, 3, 1);
    Semaphore semaphore(permits, 0, gauge);
    Waiters waiters;
    QVERIFY(!semaphore.passTurn());
    auto first = waiters.wait(semaphore, 1);
    first.start();
    auto second = waiters.wait(semaphore, 2);
    second.start();
    QVERIFY(semaphore.passTurn());
    QTRY_VERIFY(first.done());
    QVERIFY(waiters.outcomes == std::vector({Outcome::turn}));
    QVERIFY(semaphore.inDemand());
    QVERIFY(!second.done());
}

void SemaphoreTest::aTurnIsForWhoeverIsNext() {
    metrics::Gauge gauge;
    SharedPermits permits(0, 3, 2);
    Semaphore semaphore(permits, 0, gauge);
    const TimePoint longBefore = Clock::now() - std::chrono::seconds(1);
    SharedPermits::Line& other = permits.attach(1, [] {});
    QVERIFY(permits.enter(other, longBefore));
    Waiters waiters;
    auto task = waiters.wait(semaphore, 1);
    task.start();
    QVERIFY(!semaphore.passTurn());
    permits.leave(other);
    QVERIFY(semaphore.passTurn());
    QTRY_VERIFY(task.done());
}

EPOLL_TEST_MAIN(SemaphoreTest)
#include "semaphore_test.moc"
