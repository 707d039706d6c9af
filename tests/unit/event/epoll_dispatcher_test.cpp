#include "event/epoll_dispatcher.h"

#include <QEventLoop>
#include <QPointer>
#include <QProcess>
#include <QSignalSpy>
#include <QThread>
#include <QTimer>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "descriptors.h"
#include "epoll_main.h"
#include "event/worker.h"

using namespace std::chrono_literals;
using sluice::event::EpollDispatcher;
using sluice::event::Timer;
using sluice::event::Worker;

namespace {

EpollDispatcher& dispatcher() {
    return *EpollDispatcher::current();
}

bool processEvents(QEventLoop::ProcessEventsFlags flags = QEventLoop::AllEvents) {
    return dispatcher().processEvents(flags);
}

/// Nothing is left over from the test before.
void settle() {
    while (processEvents()) {
    }
}

}  // namespace

class EpollDispatcherTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { settle(); }
    void isTheCurrentDispatcherOfItsThreadOnly();
    void worksOnAnyThread();
    void returnsFalseWhenIdle();
    void waitsForQueuedCalls();
    void deliversManyQueuedCalls();
    void wakesUpFromAnotherThread();
    void interruptsAWait();
    void quitIsNotLostInANestedRound();
    void announcesBlocking();
    void deletesLater();
    void deletesLaterInTheLoopThatAskedForIt();
    void nestsLoops();
    void runsChildProcesses();
    void firesDeadlineTimers();
    void timersWakeAWaitingLoop();
    void defersUntilTheHandlersHaveReturned();
    void defersFromOutside();
    void deferredFunctionsMayDefer();
    void nestedLoopsLeaveDeferredFunctionsOfOuterOnes();
    void runsDeferredFunctionsWhenClosingDown();
    void tellsTheTimeOfTheRound();
};

void EpollDispatcherTest::isTheCurrentDispatcherOfItsThreadOnly() {
    QCOMPARE(EpollDispatcher::current(), QCoreApplication::eventDispatcher());
    std::atomic<EpollDispatcher*> other = &dispatcher();
    std::thread([&] { other = EpollDispatcher::current(); }).join();
    QVERIFY(!other.load());
    QScopedPointer<QThread> qtThread(QThread::create([&] {
        QEventLoop loop;
        other = EpollDispatcher::current();
    }));
    other = &dispatcher();
    qtThread->start();
    QVERIFY(qtThread->wait());
    QVERIFY(!other.load());
}

void EpollDispatcherTest::worksOnAnyThread() {
    const QPointer<EpollDispatcher> given = new EpollDispatcher;
    std::atomic<EpollDispatcher*> used = nullptr;
    QThread thread;
    thread.setEventDispatcher(given);
    connect(
        &thread, &QThread::started, &thread, [&] { used = EpollDispatcher::current(); },
        Qt::DirectConnection);
    thread.start();
    QTRY_COMPARE(used.load(), given.data());
    QVERIFY(used.load());
    thread.quit();
    QVERIFY(thread.wait());
    QVERIFY(!given);  // the thread owns it
}

void EpollDispatcherTest::returnsFalseWhenIdle() {
    QVERIFY(!processEvents());
    QMetaObject::invokeMethod(
        this, [] {}, Qt::QueuedConnection);
    QVERIFY(processEvents());
    QVERIFY(!processEvents());
}

void EpollDispatcherTest::waitsForQueuedCalls() {
    bool called = false;
    std::thread other([&] {
        QThread::msleep(20);
        QMetaObject::invokeMethod(
            this, [&] { called = true; }, Qt::QueuedConnection);
    });
    while (!called)
        QVERIFY(processEvents(QEventLoop::WaitForMoreEvents));
    other.join();
}

void EpollDispatcherTest::deliversManyQueuedCalls() {
    constexpr int senders = 4;
    constexpr int calls = 200;
    std::vector<std::vector<int>> received(senders);
    std::vector<std::thread> threads;
    for (auto& numbers : received) {
        threads.emplace_back([&numbers, this] {
            for (int i = 0; i < calls; ++i) {
                QMetaObject::invokeMethod(
                    this, [&numbers, i] { numbers.push_back(i); }, Qt::QueuedConnection);
            }
        });
    }
    for (const auto& numbers : received) {
        while (numbers.size() < calls)
            processEvents(QEventLoop::WaitForMoreEvents);
        QVERIFY(std::is_sorted(numbers.begin(), numbers.end()));
    }
    for (auto& thread : threads)
        thread.join();
}

void EpollDispatcherTest::wakesUpFromAnotherThread() {
    EpollDispatcher* loop = &dispatcher();
    for (int i = 0; i < 1000; ++i) {
        std::thread other([loop] { loop->wakeUp(); });
        while (!processEvents(QEventLoop::WaitForMoreEvents)) {
        }
        other.join();
    }
}

void EpollDispatcherTest::interruptsAWait() {
    EpollDispatcher* loop = &dispatcher();
    std::atomic<bool> interrupted = false;
    std::thread other([&] {
        QThread::msleep(10);
        interrupted = true;
        loop->interrupt();
    });
    while (!interrupted)
        processEvents(QEventLoop::WaitForMoreEvents);
    other.join();
    // A slot's interrupt ends the round before it blocks.
    QMetaObject::invokeMethod(
        this, [loop] { loop->interrupt(); }, Qt::QueuedConnection);
    processEvents(QEventLoop::WaitForMoreEvents);
}

void EpollDispatcherTest::quitIsNotLostInANestedRound() {
    for (int i = 0; i < 200; ++i) {
        QThread thread;
        thread.setEventDispatcher(new EpollDispatcher);
        QObject object;
        object.moveToThread(&thread);
        std::atomic<bool> nested = false;
        std::atomic<bool> quit = false;
        QMetaObject::invokeMethod(
            &object,
            [&] {
                nested = true;
                while (!quit)
                    QCoreApplication::processEvents();
                QCoreApplication::processEvents();
            },
            Qt::QueuedConnection);
        thread.start();
        while (!nested)
            std::this_thread::yield();
        thread.quit();
        quit = true;
        QVERIFY(thread.wait(20000));
    }
}

void EpollDispatcherTest::announcesBlocking() {
    std::vector<QString> log;
    QObject context;
    connect(&dispatcher(), &EpollDispatcher::aboutToBlock, &context,
            [&] { log.push_back(QStringLiteral("block")); });
    connect(&dispatcher(), &EpollDispatcher::awake, &context,
            [&] { log.push_back(QStringLiteral("awake")); });
    processEvents();
    QVERIFY(log.empty());
    QTimer::singleShot(1, &context, [&] { log.push_back(QStringLiteral("timer")); });
    while (log.empty() || log.back() != QStringLiteral("timer")) {
        processEvents(QEventLoop::WaitForMoreEvents);
    }
    QVERIFY(log.size() >= 3);
    QCOMPARE(log[log.size() - 3], QStringLiteral("block"));
    QCOMPARE(log[log.size() - 2], QStringLiteral("awake"));
}

void EpollDispatcherTest::deletesLater() {
    Worker worker(0);
    worker.start();
    auto* object = new QObject;
    std::atomic<bool> destroyed = false;
    connect(object, &QObject::destroyed, [&] { destroyed = true; });
    worker.call([object] { object->moveToThread(object->thread()); });
    object->deleteLater();
    QEventLoop loop;
    QTimer::singleShot(0, &loop, &QEventLoop::quit);
    loop.exec();
    QTRY_VERIFY(destroyed);

    std::atomic<bool> destroyedThere = false;
    worker.call([&] {
        auto* local = new QObject;
        connect(local, &QObject::destroyed, [&] { destroyedThere = true; });
        local->deleteLater();
    });
    QTRY_VERIFY(destroyedThere);
}

void EpollDispatcherTest::deletesLaterInTheLoopThatAskedForIt() {
    QPointer<QObject> object = new QObject;
    bool survived = false;
    QEventLoop outer;
    QTimer::singleShot(0, &outer, [&] {
        object->deleteLater();
        QEventLoop inner;
        QTimer::singleShot(5, &inner, &QEventLoop::quit);
        inner.exec();
        survived = !object.isNull();
        QTimer::singleShot(5, &outer, &QEventLoop::quit);
    });
    outer.exec();
    QVERIFY(survived);
    QVERIFY(object.isNull());
}

void EpollDispatcherTest::nestsLoops() {
    std::vector<int> order;
    const std::function<void(int)> nest = [&](int depth) {
        if (depth == 5) return;
        QEventLoop loop;
        QMetaObject::invokeMethod(
            &loop,
            [&] {
                nest(depth + 1);
                order.push_back(depth);
                loop.quit();
            },
            Qt::QueuedConnection);
        loop.exec();
    };
    nest(0);
    QCOMPARE(order, std::vector({4, 3, 2, 1, 0}));
}

void EpollDispatcherTest::runsChildProcesses() {
    QProcess process;
    QSignalSpy finished(&process, &QProcess::finished);
    process.start(QStringLiteral("/bin/cat"), QStringList());
    process.write("hello");
    process.closeWriteChannel();
    QVERIFY(finished.count() || finished.wait(10000));
    QCOMPARE(process.readAllStandardOutput(), QByteArray("hello"));
    QCOMPARE(process.exitCode(), 0);
}

void EpollDispatcherTest::firesDeadlineTimers() {
    bool fired = false;
    Timer timer(
        dispatcher().timers(), [](void* flag) { *static_cast<bool*>(flag) = true; }, &fired);
    const auto deadline = sluice::Clock::now() + 15ms;
    timer.arm(deadline);
    while (!fired)
        processEvents(QEventLoop::WaitForMoreEvents);
    QVERIFY(sluice::Clock::now() >= deadline);
}

void EpollDispatcherTest::timersWakeAWaitingLoop() {
    // The loop sleeps for the earliest of the two kinds, whichever it is.
    bool fired = false;
    Timer late(
        dispatcher().timers(), [](void*) {}, nullptr);
    late.arm(sluice::Clock::now() + 1h);
    QTimer::singleShot(5, this, [&] { fired = true; });
    while (!fired)
        processEvents(QEventLoop::WaitForMoreEvents);
    QTimer slow;
    slow.start(3'600'000);
    fired = false;
    Timer soon(
        dispatcher().timers(), [](void* flag) { *static_cast<bool*>(flag) = true; }, &fired);
    soon.arm(sluice::Clock::now() + 5ms);
    int rounds = 0;
    for (; !fired; ++rounds)
        processEvents(QEventLoop::WaitForMoreEvents);
    QVERIFY2(rounds < 10, qPrintable(QString::number(rounds)));  // no spinning either
}

void EpollDispatcherTest::defersUntilTheHandlersHaveReturned() {
    std::vector<int> order;
    QMetaObject::invokeMethod(
        this,
        [&] {
            dispatcher().defer([&] { order.push_back(2); });
            dispatcher().defer([&] { order.push_back(3); });
            order.push_back(1);
        },
        Qt::QueuedConnection);
    processEvents();
    QCOMPARE(order, std::vector({1, 2, 3}));
}

void EpollDispatcherTest::defersFromOutside() {
    bool ran = false;
    dispatcher().defer([&] { ran = true; });
    QVERIFY(!ran);
    processEvents();
    QVERIFY(ran);
}

void EpollDispatcherTest::deferredFunctionsMayDefer() {
    int ran = 0;
    std::function<void()> again = [&] {
        if (++ran < 10) dispatcher().defer(again);
    };
    dispatcher().defer(again);
    while (ran < 10)
        processEvents(QEventLoop::WaitForMoreEvents);  // none of these may block
    QCOMPARE(ran, 10);
}

void EpollDispatcherTest::nestedLoopsLeaveDeferredFunctionsOfOuterOnes() {
    std::vector<QString> log;
    QMetaObject::invokeMethod(
        this,
        [&] {
            dispatcher().defer([&] { log.push_back(QStringLiteral("outer deferred")); });
            QEventLoop loop;
            QMetaObject::invokeMethod(
                &loop,
                [&] {
                    dispatcher().defer([&] {
                        log.push_back(QStringLiteral("inner deferred"));
                        loop.quit();
                    });
                },
                Qt::QueuedConnection);
            loop.exec();
            log.push_back(QStringLiteral("outer returns"));
        },
        Qt::QueuedConnection);
    processEvents();
    QCOMPARE(log, std::vector({QStringLiteral("inner deferred"), QStringLiteral("outer returns"),
                               QStringLiteral("outer deferred")}));
}

void EpollDispatcherTest::runsDeferredFunctionsWhenClosingDown() {
    int ran = 0;
    Worker worker(0);
    worker.start();
    worker.post([&] {
        dispatcher().defer([&] {
            ++ran;
            dispatcher().defer([&] { ++ran; });
        });
    });
    worker.stop();
    QCOMPARE(ran, 2);
}

void EpollDispatcherTest::tellsTheTimeOfTheRound() {
    const auto before = sluice::Clock::now();
    QVERIFY(dispatcher().now() >= before);  // outside of a loop, the clock's
    bool same = false;
    sluice::TimePoint inside;
    QMetaObject::invokeMethod(
        this,
        [&] {
            inside = dispatcher().now();
            QTest::qSleep(1);
            same = dispatcher().now() == inside;
        },
        Qt::QueuedConnection);
    processEvents();
    QVERIFY(same);
    QVERIFY(inside >= before);
    QVERIFY(dispatcher().now() > inside);
}

EPOLL_TEST_MAIN(EpollDispatcherTest)
#include "epoll_dispatcher_test.moc"
