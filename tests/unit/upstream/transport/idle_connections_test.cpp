#include "upstream/transport/idle_connections.h"

#include <sys/socket.h>

#include <QtTest>

#include "support/balanced_servers.h"
#include "unit/event/epoll_main.h"

using namespace sluice;
using namespace sluice::upstream;

class IdleConnectionsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void knowsTheYoungestOfEachServer();
    void goesFromTheOldestToTheYoungest();
    void closesWhatIsLeft();
};

namespace {

std::unique_ptr<ServerConnection> connectionTo(const std::shared_ptr<Server>& server) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return std::make_unique<ServerConnection>(std::make_unique<event::Socket>(fd), server);
}

std::vector<ServerConnection*> inOrder(const IdleConnections& idle) {
    std::vector<ServerConnection*> all;
    for (auto* one = idle.oldest(); one; one = IdleConnections::youngerThan(*one))
        all.push_back(one);
    return all;
}

}  // namespace

void IdleConnectionsTest::knowsTheYoungestOfEachServer() {
    const ServerList servers = test::makeServers({1, 1, 1});
    IdleConnections idle;
    QVERIFY(idle.empty() && !idle.oldest() && !idle.youngestOf(*servers[0]));
    std::vector<ServerConnection*> added;
    for (const size_t server : {0U, 1U, 0U, 1U}) {
        auto connection = connectionTo(servers[server]);
        added.push_back(connection.get());
        idle.add(std::move(connection));
    }
    QCOMPARE(idle.youngestOf(*servers[0]), added[2]);
    QCOMPARE(idle.youngestOf(*servers[1]), added[3]);
    QVERIFY(!idle.youngestOf(*servers[2]));
    QCOMPARE(idle.take(*added[2]).get(), added[2]);
    QCOMPARE(idle.youngestOf(*servers[0]), added[0]);
    idle.take(*added[0]);
    QVERIFY(!idle.youngestOf(*servers[0]));
    QCOMPARE(idle.size(), size_t(2));
}

void IdleConnectionsTest::goesFromTheOldestToTheYoungest() {
    const ServerList servers = test::makeServers({1, 1});
    IdleConnections idle;
    std::vector<ServerConnection*> added;
    for (const size_t server : {0U, 1U, 0U, 1U, 0U}) {
        auto connection = connectionTo(servers[server]);
        added.push_back(connection.get());
        idle.add(std::move(connection));
    }
    QVERIFY(inOrder(idle) == added);
    for (const size_t gone : {2, 0, 2}) {  // from the middle, the oldest, the youngest
        auto taken = idle.take(*added[gone]);
        added.erase(added.begin() + static_cast<std::ptrdiff_t>(gone));
        QVERIFY(inOrder(idle) == added);
        idle.add(std::move(taken));
        idle.take(*inOrder(idle).back());
    }
    QCOMPARE(idle.size(), size_t(2));
}

void IdleConnectionsTest::closesWhatIsLeft() {
    const ServerList servers = test::makeServers({1});
    auto connection = connectionTo(servers[0]);
    const int fd = connection->socket().descriptor();
    {
        IdleConnections idle;
        idle.add(std::move(connection));
    }
    int type = 0;
    socklen_t size = sizeof type;
    QCOMPARE(::getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size), -1);
}

EPOLL_TEST_MAIN(IdleConnectionsTest)
#include "idle_connections_test.moc"
