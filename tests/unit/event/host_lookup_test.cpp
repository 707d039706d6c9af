#include "event/host_lookup.h"

#include <optional>

#include "unit/event/epoll_main.h"

using namespace sluice;
using Hosts = Result<QList<QHostAddress>>;

class HostLookupTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersAddressesAtOnce();
    void findsLocalhost();
    void namesTheHostThatDoesNotExist();
    void endsWithItsTask();
};

namespace {

std::optional<Hosts> lookUpNow(const std::string& host) {
    auto task = event::lookUpHost(host, Clock::now() + std::chrono::seconds(20));
    task.start();
    (void)QTest::qWaitFor([&] { return task.done(); }, 30'000);
    if (!task.done()) return std::nullopt;
    return task.result();
}

}  // namespace

void HostLookupTest::answersAddressesAtOnce() {
    for (const char* host : {"127.0.0.1", "::1"}) {
        auto task = event::lookUpHost(host, TimePoint::max());
        task.start();
        QVERIFY(task.done());
        const auto hosts = task.result();
        QVERIFY(hosts);
        QCOMPARE(*hosts, QList{QHostAddress(QString::fromLatin1(host))});
    }
}

void HostLookupTest::findsLocalhost() {
    const auto found = lookUpNow("localhost");
    QVERIFY(found && *found);
    for (const QHostAddress& address : **found)
        QVERIFY(address.isLoopback());
}

void HostLookupTest::namesTheHostThatDoesNotExist() {
    const auto found = lookUpNow("no-such-host.invalid");
    QVERIFY(found && !*found);
    QVERIFY(found->error().message.starts_with("no-such-host.invalid: "));
}

void HostLookupTest::endsWithItsTask() {
    {
        auto task = event::lookUpHost("no-such-host.invalid", TimePoint::max());
        task.start();
    }
    // The next one's answer comes after that of the one that is gone.
    const auto found = lookUpNow("localhost");
    QVERIFY(found && *found);
}

EPOLL_TEST_MAIN(HostLookupTest)
#include "host_lookup_test.moc"
