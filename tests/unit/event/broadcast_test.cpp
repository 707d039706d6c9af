#include <QTest>
#include <atomic>
#include <thread>

#include "event/broadcast.h"
#include "event/epoll_dispatcher.h"
#include "event/task.h"
#include "event/worker.h"

using namespace sluice;
using namespace sluice::event;
using namespace std::chrono_literals;

namespace {

constexpr int timeout_ms = 30'000;

/// Coroutines that wait for one broadcast on one worker.
struct Crowd {
    Crowd(int index, Broadcast& b) : broadcast(b), worker(index) { worker.start(); }
    ~Crowd() {
        worker.call([this] { tasks.clear(); });
        worker.stop();
    }

    void wait(int count, uint64_t seen, TimePoint deadline) {
        worker.call([=, this] {
            for (int i = 0; i < count; ++i) {
                tasks.push_back(one(seen, deadline));
                tasks.back().start();
            }
        });
    }
    Task<> one(uint64_t seen, TimePoint deadline) {
        const bool wasTold = co_await broadcast.after(seen, deadline);
        ++(wasTold ? told : expired);
    }

    Broadcast& broadcast;
    std::atomic<int> told{0}, expired{0};
    std::vector<Task<>> tasks;
    Worker worker;
};

}  // namespace

class BroadcastTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wakesAllOnTheirWorkers();
    void whoMissedItDoesNotWait();
    void endsAtTheDeadline();
    void destroyedWaitsAreForgotten();
    void tellsFromManyThreads();
};

void BroadcastTest::wakesAllOnTheirWorkers() {
    Broadcast broadcast;
    Crowd a(0, broadcast), b(1, broadcast);
    a.wait(10'000, 0, TimePoint::max());
    b.wait(3, 0, TimePoint::max());
    QCOMPARE(a.told + b.told, 0);
    broadcast.tell();
    QTRY_COMPARE_WITH_TIMEOUT(a.told, 10'000, timeout_ms);
    QTRY_COMPARE_WITH_TIMEOUT(b.told, 3, timeout_ms);
    QCOMPARE(a.expired + b.expired, 0);
}

void BroadcastTest::whoMissedItDoesNotWait() {
    Broadcast broadcast;
    Crowd crowd(0, broadcast);
    const uint64_t seen = broadcast.now();
    broadcast.tell();
    crowd.wait(1, seen, TimePoint::max());
    QCOMPARE(crowd.told, 1);
    crowd.wait(1, broadcast.now(), TimePoint::max());
    QCOMPARE(crowd.told, 1);
}

void BroadcastTest::endsAtTheDeadline() {
    Broadcast broadcast;
    Crowd crowd(0, broadcast);
    crowd.wait(5, 0, Clock::now() + 10ms);
    QTRY_COMPARE_WITH_TIMEOUT(crowd.expired, 5, timeout_ms);
    broadcast.tell();
    crowd.wait(1, 0, TimePoint::max());
    QCOMPARE(crowd.told, 1);
}

void BroadcastTest::destroyedWaitsAreForgotten() {
    Broadcast broadcast;
    Crowd crowd(0, broadcast);
    crowd.wait(10, 0, TimePoint::max());
    crowd.worker.call([&] { crowd.tasks.erase(crowd.tasks.begin() + 2, crowd.tasks.begin() + 7); });
    broadcast.tell();
    QTRY_COMPARE_WITH_TIMEOUT(crowd.told, 5, timeout_ms);
    // Destroyed between the tell and its arrival, from the worker itself.
    crowd.wait(10, broadcast.now(), TimePoint::max());
    crowd.worker.call([&] {
        broadcast.tell();
        crowd.tasks.clear();
    });
    crowd.worker.call([] {});
    QCOMPARE(crowd.told, 5);
}

void BroadcastTest::tellsFromManyThreads() {
    constexpr int rounds = 300;
    Broadcast broadcast;
    Crowd a(0, broadcast), b(1, broadcast);
    std::atomic<bool> stop = false;
    std::thread teller([&] {
        while (!stop) {
            broadcast.tell();
            std::this_thread::yield();
        }
    });
    for (int i = 0; i < rounds; ++i) {
        a.wait(10, broadcast.now(), TimePoint::max());
        b.wait(10, broadcast.now(), TimePoint::max());
    }
    QTRY_COMPARE_WITH_TIMEOUT(a.told + b.told, 20 * rounds, timeout_ms);
    stop = true;
    teller.join();
}

QTEST_GUILESS_MAIN(BroadcastTest)
#include "broadcast_test.moc"
