#include "event/qt_timers.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QSignalSpy>
#include <QSocketNotifier>
#include <QThread>
#include <QTimer>
#include <QTimerEvent>
#include <algorithm>
#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <vector>

#include "descriptors.h"
#include "epoll_main.h"
#include "epoll_rounds.h"
#include "event/worker.h"

using namespace std::chrono_literals;
using sluice::event::QtTimers;

namespace {

/// Timers by QObject::startTimer().
struct Ticker : QObject {
    std::function<void(int)> tick;
    std::vector<int> ticks;

protected:
    void timerEvent(QTimerEvent* event) override {
        ticks.push_back(event->timerId());
        if (tick) tick(event->timerId());
    }
};

}  // namespace

class QtTimersTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void neverFiresEarly_data();
    void neverFiresEarly();
    void remainsWithinItsPrecision_data();
    void remainsWithinItsPrecision();
    void repeatsUntilStopped();
    void firesSingleShotsOnceInOrder();
    void skipsWhatItMissed();
    void coarseTimersMeetOnCommonGrids();
    void zeroTimersFireOncePerRound();
    void zeroTimersDoNotStarveSockets();
    void zeroTimersAreNotWork();
    void mayBeRestartedInItsSlot();
    void mayBeStoppedInItsSlot();
    void mayBeDeletedInItsSlot();
    void maySwitchOthersOffInASlot();
    void isNotReenteredInANestedLoop();
    void otherTimersFireInANestedLoop();
    void listsTimersOfAnObject();
    void killsAllTimersOfAnObject();
    void canBeExcluded();
    void movesToAnotherThreadWithItsObject();
};

void QtTimersTest::neverFiresEarly_data() {
    QTest::addColumn<Qt::TimerType>("type");
    QTest::addColumn<int>("interval_ms");
    QTest::newRow("precise") << Qt::PreciseTimer << 15;
    QTest::newRow("coarse, short") << Qt::CoarseTimer << 15;
    QTest::newRow("coarse") << Qt::CoarseTimer << 130;
    QTest::newRow("very coarse") << Qt::VeryCoarseTimer << 1000;
}

void QtTimersTest::neverFiresEarly() {
    QFETCH(Qt::TimerType, type);
    QFETCH(int, interval_ms);
    QTimer timer;
    timer.setTimerType(type);
    QSignalSpy fired(&timer, &QTimer::timeout);
    QElapsedTimer clock;
    clock.start();
    timer.start(interval_ms);
    QVERIFY(fired.wait(10000));
    QVERIFY(clock.nsecsElapsed() >= interval_ms * qint64{1'000'000});
}

void QtTimersTest::remainsWithinItsPrecision_data() {
    QTest::addColumn<Qt::TimerType>("type");
    QTest::addColumn<int>("interval_ms");
    QTest::addColumn<int>("latest_ms");
    QTest::newRow("precise") << Qt::PreciseTimer << 3'600'000 << 3'600'000;
    QTest::newRow("coarse, short") << Qt::CoarseTimer << 19 << 19;
    QTest::newRow("coarse") << Qt::CoarseTimer << 10'000 << 10'500;
    QTest::newRow("coarse, long") << Qt::CoarseTimer << 3'600'000 << 3'601'000;
    QTest::newRow("very coarse") << Qt::VeryCoarseTimer << 10'000 << 11'000;
}

void QtTimersTest::remainsWithinItsPrecision() {
    QFETCH(Qt::TimerType, type);
    QFETCH(int, interval_ms);
    QFETCH(int, latest_ms);
    // Started again and again, so as to fall on many places of the grid.
    for (int i = 0; i < 50; ++i) {
        QTimer timer;
        timer.setTimerType(type);
        QElapsedTimer clock;
        clock.start();
        timer.start(interval_ms);
        const int remaining_ms = timer.remainingTime();
        QVERIFY(remaining_ms <= latest_ms);
        QVERIFY(remaining_ms + clock.elapsed() + 1 >= interval_ms);
        QTest::qSleep(1);
    }
    QCOMPARE(dispatcher().remainingTime(1'000'000), -1);
}

void QtTimersTest::repeatsUntilStopped() {
    QTimer timer;
    QSignalSpy fired(&timer, &QTimer::timeout);
    timer.start(2);
    QTRY_VERIFY(fired.count() >= 5);
    const int id = timer.timerId();
    timer.stop();
    QVERIFY(dispatcher().registeredTimers(&timer).isEmpty());
    QCOMPARE(dispatcher().remainingTime(id), -1);
}

void QtTimersTest::firesSingleShotsOnceInOrder() {
    std::vector<int> order;
    QTimer::singleShot(30, Qt::PreciseTimer, this, [&] { order.push_back(30); });
    QTimer::singleShot(10, Qt::PreciseTimer, this, [&] { order.push_back(10); });
    QTimer::singleShot(20, Qt::PreciseTimer, this, [&] { order.push_back(20); });
    QTimer::singleShot(0, this, [&] { order.push_back(0); });
    QTRY_COMPARE(order.size(), size_t{4});
    QTimer::singleShot(40, Qt::PreciseTimer, this, [&] { order.push_back(40); });
    QTRY_COMPARE(order.size(), size_t{5});
    QCOMPARE(order, std::vector({0, 10, 20, 30, 40}));
}

void QtTimersTest::skipsWhatItMissed() {
    Ticker ticker;
    QtTimers timers;
    timers.add(1, 20, Qt::PreciseTimer, &ticker);
    const auto first = timers.next();
    QCOMPARE(timers.fireDue(first + 5ms), 1);
    QCOMPARE(timers.next(), first + 20ms);  // a little late: the beat is kept
    const auto late = first + 10s;
    QCOMPARE(timers.fireDue(late), 1);
    QCOMPARE(timers.fireDue(late), 0);
    QCOMPARE(timers.next(), late + 20ms);
    QCOMPARE(ticker.ticks.size(), size_t{2});
}

void QtTimersTest::coarseTimersMeetOnCommonGrids() {
    Ticker ticker;
    QtTimers timers;
    for (int i = 0; i < 100; ++i)
        timers.add(i, 10'000 + i, Qt::CoarseTimer, &ticker);
    int rounds = 0;
    for (auto now = timers.next(); ticker.ticks.size() < 100; now = timers.next(), ++rounds) {
        timers.fireDue(now);
    }
    QVERIFY2(rounds <= 2, qPrintable(QString::number(rounds)));  // one, or two neighbours
}

void QtTimersTest::zeroTimersFireOncePerRound() {
    QTimer first;
    QTimer second;
    QSignalSpy firstFired(&first, &QTimer::timeout);
    QSignalSpy secondFired(&second, &QTimer::timeout);
    first.start(0);
    second.start(0);
    for (int round = 1; round <= 5; ++round) {
        processEvents();
        QCOMPARE(firstFired.count(), round);
        QCOMPARE(secondFired.count(), round);
    }
}

void QtTimersTest::zeroTimersDoNotStarveSockets() {
    Pipe pipe;
    QTimer timer;
    timer.start(0);
    QSocketNotifier notifier(pipe.first, QSocketNotifier::Read);
    QSignalSpy activated(&notifier, &QSocketNotifier::activated);
    QVERIFY(writeText(pipe.second, "a"));
    processEvents(QEventLoop::WaitForMoreEvents);
    QCOMPARE(activated.count(), 1);
}

void QtTimersTest::zeroTimersAreNotWork() {
    QTimer timer;
    QSignalSpy fired(&timer, &QTimer::timeout);
    timer.start(0);
    processEvents();
    QVERIFY(!processEvents());  // else processEvents(flags, maximum) would use all its time
    QCOMPARE(fired.count(), 2);
}

void QtTimersTest::mayBeRestartedInItsSlot() {
    QTimer timer;
    int fired = 0;
    connect(&timer, &QTimer::timeout, this, [&] {
        if (++fired == 1) timer.start(5);
        if (fired == 3) timer.start(3'600'000);
    });
    timer.start(1);
    QTRY_COMPARE(fired, 3);
    QVERIFY(timer.isActive());
    QVERIFY(timer.remainingTime() > 3'000'000);
}

void QtTimersTest::mayBeStoppedInItsSlot() {
    Ticker ticker;
    ticker.tick = [&](int id) { ticker.killTimer(id); };
    ticker.startTimer(1);
    QTRY_COMPARE(ticker.ticks.size(), size_t{1});
    QVERIFY(dispatcher().registeredTimers(&ticker).isEmpty());
}

void QtTimersTest::mayBeDeletedInItsSlot() {
    auto* timer = new QTimer;
    int fired = 0;
    connect(timer, &QTimer::timeout, this, [&] {
        ++fired;
        delete timer;
    });
    timer->start(0);
    QTRY_COMPARE(fired, 1);
    processEvents();
    QCOMPARE(fired, 1);
}

void QtTimersTest::maySwitchOthersOffInASlot() {
    std::array<QTimer, 2> timers;
    int fired = 0;
    for (auto& timer : timers) {
        connect(&timer, &QTimer::timeout, this, [&] {
            ++fired;
            for (auto& any : timers)
                any.stop();
        });
        timer.start(1);
    }
    QTest::qSleep(5);
    processEvents();
    processEvents();
    QCOMPARE(fired, 1);
}

void QtTimersTest::isNotReenteredInANestedLoop() {
    QTimer timer;
    int depth = 0;
    int deepest = 0;
    int fired = 0;
    connect(&timer, &QTimer::timeout, this, [&] {
        deepest = std::max(deepest, ++depth);
        if (++fired == 1) QTest::qWait(30);
        --depth;
    });
    timer.start(1);
    QTRY_VERIFY(fired >= 3);  // and goes on once its slot has returned
    QCOMPARE(deepest, 1);
}

void QtTimersTest::otherTimersFireInANestedLoop() {
    bool inner = false;
    bool outer = false;
    QTimer::singleShot(1, this, [&] {
        QEventLoop loop;
        QTimer::singleShot(1, &loop, [&] {
            inner = true;
            loop.quit();
        });
        loop.exec();
        outer = true;
    });
    QTRY_VERIFY(outer);
    QVERIFY(inner);
}

void QtTimersTest::listsTimersOfAnObject() {
    Ticker ticker;
    Ticker other;
    const int coarse = ticker.startTimer(1000);
    const int precise = ticker.startTimer(2000, Qt::PreciseTimer);
    other.startTimer(3000);
    auto timers = dispatcher().registeredTimers(&ticker);
    QCOMPARE(timers.size(), 2);
    std::sort(timers.begin(), timers.end(),
              [](const auto& a, const auto& b) { return a.interval < b.interval; });
    QCOMPARE(timers[0].timerId, coarse);
    QCOMPARE(timers[0].interval, 1000);
    QCOMPARE(timers[0].timerType, Qt::CoarseTimer);
    QCOMPARE(timers[1].timerId, precise);
    QCOMPARE(timers[1].interval, 2000);
    QCOMPARE(timers[1].timerType, Qt::PreciseTimer);
}

void QtTimersTest::killsAllTimersOfAnObject() {
    Ticker ticker;
    const int id = ticker.startTimer(0);
    ticker.startTimer(0);
    QVERIFY(dispatcher().unregisterTimers(&ticker));
    QVERIFY(!dispatcher().unregisterTimers(&ticker));
    QVERIFY(!dispatcher().unregisterTimer(id));
    processEvents();
    QVERIFY(ticker.ticks.empty());
}

void QtTimersTest::canBeExcluded() {
    QTimer timer;
    QSignalSpy fired(&timer, &QTimer::timeout);
    timer.start(0);
    processEvents(QEventLoop::X11ExcludeTimers);
    QCOMPARE(fired.count(), 0);
    processEvents();
    QCOMPARE(fired.count(), 1);
}

void QtTimersTest::movesToAnotherThreadWithItsObject() {
    sluice::event::Worker worker(0);
    worker.start();
    QThread* thread = nullptr;
    worker.call([&] { thread = QThread::currentThread(); });
    QThread* const home = QThread::currentThread();

    Ticker ticker;
    std::atomic<bool> ticked = false;
    ticker.tick = [&](int) { ticked = QThread::currentThread() == thread; };
    ticker.startTimer(1);
    ticker.moveToThread(thread);
    QTRY_VERIFY(ticked);
    worker.call([&] { ticker.moveToThread(home); });
    QVERIFY(dispatcher().registeredTimers(&ticker).isEmpty());  // comes by an event
    ticker.tick = {};
    ticker.ticks.clear();
    QTRY_VERIFY(!ticker.ticks.empty());
}

EPOLL_TEST_MAIN(QtTimersTest)
#include "qt_timers_test.moc"
