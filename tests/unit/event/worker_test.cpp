#include "event/worker.h"

#include <pthread.h>

#include <QEventLoop>
#include <QTest>
#include <QThread>
#include <QTimer>
#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "event/epoll_dispatcher.h"

using sluice::event::EpollDispatcher;
using sluice::event::Worker;

class WorkerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void runsWhatIsPostedBeforeTheStartFirst();
    void callsOnItsOwnThreadAndWaits();
    void keepsTheOrderOfEachPoster();
    void stopRunsWhatWasPostedBefore();
    void dropsWhatIsPostedAfterTheStop();
    void callReturnsAfterTheStop();
    void dropsEverythingWhenNeverStarted();
    void aFunctionThatPostsItselfStarvesNobody();
    void outlivesAStrangersQuit();
    void runsPostedFunctionsInNestedLoops();
    void stopEndsNestedLoops();
    void namesItsThread();
    void countsItsCpuTime();
};

void WorkerTest::runsWhatIsPostedBeforeTheStartFirst() {
    std::vector<int> order;
    Worker worker(0);
    worker.post([&] { order.push_back(1); });
    worker.post([&] { order.push_back(2); });
    worker.start();
    worker.call([&] { order.push_back(3); });
    QCOMPARE(order, std::vector({1, 2, 3}));
}

void WorkerTest::callsOnItsOwnThreadAndWaits() {
    Worker worker(0);
    worker.start();
    QThread* thread = nullptr;
    EpollDispatcher* dispatcher = nullptr;
    worker.call([&] {
        thread = QThread::currentThread();
        dispatcher = EpollDispatcher::current();
    });
    QVERIFY(thread && thread != QThread::currentThread());
    QVERIFY(dispatcher);
    QCOMPARE(dispatcher->thread(), thread);
    QVERIFY(!EpollDispatcher::current());
}

void WorkerTest::keepsTheOrderOfEachPoster() {
    constexpr int posters = 4;
    constexpr int posts = 2000;
    std::array<std::vector<int>, posters> seen;
    Worker worker(0);
    worker.start();
    std::vector<std::thread> threads;
    for (auto& numbers : seen) {
        threads.emplace_back([&] {
            for (int i = 0; i < posts; ++i)
                worker.post([&numbers, i] { numbers.push_back(i); });
        });
    }
    for (auto& thread : threads)
        thread.join();
    worker.stop();
    for (const auto& numbers : seen) {
        QCOMPARE(numbers.size(), size_t{posts});
        QVERIFY(std::is_sorted(numbers.begin(), numbers.end()));
    }
}

void WorkerTest::stopRunsWhatWasPostedBefore() {
    int ran = 0;
    Worker worker(0);
    worker.start();
    for (int i = 0; i < 1000; ++i)
        worker.post([&ran] { ++ran; });
    worker.stop();
    QCOMPARE(ran, 1000);
}

void WorkerTest::dropsWhatIsPostedAfterTheStop() {
    Worker worker(0);
    worker.start();
    worker.stop();
    auto token = std::make_shared<int>(0);
    bool ran = false;
    worker.post([token, &ran] { ran = true; });
    QCOMPARE(token.use_count(), 1L);
    QVERIFY(!ran);
}

void WorkerTest::callReturnsAfterTheStop() {
    Worker worker(0);
    worker.start();
    worker.stop();
    bool ran = false;
    worker.call([&ran] { ran = true; });
    QVERIFY(!ran);
}

void WorkerTest::dropsEverythingWhenNeverStarted() {
    auto token = std::make_shared<int>(0);
    {
        Worker worker(0);
        worker.post([token] {});
        QCOMPARE(token.use_count(), 2L);
    }
    QCOMPARE(token.use_count(), 1L);
}

void WorkerTest::aFunctionThatPostsItselfStarvesNobody() {
    Worker worker(0);
    worker.start();
    std::atomic<bool> timerFired = false;
    std::function<void()> again = [&] {
        if (!timerFired) worker.post(again);
    };
    worker.call([&] { QTimer::singleShot(1, [&] { timerFired = true; }); });
    worker.post(again);
    QTRY_VERIFY(timerFired);
    worker.stop();
}

void WorkerTest::outlivesAStrangersQuit() {
    Worker worker(0);
    worker.start();
    worker.call([] { QThread::currentThread()->quit(); });
    bool ran = false;
    worker.call([&ran] { ran = true; });
    QVERIFY(ran);
}

void WorkerTest::runsPostedFunctionsInNestedLoops() {
    Worker worker(0);
    worker.start();
    bool nested = false;
    worker.call([&] {
        QEventLoop loop;
        worker.post([&] {
            nested = true;
            loop.quit();
        });
        loop.exec();
    });
    QVERIFY(nested);
}

void WorkerTest::stopEndsNestedLoops() {
    bool returned = false;
    bool followed = false;
    Worker worker(0);
    worker.post([&] {
        QEventLoop().exec();
        returned = true;
    });
    worker.post([&] { followed = true; });
    worker.start();
    worker.stop();
    QVERIFY(returned);
    QVERIFY(followed);
}

void WorkerTest::namesItsThread() {
    Worker worker(7);
    QCOMPARE(worker.index(), 7);
    worker.start();
    std::array<char, 16> name{};
    worker.call([&] { ::pthread_getname_np(::pthread_self(), name.data(), name.size()); });
    QCOMPARE(std::string(name.data()), std::string("sluice-w7"));
}

void WorkerTest::countsItsCpuTime() {
    Worker worker(0);
    QCOMPARE(worker.cpuSeconds(), 0.0);
    worker.start();
    const double before_s = worker.cpuSeconds();
    std::atomic<bool> enough = false;
    worker.post([&enough] {
        while (!enough) {
        }
    });
    QTRY_VERIFY(worker.cpuSeconds() > before_s + 0.01);
    enough = true;
    worker.stop();
    QVERIFY(worker.cpuSeconds() > before_s + 0.01);
}

QTEST_GUILESS_MAIN(WorkerTest)
#include "worker_test.moc"
