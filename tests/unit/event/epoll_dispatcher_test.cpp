#include "event/epoll_dispatcher.h"

#include <QPointer>
#include <QProcess>
#include <QSignalSpy>
#include <QThread>
#include <QTimer>
#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "epoll_main.h"
#include "epoll_rounds.h"

using namespace std::chrono_literals;
using sluice::event::EpollDispatcher;
using sluice::event::Timer;

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
    void announcesBlocking();
    void runsChildProcesses();
    void firesDeadlineTimers();
    void timersWakeAWaitingLoop();
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
