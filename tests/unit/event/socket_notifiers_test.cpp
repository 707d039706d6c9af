#include "event/socket_notifiers.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <QElapsedTimer>
#include <QEventLoop>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTimer>
#include <memory>

#include "descriptors.h"
#include "epoll_main.h"
#include "epoll_rounds.h"

namespace {

/// A connected pair of TCP sockets, which know urgent data.
struct TcpPair : DescriptorPair {
    TcpPair() {
        const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        socklen_t length = sizeof(address);
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        auto* generic = reinterpret_cast<sockaddr*>(&address);
        ::bind(listener, generic, length);
        ::listen(listener, 1);
        ::getsockname(listener, generic, &length);
        first = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        ::connect(first, generic, length);
        second = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        ::close(listener);
    }
};

}  // namespace

class SocketNotifiersTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsLevelTriggered();
    void writesLevelTriggered();
    void tellsUrgentData();
    void tellsAHangUp();
    void keepsKindsOfOneDescriptorApart();
    void canBeDisabledAndEnabled();
    void mayBeDeletedInItsSlot();
    void mayDeleteItsSiblingsInASlot();
    void mayDeleteNotifiersOfOtherDescriptorsInASlot();
    void aNestedLoopInASlotSeesTheSameNotifier();
    void excludedNotifiersWaitForTheirTurn();
    void excludedNotifiersDoNotSpin();
    void closedDescriptorsAreForgotten();
    void aReusedDescriptorIsWatchedAnew();
    void warnsAboutPlainFiles();
    void theLaterOfTwoOfAKindIsUsed();
};

void SocketNotifiersTest::readsLevelTriggered() {
    Pipe pipe;
    QSocketNotifier notifier(pipe.first, QSocketNotifier::Read);
    QSignalSpy activated(&notifier, &QSocketNotifier::activated);
    processEvents();
    QCOMPARE(activated.count(), 0);
    QVERIFY(writeText(pipe.second, "a"));
    QVERIFY(processEvents());
    QCOMPARE(activated.count(), 1);
    QVERIFY(processEvents());
    QCOMPARE(activated.count(), 2);  // not read yet
    QCOMPARE(readText(pipe.first), std::string("a"));
    processEvents();
    QCOMPARE(activated.count(), 2);
}

void SocketNotifiersTest::writesLevelTriggered() {
    SocketPair pair;
    QSocketNotifier notifier(pair.first, QSocketNotifier::Write);
    QSignalSpy activated(&notifier, &QSocketNotifier::activated);
    processEvents();
    processEvents();
    QCOMPARE(activated.count(), 2);
    const std::string chunk(65536, 'x');
    while (::write(pair.first, chunk.data(), chunk.size()) > 0) {
    }
    processEvents();
    QCOMPARE(activated.count(), 2);
    readText(pair.second);
    processEvents();
    QCOMPARE(activated.count(), 3);
}

void SocketNotifiersTest::tellsUrgentData() {
    TcpPair pair;
    QSocketNotifier read(pair.first, QSocketNotifier::Read);
    QSocketNotifier exception(pair.first, QSocketNotifier::Exception);
    QSignalSpy readable(&read, &QSocketNotifier::activated);
    QSignalSpy urgent(&exception, &QSocketNotifier::activated);
    QCOMPARE(::send(pair.second, "!", 1, MSG_OOB), ssize_t{1});
    QTRY_VERIFY(urgent.count() > 0);
    QCOMPARE(readable.count(), 0);
    char byte = 0;
    QCOMPARE(::recv(pair.first, &byte, 1, MSG_OOB), ssize_t{1});
    QCOMPARE(byte, '!');
}

void SocketNotifiersTest::tellsAHangUp() {
    Pipe pipe;
    QSocketNotifier notifier(pipe.first, QSocketNotifier::Read);
    QSignalSpy activated(&notifier, &QSocketNotifier::activated);
    pipe.closeSecond();
    processEvents();
    QCOMPARE(activated.count(), 1);
}

void SocketNotifiersTest::keepsKindsOfOneDescriptorApart() {
    SocketPair pair;
    QSocketNotifier read(pair.first, QSocketNotifier::Read);
    auto write = std::make_unique<QSocketNotifier>(pair.first, QSocketNotifier::Write);
    QSocketNotifier exception(pair.first, QSocketNotifier::Exception);
    QSignalSpy readable(&read, &QSocketNotifier::activated);
    QSignalSpy writable(write.get(), &QSocketNotifier::activated);
    QSignalSpy urgent(&exception, &QSocketNotifier::activated);
    processEvents();
    QCOMPARE(readable.count(), 0);
    QCOMPARE(writable.count(), 1);
    QVERIFY(writeText(pair.second, "a"));
    processEvents();
    QCOMPARE(readable.count(), 1);
    QCOMPARE(writable.count(), 2);
    write.reset();
    processEvents();
    QCOMPARE(readable.count(), 2);
    QCOMPARE(urgent.count(), 0);
}

void SocketNotifiersTest::canBeDisabledAndEnabled() {
    Pipe pipe;
    QSocketNotifier notifier(pipe.first, QSocketNotifier::Read);
    QSignalSpy activated(&notifier, &QSocketNotifier::activated);
    QVERIFY(writeText(pipe.second, "a"));
    notifier.setEnabled(false);
    processEvents();
    QCOMPARE(activated.count(), 0);
    notifier.setEnabled(true);
    processEvents();
    QCOMPARE(activated.count(), 1);
    connect(&notifier, &QSocketNotifier::activated, &notifier, [&] { notifier.setEnabled(false); });
    processEvents();
    processEvents();
    QCOMPARE(activated.count(), 2);
}

void SocketNotifiersTest::mayBeDeletedInItsSlot() {
    Pipe pipe;
    int calls = 0;
    auto* notifier = new QSocketNotifier(pipe.first, QSocketNotifier::Read);
    connect(notifier, &QSocketNotifier::activated, this, [&] {
        ++calls;
        delete notifier;
    });
    QVERIFY(writeText(pipe.second, "a"));
    processEvents();
    processEvents();
    QCOMPARE(calls, 1);
}

void SocketNotifiersTest::mayDeleteItsSiblingsInASlot() {
    SocketPair pair;
    auto* read = new QSocketNotifier(pair.first, QSocketNotifier::Read);
    auto* write = new QSocketNotifier(pair.first, QSocketNotifier::Write);
    int reads = 0;
    int writes = 0;
    connect(read, &QSocketNotifier::activated, this, [&] {
        ++reads;
        delete write;
        delete read;
    });
    connect(write, &QSocketNotifier::activated, this, [&] { ++writes; });
    QVERIFY(writeText(pair.second, "a"));
    processEvents();
    processEvents();
    QCOMPARE(reads, 1);
    QCOMPARE(writes, 0);
}

void SocketNotifiersTest::mayDeleteNotifiersOfOtherDescriptorsInASlot() {
    Pipe first;
    Pipe second;
    std::array<std::unique_ptr<QSocketNotifier>, 2> notifiers{
        std::make_unique<QSocketNotifier>(first.first, QSocketNotifier::Read),
        std::make_unique<QSocketNotifier>(second.first, QSocketNotifier::Read)};
    int calls = 0;
    for (size_t i = 0; i < 2; ++i) {
        connect(notifiers[i].get(), &QSocketNotifier::activated, this, [&, i] {
            ++calls;
            notifiers[1 - i].reset();
        });
    }
    QVERIFY(writeText(first.second, "a"));
    QVERIFY(writeText(second.second, "a"));
    processEvents();
    QCOMPARE(calls, 1);
}

void SocketNotifiersTest::aNestedLoopInASlotSeesTheSameNotifier() {
    Pipe pipe;
    QSocketNotifier notifier(pipe.first, QSocketNotifier::Read);
    int depth = 0;
    connect(&notifier, &QSocketNotifier::activated, this, [&] {
        if (++depth < 3) processEvents();
        readText(pipe.first);
    });
    QVERIFY(writeText(pipe.second, "a"));
    processEvents();
    QCOMPARE(depth, 3);
    processEvents();
    QCOMPARE(depth, 3);
}

void SocketNotifiersTest::excludedNotifiersWaitForTheirTurn() {
    Pipe pipe;
    QSocketNotifier notifier(pipe.first, QSocketNotifier::Read);
    QSignalSpy activated(&notifier, &QSocketNotifier::activated);
    QVERIFY(writeText(pipe.second, "a"));
    processEvents(QEventLoop::ExcludeSocketNotifiers);
    QCOMPARE(activated.count(), 0);
    processEvents();
    QCOMPARE(activated.count(), 1);
    processEvents();
    QCOMPARE(activated.count(), 2);
}

void SocketNotifiersTest::excludedNotifiersDoNotSpin() {
    Pipe pipe;
    QSocketNotifier notifier(pipe.first, QSocketNotifier::Read);
    QSignalSpy activated(&notifier, &QSocketNotifier::activated);
    QVERIFY(writeText(pipe.second, "a"));
    bool expired = false;
    QTimer::singleShot(100, Qt::PreciseTimer, this, [&] { expired = true; });
    int rounds = 0;
    while (!expired) {
        processEvents(QEventLoop::ExcludeSocketNotifiers | QEventLoop::WaitForMoreEvents);
        ++rounds;
    }
    QVERIFY2(rounds < 10, qPrintable(QString::number(rounds)));
    QCOMPARE(activated.count(), 0);
    processEvents();
    QCOMPARE(activated.count(), 1);
}

void SocketNotifiersTest::closedDescriptorsAreForgotten() {
    Pipe pipe;
    QSocketNotifier notifier(pipe.first, QSocketNotifier::Read);
    QSignalSpy activated(&notifier, &QSocketNotifier::activated);
    QVERIFY(writeText(pipe.second, "a"));
    pipe.closeFirst();
    processEvents();
    QCOMPARE(activated.count(), 0);
    notifier.setEnabled(false);
}

void SocketNotifiersTest::aReusedDescriptorIsWatchedAnew() {
    auto pipe = std::make_unique<Pipe>();
    const int fd = pipe->first;
    QSocketNotifier old(fd, QSocketNotifier::Read);
    pipe.reset();
    SocketPair pair;
    QCOMPARE(pair.first, fd);
    QSocketNotifier write(fd, QSocketNotifier::Write);
    QSignalSpy activated(&write, &QSocketNotifier::activated);
    processEvents();
    QCOMPARE(activated.count(), 1);
    old.setEnabled(false);
    processEvents();
    QCOMPARE(activated.count(), 2);
}

void SocketNotifiersTest::warnsAboutPlainFiles() {
    const int fd = ::open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    QVERIFY(fd >= 0);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("Cannot watch")));
    { const QSocketNotifier notifier(fd, QSocketNotifier::Read); }
    ::close(fd);
}

void SocketNotifiersTest::theLaterOfTwoOfAKindIsUsed() {
    Pipe pipe;
    QSocketNotifier first(pipe.first, QSocketNotifier::Read);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("Two socket notifiers")));
    QSocketNotifier second(pipe.first, QSocketNotifier::Read);
    QSignalSpy firstActivated(&first, &QSocketNotifier::activated);
    QSignalSpy secondActivated(&second, &QSocketNotifier::activated);
    QVERIFY(writeText(pipe.second, "a"));
    processEvents();
    QCOMPARE(firstActivated.count(), 0);
    QCOMPARE(secondActivated.count(), 1);
    first.setEnabled(false);
    processEvents();
    QCOMPARE(secondActivated.count(), 2);
}

EPOLL_TEST_MAIN(SocketNotifiersTest)
#include "socket_notifiers_test.moc"
