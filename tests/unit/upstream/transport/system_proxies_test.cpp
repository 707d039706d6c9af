#include "upstream/transport/system_proxies.h"

#include <QtTest>

#include "upstream/transport/factory.h"

using namespace sluice;
using namespace sluice::upstream;

class SystemProxiesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void neverCatchLoopback_data();
    void neverCatchLoopback();
    void decideTheTransport();
};

namespace {

PoolOptions poolOf(const std::string& host) {
    PoolOptions pool;
    pool.servers = {{"one", {true, {host, 443}}}};
    return pool;
}

}  // namespace

void SystemProxiesTest::initTestCase() {
    qputenv("http_proxy", "http://127.0.0.1:3128");
    qputenv("https_proxy", "http://127.0.0.1:3128");
    qunsetenv("no_proxy");
}

void SystemProxiesTest::neverCatchLoopback_data() {
    QTest::addColumn<QByteArray>("host");
    for (const char* host : {"localhost", "app.localhost", "127.0.0.1", "127.8.0.1", "::1"})
        QTest::newRow(host) << QByteArray(host);
}

void SystemProxiesTest::neverCatchLoopback() {
    QFETCH(QByteArray, host);
    QVERIFY(!SystemProxies::applyTo({true, {host.toStdString(), 443}}));
    QCOMPARE(effectiveTransport(poolOf(host.toStdString())), TransportKind::direct);
}

void SystemProxiesTest::decideTheTransport() {
    QVERIFY(SystemProxies::applyTo({true, {"api.example", 443}}));
    QCOMPARE(effectiveTransport(poolOf("api.example")), TransportKind::qt);
    PoolOptions told = poolOf("api.example");
    told.transport = TransportKind::direct;
    QCOMPARE(effectiveTransport(told), TransportKind::direct);
    PoolOptions http2 = poolOf("localhost");
    http2.http2 = true;
    QCOMPARE(effectiveTransport(http2), TransportKind::qt);
}

QTEST_GUILESS_MAIN(SystemProxiesTest)
#include "system_proxies_test.moc"
