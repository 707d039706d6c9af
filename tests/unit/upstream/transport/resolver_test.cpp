#include "upstream/transport/resolver.h"

#include <arpa/inet.h>

#include <optional>

#include "event/loopback.h"
#include "unit/event/epoll_main.h"

using namespace sluice;
using Addresses = upstream::Outcome<std::vector<upstream::SocketAddress>>;

class ResolverTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersLiteralsAtOnce();
    void knowsLocalhostAtOnce_data();
    void knowsLocalhostAtOnce();
    void saysWhichNameDoesNotExist();
};

namespace {

std::optional<Addresses> resolveNow(const Endpoint& endpoint) {
    auto task = upstream::resolve(endpoint, Clock::now() + std::chrono::seconds(20));
    task.start();
    (void)QTest::qWaitFor([&] { return task.done(); }, 30'000);
    if (!task.done()) return std::nullopt;
    return task.result();
}

}  // namespace

void ResolverTest::answersLiteralsAtOnce() {
    for (const char* host : {"127.0.0.1", "::1"}) {
        const Endpoint endpoint{host, 80};
        auto task = upstream::resolve(endpoint, TimePoint::max());
        task.start();
        QVERIFY(task.done());
        const auto addresses = task.result();
        QVERIFY(addresses);
        QCOMPARE(addresses->size(), size_t(1));
        QCOMPARE(addresses->front().family(), host[0] == ':' ? AF_INET6 : AF_INET);
    }
}

void ResolverTest::knowsLocalhostAtOnce_data() {
    QTest::addColumn<std::string>("host");
    for (const char* host :
         {"localhost", "app.localhost", "a.b.localhost", "localhost.", "LocalHost"})
        QTest::newRow(host) << std::string(host);
}

/// Whatever the resolver of the system thinks of it.
void ResolverTest::knowsLocalhostAtOnce() {
    QFETCH(std::string, host);
    const Endpoint endpoint{host, 3001};
    auto task = upstream::resolve(endpoint, TimePoint::max());
    task.start();
    QVERIFY(task.done());
    const auto found = task.result();
    QVERIFY(found);
    QCOMPARE(found->size(), size_t{2});
    QCOMPARE(found->front().family(), AF_INET6);
    QCOMPARE(found->back().family(), AF_INET);
    for (const auto& address : *found) {
        QVERIFY(event::isLoopback(*address.get()));
        // The port stands at the same place in both families.
        QCOMPARE(ntohs(reinterpret_cast<const sockaddr_in&>(address.storage).sin_port), 3001);
    }
    QVERIFY(found->front().hash() != found->back().hash());
}

void ResolverTest::saysWhichNameDoesNotExist() {
    const auto found = resolveNow({"no-such-host.invalid", 80});
    QVERIFY(found && !*found);
    QVERIFY(found->error().kind == upstream::Failure::Kind::resolve);
    QVERIFY(found->error().sentNothing);
    QVERIFY(found->error().detail.find("no-such-host.invalid") != std::string::npos);
}

EPOLL_TEST_MAIN(ResolverTest)
#include "resolver_test.moc"
