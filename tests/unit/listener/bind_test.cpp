#include "listener/bind.h"

#include <unistd.h>

#include <QTest>

using namespace sluice;

class BindTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesAllWorkersOnePort();
    void refusesAnAddressInUse();
    void refusesABadHost();
};

namespace {

void closeAll(const listener::Bound& bound) {
    for (const int fd : bound.descriptors)
        ::close(fd);
}

}  // namespace

void BindTest::givesAllWorkersOnePort() {
    const auto bound = listener::bindAll({"127.0.0.1", 0}, 3);
    QVERIFY(bound);
    QCOMPARE(bound->descriptors.size(), size_t(3));
    QVERIFY(bound->address.port != 0);
    closeAll(*bound);
}

/// Also by this very process, which SO_REUSEPORT alone would let in.
void BindTest::refusesAnAddressInUse() {
    const auto first = listener::bindAll({"127.0.0.1", 0}, 2);
    QVERIFY(first);
    const auto second = listener::bindAll(first->address, 2);
    QVERIFY(!second);
    const std::string& message = second.error().message;
    QVERIFY2(message.find(first->address.toString()) != std::string::npos, message.c_str());
    QVERIFY2(message.find("choose another port") != std::string::npos, message.c_str());
    closeAll(*first);
}

void BindTest::refusesABadHost() {
    const auto bound = listener::bindAll({"no.such.host.invalid", 8080}, 1);
    QVERIFY(!bound);
    QVERIFY(bound.error().message.find("no.such.host.invalid:8080") != std::string::npos);
}

QTEST_APPLESS_MAIN(BindTest)
#include "bind_test.moc"
