#include "event/wake_up.h"

#include <QTest>
#include <thread>

using sluice::Duration;
using sluice::event::WakeUp;
using sluice::event::WatchTable;

class WakeUpTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void costsNoSystemCallWhileAwake();
    void signalsAWaitingLoopOnce();
    void isNotLostBetweenTwoWaits();
    void endsTheWaitOfAnotherThread();
};

void WakeUpTest::costsNoSystemCallWhileAwake() {
    WatchTable watches;
    WakeUp wakeUp(watches);
    wakeUp.signal();
    wakeUp.signal();
    watches.wait(Duration::zero());
    QVERIFY(!watches.pending());
    QVERIFY(!wakeUp.beginWait());
    QVERIFY(wakeUp.endWait());
    QVERIFY(wakeUp.beginWait());
}

void WakeUpTest::signalsAWaitingLoopOnce() {
    WatchTable watches;
    WakeUp wakeUp(watches);
    QVERIFY(wakeUp.beginWait());
    for (int i = 0; i < 3; ++i)
        wakeUp.signal();
    watches.wait(Duration::max());
    QCOMPARE(watches.dispatch(), 1);
    QVERIFY(wakeUp.endWait());
    watches.wait(Duration::zero());
    QCOMPARE(watches.dispatch(), 0);
    QVERIFY(wakeUp.beginWait());
    QVERIFY(!wakeUp.endWait());
}

void WakeUpTest::isNotLostBetweenTwoWaits() {
    WatchTable watches;
    WakeUp wakeUp(watches);
    QVERIFY(wakeUp.beginWait());
    QVERIFY(!wakeUp.endWait());
    wakeUp.signal();
    QVERIFY(!wakeUp.beginWait());
    QVERIFY(wakeUp.endWait());
}

void WakeUpTest::endsTheWaitOfAnotherThread() {
    WatchTable watches;
    WakeUp wakeUp(watches);
    for (int i = 0; i < 1000; ++i) {
        std::thread signaller([&] { wakeUp.signal(); });
        bool woken = false;
        while (!woken) {  // a late edge of the round before may end a wait too
            if (wakeUp.beginWait()) watches.wait(Duration::max());
            watches.dispatch();
            woken = wakeUp.endWait();
        }
        signaller.join();
    }
}

QTEST_APPLESS_MAIN(WakeUpTest)
#include "wake_up_test.moc"
