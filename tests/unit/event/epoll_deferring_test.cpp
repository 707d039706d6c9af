#include "event/epoll_dispatcher.h"

#include <functional>
#include <vector>

#include "epoll_main.h"
#include "epoll_rounds.h"
#include "event/worker.h"

using sluice::event::Worker;

/// Functions that wait until the handlers of a round have returned.
class EpollDeferringTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { settle(); }
    void defersUntilTheHandlersHaveReturned();
    void defersFromOutside();
    void deferredFunctionsMayDefer();
    void nestedLoopsLeaveDeferredFunctionsOfOuterOnes();
    void runsDeferredFunctionsWhenClosingDown();
};

void EpollDeferringTest::defersUntilTheHandlersHaveReturned() {
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

void EpollDeferringTest::defersFromOutside() {
    bool ran = false;
    dispatcher().defer([&] { ran = true; });
    QVERIFY(!ran);
    processEvents();
    QVERIFY(ran);
}

void EpollDeferringTest::deferredFunctionsMayDefer() {
    int ran = 0;
    std::function<void()> again = [&] {
        if (++ran < 10) dispatcher().defer(again);
    };
    dispatcher().defer(again);
    while (ran < 10)
        processEvents(QEventLoop::WaitForMoreEvents);  // none of these may block
    QCOMPARE(ran, 10);
}

void EpollDeferringTest::nestedLoopsLeaveDeferredFunctionsOfOuterOnes() {
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

void EpollDeferringTest::runsDeferredFunctionsWhenClosingDown() {
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

EPOLL_TEST_MAIN(EpollDeferringTest)
#include "epoll_deferring_test.moc"
