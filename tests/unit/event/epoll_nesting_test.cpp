#include "event/epoll_dispatcher.h"

#include <QPointer>
#include <QThread>
#include <QTimer>
#include <atomic>
#include <functional>
#include <thread>
#include <vector>

#include "epoll_main.h"
#include "epoll_rounds.h"
#include "event/worker.h"

using sluice::event::EpollDispatcher;
using sluice::event::Worker;

/// Loops within loops, and who is deleted in which of them.
class EpollNestingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { settle(); }
    void quitIsNotLostInANestedRound();
    void nestsLoops();
    void deletesLater();
    void deletesLaterInTheLoopThatAskedForIt();
};

void EpollNestingTest::quitIsNotLostInANestedRound() {
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

void EpollNestingTest::nestsLoops() {
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

void EpollNestingTest::deletesLater() {
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

void EpollNestingTest::deletesLaterInTheLoopThatAskedForIt() {
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

EPOLL_TEST_MAIN(EpollNestingTest)
#include "epoll_nesting_test.moc"
