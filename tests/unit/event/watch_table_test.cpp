#include "event/watch_table.h"

#include <fcntl.h>
#include <sys/resource.h>

#include <QEventLoop>
#include <QTimer>
#include <functional>
#include <memory>
#include <vector>

#include "descriptors.h"
#include "epoll_main.h"

using sluice::event::EpollDispatcher;
using sluice::event::WatchHandler;
using sluice::event::WatchId;

namespace {

/// A direct watch that calls a function and removes itself in the end.
struct Watch final : WatchHandler {
    Watch(int fd, uint32_t events, std::function<void(uint32_t)> action = {})
        : function(std::move(action)),
          id(EpollDispatcher::current()->addWatch(fd, events, *this)) {}
    ~Watch() { EpollDispatcher::current()->removeWatch(id); }
    void onReady(uint32_t events) override {
        ++calls;
        seen |= events;
        if (const auto call = function) call(events);  // a copy: the call may delete this
    }

    std::function<void(uint32_t)> function;
    WatchId id;
    int calls = 0;
    uint32_t seen = 0;
};

/// Everything that is ready has been handled afterwards.
void runLoop() {
    while (QCoreApplication::eventDispatcher()->processEvents(QEventLoop::AllEvents)) {
    }
}

}  // namespace

class WatchTableTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void reportsEdges();
    void reportsReadingWritingAndClosing();
    void refusesPlainFiles();
    void refusesTheSameDescriptorTwice();
    void isSilentOnceRemoved();
    void forgivesStaleIds();
    void aHandlerMayRemoveOthersThatAreReady();
    void aHandlerMayDeleteItself();
    void aReusedSlotDoesNotGetTheEventsOfItsPredecessor();
    void aReusedDescriptorDoesNotGetTheEventsOfItsPredecessor();
    void handsFetchedEventsToNestedLoops();
    void watchesAThousandDescriptors();
};

void WatchTableTest::reportsEdges() {
    Pipe pipe;
    Watch watch(pipe.first, EPOLLIN);
    QVERIFY(watch.id.valid());
    runLoop();
    QCOMPARE(watch.calls, 0);
    QVERIFY(writeText(pipe.second, "a"));
    runLoop();
    QCOMPARE(watch.calls, 1);  // unread, but told already
    QVERIFY(writeText(pipe.second, "b"));
    runLoop();
    QCOMPARE(watch.calls, 2);
}

void WatchTableTest::reportsReadingWritingAndClosing() {
    SocketPair pair;
    Watch watch(pair.first, EPOLLIN | EPOLLOUT | EPOLLRDHUP);
    runLoop();
    QCOMPARE(watch.seen, uint32_t{EPOLLOUT});
    QVERIFY(writeText(pair.second, "a"));
    runLoop();
    QVERIFY(watch.seen & EPOLLIN);
    QVERIFY(!(watch.seen & EPOLLRDHUP));
    pair.closeSecond();
    runLoop();
    QVERIFY(watch.seen & EPOLLRDHUP);
    QVERIFY(watch.seen & EPOLLHUP);
}

void WatchTableTest::refusesPlainFiles() {
    const int fd = ::open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    QVERIFY(fd >= 0);
    const Watch watch(fd, EPOLLIN);
    QVERIFY(!watch.id.valid());
    QCOMPARE(errno, EPERM);
    ::close(fd);
}

void WatchTableTest::refusesTheSameDescriptorTwice() {
    Pipe pipe;
    const Watch first(pipe.first, EPOLLIN);
    const Watch second(pipe.first, EPOLLIN);
    QVERIFY(first.id.valid());
    QVERIFY(!second.id.valid());
}

void WatchTableTest::isSilentOnceRemoved() {
    Pipe pipe;
    Watch watch(pipe.first, EPOLLIN);
    QVERIFY(writeText(pipe.second, "a"));
    EpollDispatcher::current()->removeWatch(watch.id);
    runLoop();
    QCOMPARE(watch.calls, 0);
}

void WatchTableTest::forgivesStaleIds() {
    Pipe pipe;
    EpollDispatcher& dispatcher = *EpollDispatcher::current();
    WatchId stale;
    {
        const Watch first(pipe.first, EPOLLIN);
        stale = first.id;
    }
    Watch second(pipe.first, EPOLLIN);
    QCOMPARE(second.id.slot, stale.slot);  // the slot is used again, the id is not
    QVERIFY(second.id.generation != stale.generation);
    dispatcher.removeWatch(stale);
    dispatcher.removeWatch({});
    dispatcher.removeWatch({1'000'000, 1});
    QVERIFY(writeText(pipe.second, "a"));
    runLoop();
    QCOMPARE(second.calls, 1);
}

void WatchTableTest::aHandlerMayRemoveOthersThatAreReady() {
    std::vector<std::unique_ptr<Pipe>> pipes;
    std::vector<std::unique_ptr<Watch>> watches;
    int calls = 0;
    for (int i = 0; i < 10; ++i) {
        pipes.push_back(std::make_unique<Pipe>());
        watches.push_back(std::make_unique<Watch>(pipes.back()->first, EPOLLIN, [&](uint32_t) {
            ++calls;
            std::vector<std::unique_ptr<Watch>>().swap(watches);
        }));
        QVERIFY(writeText(pipes.back()->second, "a"));
    }
    runLoop();
    QCOMPARE(calls, 1);
}

void WatchTableTest::aHandlerMayDeleteItself() {
    Pipe pipe;
    int calls = 0;
    std::unique_ptr<Watch> watch;
    watch = std::make_unique<Watch>(pipe.first, EPOLLIN, [&](uint32_t) {
        ++calls;
        watch.reset();
    });
    QVERIFY(writeText(pipe.second, "a"));
    runLoop();
    QVERIFY(writeText(pipe.second, "b"));
    runLoop();
    QCOMPARE(calls, 1);
}

void WatchTableTest::aReusedSlotDoesNotGetTheEventsOfItsPredecessor() {
    Pipe first;
    Pipe second;
    Pipe quiet;
    std::unique_ptr<Watch> replacement;
    std::vector<std::unique_ptr<Watch>> watches;
    // Both are ready in one batch; whichever comes first replaces the other.
    const auto replaceOther = [&](size_t other) {
        return [&, other](uint32_t) {
            const uint32_t slot = watches[other]->id.slot;
            watches[other].reset();
            replacement = std::make_unique<Watch>(quiet.first, EPOLLIN);
            QCOMPARE(replacement->id.slot, slot);
        };
    };
    watches.push_back(std::make_unique<Watch>(first.first, EPOLLIN, replaceOther(1)));
    watches.push_back(std::make_unique<Watch>(second.first, EPOLLIN, replaceOther(0)));
    QVERIFY(writeText(first.second, "a"));
    QVERIFY(writeText(second.second, "a"));
    runLoop();
    QVERIFY(replacement);
    QCOMPARE(replacement->calls, 0);
    QVERIFY(writeText(quiet.second, "a"));
    runLoop();
    QCOMPARE(replacement->calls, 1);
}

void WatchTableTest::aReusedDescriptorDoesNotGetTheEventsOfItsPredecessor() {
    SocketPair first;
    SocketPair second;
    std::unique_ptr<SocketPair> fresh;
    std::unique_ptr<Watch> replacement;
    std::vector<std::unique_ptr<Watch>> watches;
    const auto replaceOther = [&](size_t other, SocketPair& pair) {
        return [&, other](uint32_t) {
            const int fd = pair.first;
            watches[other].reset();
            pair.closeFirst();
            fresh = std::make_unique<SocketPair>();
            QCOMPARE(fresh->first, fd);
            replacement = std::make_unique<Watch>(fresh->first, EPOLLIN);
        };
    };
    watches.push_back(std::make_unique<Watch>(first.first, EPOLLIN, replaceOther(1, second)));
    watches.push_back(std::make_unique<Watch>(second.first, EPOLLIN, replaceOther(0, first)));
    QVERIFY(writeText(first.second, "a"));
    QVERIFY(writeText(second.second, "a"));
    runLoop();
    QVERIFY(replacement);
    QCOMPARE(replacement->calls, 0);
}

void WatchTableTest::handsFetchedEventsToNestedLoops() {
    Pipe first;
    Pipe second;
    std::vector<int> order;
    QEventLoop loop;
    int pending = 2;
    // Whichever comes first waits in a nested loop for the other, which was fetched with it.
    const auto waitForOther = [&](int name) {
        return [&, name](uint32_t) {
            order.push_back(name);
            if (--pending > 0) {
                loop.exec();
            } else {
                loop.quit();
            }
        };
    };
    const Watch one(first.first, EPOLLIN, waitForOther(1));
    const Watch two(second.first, EPOLLIN, waitForOther(2));
    QVERIFY(writeText(first.second, "a"));
    QVERIFY(writeText(second.second, "a"));
    QTimer::singleShot(10000, &loop, &QEventLoop::quit);
    runLoop();
    QCOMPARE(pending, 0);
    QCOMPARE(order.size(), size_t{2});
}

void WatchTableTest::watchesAThousandDescriptors() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);

    std::vector<std::unique_ptr<Pipe>> pipes;
    std::vector<std::unique_ptr<Watch>> watches;
    for (int i = 0; i < 1000; ++i) {
        pipes.push_back(std::make_unique<Pipe>());
        QVERIFY(pipes.back()->first >= 0);
        watches.push_back(std::make_unique<Watch>(pipes.back()->first, EPOLLIN));
        QVERIFY(watches.back()->id.valid());
    }
    for (size_t i = 0; i < watches.size(); i += 3)
        watches[i].reset();
    for (const auto& pipe : pipes)
        QVERIFY(writeText(pipe->second, "a"));
    runLoop();
    for (const auto& watch : watches)
        QVERIFY(!watch || watch->calls == 1);
}

EPOLL_TEST_MAIN(WatchTableTest)
#include "watch_table_test.moc"
