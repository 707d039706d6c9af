#include "upstream/transport/resolver.h"

#include <arpa/inet.h>

#include <optional>

#include "unit/event/epoll_main.h"

using namespace sluice;
using Addresses = upstream::Outcome<std::vector<upstream::SocketAddress>>;

class ResolverTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersLiteralsAtOnce();
    void findsLocalhost();
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

void ResolverTest::findsLocalhost() {
    const auto found = resolveNow({"localhost", 3001});
    QVERIFY(found && *found);
    QVERIFY(!(*found)->empty());
    for (const auto& address : **found) {
        // The port stands at the same place in both families.
        QCOMPARE(ntohs(reinterpret_cast<const sockaddr_in&>(address.storage).sin_port), 3001);
    }
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
