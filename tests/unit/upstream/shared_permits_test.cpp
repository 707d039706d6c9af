#include "upstream/shared_permits.h"

#include <QTest>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "event/epoll_dispatcher.h"
#include "event/task.h"
#include "event/worker.h"
#include "upstream/semaphore.h"

using namespace sluice;
using upstream::Semaphore;
using upstream::SharedPermits;
using Outcome = Semaphore::Outcome;

namespace {

/// How many hold a permit at a time, and the most that ever did.
class Holders {
public:
    void enter() {
        const int now = m_now.fetch_add(1) + 1;
        int most = m_most.load();
        while (now > most && !m_most.compare_exchange_weak(most, now)) {
        }
    }
    void leave() { m_now.fetch_sub(1); }
    int most() const { return m_most.load(); }

private:
    std::atomic<int> m_now{0};
    std::atomic<int> m_most{0};
};

/// A worker's part: its semaphore, and requests that hold a permit for a round of the loop or more.
struct Part {
    Part(SharedPermits& permits, int index) : worker(index) {
        worker.start();
        worker.call([&] {
            semaphore = std::make_unique<Semaphore>(permits, static_cast<size_t>(index), gauge);
        });
    }
    ~Part() {
        worker.call([this] {
            tasks.clear();
            semaphore.reset();
        });
    }

    void send(int count, int holds) {
        worker.call([=, this] {
            for (int i = 0; i < count; ++i) {
                tasks.push_back(request(holds));
                tasks.back().start();
            }
        });
    }
    event::Task<> request(int holds) {
        const Outcome outcome = co_await semaphore->acquire(TimePoint::max());
        if (outcome != Outcome::acquired) {
            refused.fetch_add(1);
            co_return;
        }
        holders->enter();
        keep(holds);
    }
    void keep(int rounds) {
        event::EpollDispatcher::current()->mailbox()->post([=, this] {
            if (rounds > 1) return keep(rounds - 1);
            if (!semaphore) return;
            holders->leave();
            served.fetch_add(1);
            semaphore->release();
        });
    }

    Holders* holders = nullptr;
    std::atomic<int> served{0};
    std::atomic<int> refused{0};
    metrics::Gauge gauge;
    std::unique_ptr<Semaphore> semaphore;
    std::vector<event::Task<>> tasks;
    event::Worker worker;
};

struct Parts {
    Parts(SharedPermits& permits, int workers) {
        for (int i = 0; i < workers; ++i) {
            all.push_back(std::make_unique<Part>(permits, i));
            all.back()->holders = &holders;
        }
    }
    int served() const {
        int sum = 0;
        for (const auto& part : all)
            sum += part->served.load();
        return sum;
    }
    Part& operator[](size_t i) { return *all[i]; }

    Holders holders;
    std::vector<std::unique_ptr<Part>> all;
};

void inThreads(int count, const std::function<void(size_t)>& run) {
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i)
        threads.emplace_back(run, static_cast<size_t>(i));
    for (std::thread& thread : threads)
        thread.join();
}

constexpr int limit_ms = 60'000;

}  // namespace

class SharedPermitsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneWorkerMayHaveThemAll();
    void givesExactlyAsManyAsThereAre();
    void isNeverExceededByManyThreads();
    void isNeverRefusedWhileThereIsRoom();
    void whoWaitsIsServedByAnotherWorker();
    void noWorkerIsOvertakenForEver();
    void aFullLineRefusesOverAllWorkers();
    void aHigherLimitServesWhoWaitsAnywhere();
    void aLowerLimitIsReachedByWhatIsGivenBack();
    void asksTheWorkerThatKeepsMost();
    void whoGetsWhatIsKeptWaitsBeyondTheLine();
};

void SharedPermitsTest::oneWorkerMayHaveThemAll() {
    SharedPermits permits(7, 0, 16);
    for (int i = 0; i < 7; ++i)
        QVERIFY(permits.tryTake(3));
    QVERIFY(!permits.tryTake(3));
    QVERIFY(!permits.tryTake(4));
    permits.put(3);
    QVERIFY(permits.tryTake(4));
}

void SharedPermitsTest::givesExactlyAsManyAsThereAre() {
    SharedPermits permits(1000, 0, 4);
    std::atomic<int> taken{0};
    inThreads(4, [&](size_t worker) {
        while (permits.tryTake(worker))
            taken.fetch_add(1);
    });
    QCOMPARE(taken.load(), 1000);
}

void SharedPermitsTest::isNeverExceededByManyThreads() {
    SharedPermits permits(3, 0, 4);
    Holders holders;
    inThreads(4, [&](size_t worker) {
        for (int i = 0; i < 20'000; ++i) {
            if (!permits.tryTake(worker)) continue;
            holders.enter();
            holders.leave();
            permits.put(worker);
        }
    });
    QVERIFY(holders.most() <= 3);
    for (int i = 0; i < 3; ++i)
        QVERIFY(permits.tryTake(0));
    QVERIFY(!permits.tryTake(0));
}

/// As many permits as threads, each of which holds one at a time: there always is one free.
void SharedPermitsTest::isNeverRefusedWhileThereIsRoom() {
    SharedPermits permits(4, 0, 4);
    std::atomic<int> refused{0};
    inThreads(4, [&](size_t worker) {
        for (int i = 0; i < 50'000; ++i) {
            if (!permits.tryTake(worker)) {
                refused.fetch_add(1);
                continue;
            }
            permits.put((worker + static_cast<size_t>(i)) % 4);  // wherever it may come to lie
        }
    });
    QCOMPARE(refused.load(), 0);
}

void SharedPermitsTest::whoWaitsIsServedByAnotherWorker() {
    SharedPermits permits(1, 10, 2);
    QVERIFY(permits.tryTake(0));
    Parts parts(permits, 2);
    parts[1].send(3, 1);
    QCOMPARE(parts.served(), 0);
    parts[0].worker.call([&] { parts[0].semaphore->release(); });
    QTRY_COMPARE_WITH_TIMEOUT(parts.served(), 3, limit_ms);
    QCOMPARE(parts.holders.most(), 1);
}

/// A worker that is always busy with its own does not keep another's request waiting.
void SharedPermitsTest::noWorkerIsOvertakenForEver() {
    SharedPermits permits(2, 100'000, 2);
    Parts parts(permits, 2);
    std::atomic<bool> stop{false};
    std::thread busy([&] {
        int sent = 0;
        while (!stop) {
            if (sent - parts[0].served.load() < 50) {
                parts[0].send(50, 1);
                sent += 50;
            }
        }
    });
    for (int i = 0; i < 20; ++i) {
        parts[1].send(1, 1);
        QTRY_COMPARE_WITH_TIMEOUT(parts[1].served.load(), i + 1, limit_ms);
    }
    stop = true;
    busy.join();
    QVERIFY(parts.holders.most() <= 2);
}

void SharedPermitsTest::aFullLineRefusesOverAllWorkers() {
    SharedPermits permits(1, 4, 4);
    QVERIFY(permits.tryTake(0));
    Parts parts(permits, 4);
    for (size_t i = 0; i < 4; ++i)
        parts[i].send(2, 1);
    int refused = 0;
    for (const auto& part : parts.all)
        refused += part->refused.load();
    QCOMPARE(refused, 4);
    parts[0].worker.call([&] { parts[0].semaphore->release(); });
    QTRY_COMPARE_WITH_TIMEOUT(parts.served(), 4, limit_ms);
}

void SharedPermitsTest::aHigherLimitServesWhoWaitsAnywhere() {
    SharedPermits permits(0, 100, 3);
    Parts parts(permits, 3);
    for (size_t i = 0; i < 3; ++i)
        parts[i].send(10, 1);
    QCOMPARE(parts.served(), 0);
    permits.setLimits(2, 100);
    QTRY_COMPARE_WITH_TIMEOUT(parts.served(), 30, limit_ms);
    QVERIFY(parts.holders.most() <= 2);
}

void SharedPermitsTest::aLowerLimitIsReachedByWhatIsGivenBack() {
    SharedPermits permits(5, 0, 2);
    for (size_t i = 0; i < 4; ++i)
        QVERIFY(permits.tryTake(i % 2));
    permits.setLimits(2, 0);
    QVERIFY(!permits.tryTake(0));
    permits.put(0);
    permits.put(1);
    QVERIFY(!permits.tryTake(0));
    permits.put(0);
    QVERIFY(permits.tryTake(1));
    QVERIFY(!permits.tryTake(1));
    permits.setLimits(3, 0);
    QVERIFY(permits.tryTake(1));
    QVERIFY(!permits.tryTake(1));
}

void SharedPermitsTest::asksTheWorkerThatKeepsMost() {
    SharedPermits permits(0, 10, 3);
    std::vector<int> woken(3);
    std::vector<SharedPermits::Line*> lines;
    for (size_t i = 0; i < 3; ++i)
        lines.push_back(&permits.attach(i, [&woken, i] { ++woken[i]; }));
    lines[1]->keeps(2);
    lines[2]->keeps(5);
    QVERIFY(permits.enter(*lines[0], Clock::now()));
    QCOMPARE(woken, std::vector({0, 0, 1}));
    permits.put(*lines[2]);  // it has closed one
    QCOMPARE(woken, std::vector({1, 0, 1}));
    QVERIFY(lines[0]->collect());
    QVERIFY(!lines[0]->collect());
}

void SharedPermitsTest::whoGetsWhatIsKeptWaitsBeyondTheLine() {
    SharedPermits permits(0, 0, 2);
    SharedPermits::Line& waits = permits.attach(0, [] {});
    SharedPermits::Line& keeps = permits.attach(1, [] {});
    QVERIFY(!permits.enter(waits, Clock::now()));
    keeps.keeps(1);
    QVERIFY(permits.enter(waits, Clock::now()));
    QVERIFY(!permits.enter(waits, Clock::now()));
}

QTEST_GUILESS_MAIN(SharedPermitsTest)
#include "shared_permits_test.moc"
