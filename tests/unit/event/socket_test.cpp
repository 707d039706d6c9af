#include <QTest>
#include <memory>
#include <string>

#include "descriptors.h"
#include "epoll_main.h"
#include "event/socket.h"
#include "event/task.h"

using namespace sluice;
using event::Io;
using event::Socket;
using event::Task;

/// What awaiting a socket and its events have to do with each other.
class SocketTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void tellsThatThePeerIsGoneWhileNobodyReads();
    void tellsThatThePeerIsGoneBehindWhatAReaderTook();
    void leavesTheEndToAReaderThatWaits();
    void tellsAPeerThatIsDoneFromOneThatIsGone();
    void givesWayToOthers();

private:
    Task<> readOnce();
    Task<> readToTheEnd();
    static void closed(void* self) { ++static_cast<SocketTest*>(self)->m_closed; }
    void sendAndClose(std::string_view text);

    std::unique_ptr<SocketPair> m_pair;  // the first end is the socket's
    std::unique_ptr<Socket> m_socket;
    int m_closed = 0;
    std::string m_received;
    Task<> m_task;
};

void SocketTest::init() {
    m_pair = std::make_unique<SocketPair>();
    m_socket = std::make_unique<Socket>(std::exchange(m_pair->first, -1));
    m_socket->onPeerClosed(&closed, this);
    m_closed = 0;
    m_received.clear();
}

void SocketTest::cleanup() {
    m_task.reset();
    m_socket.reset();
    m_pair.reset();
}

Task<> SocketTest::readOnce() {
    std::array<char, 64> into{};
    Io io = m_socket->receive(into);
    if (io.status == Io::Status::wouldBlock) {
        co_await m_socket->readable(TimePoint::max());
        io = m_socket->receive(into);
    }
    m_received.append(into.data(), io.bytes);
}

Task<> SocketTest::readToTheEnd() {
    for (size_t before = 0;;) {
        co_await readOnce();
        if (m_received.size() == before) co_return;
        before = m_received.size();
    }
}

void SocketTest::sendAndClose(std::string_view text) {
    QVERIFY(writeText(m_pair->second, text));
    m_pair->closeSecond();
}

void SocketTest::tellsThatThePeerIsGoneWhileNobodyReads() {
    sendAndClose("bye");
    QTRY_COMPARE(m_closed, 1);
    QVERIFY(m_socket->peerClosed());
    QVERIFY(m_socket->broken());
}

/// Bytes and end come as one event: whoever waits for the bytes need not see the end.
void SocketTest::tellsThatThePeerIsGoneBehindWhatAReaderTook() {
    m_task = readOnce();
    m_task.start();
    QVERIFY(!m_task.done());
    sendAndClose("bye");
    QTRY_VERIFY(m_task.done());
    QCOMPARE(m_received, std::string("bye"));
    QTRY_COMPARE(m_closed, 1);
}

void SocketTest::leavesTheEndToAReaderThatWaits() {
    m_task = readToTheEnd();
    m_task.start();
    QVERIFY(!m_task.done());
    sendAndClose("bye");
    QTRY_VERIFY(m_task.done());
    QCOMPARE(m_received, std::string("bye"));
    QVERIFY(m_socket->peerClosed());
}

void SocketTest::tellsAPeerThatIsDoneFromOneThatIsGone() {
    QCOMPARE(::shutdown(m_pair->second, SHUT_WR), 0);
    QTRY_COMPARE(m_closed, 1);
    QVERIFY(m_socket->peerClosed());
    QVERIFY(!m_socket->broken());
    QCOMPARE(m_socket->send("still heard").bytes, size_t{11});
    m_pair->closeSecond();
    QTRY_COMPARE(m_closed, 2);
    QVERIFY(m_socket->broken());
}

/// Even if there is always more to read.
void SocketTest::givesWayToOthers() {
    constexpr size_t size = 1024 * 1024;
    const auto refill = [this] {
        for (const std::string piece(4096, 'x'); writeText(m_pair->second, piece);) {
        }
    };
    size_t received = 0;
    int pauses = 0;
    const auto read = [&]() -> Task<> {
        std::array<char, 1024> into{};
        while (received < size) {
            const Io io = m_socket->receive(into);
            received += io.bytes;
            refill();
            if (io.status == Io::Status::done) continue;
            ++pauses;
            co_await m_socket->readable(TimePoint::max());
        }
    };
    refill();
    m_task = read();
    m_task.start();
    QVERIFY(!m_task.done());
    QTRY_VERIFY(m_task.done());
    QVERIFY2(pauses >= 3, qPrintable(QString::number(pauses)));
}

EPOLL_TEST_MAIN(SocketTest)
#include "socket_test.moc"
