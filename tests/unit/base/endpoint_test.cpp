#include "base/endpoint.h"

#include <QtTest>

using namespace sluice;

class EndpointTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsEndpoints_data();
    void readsEndpoints();
    void refusesEndpoints_data();
    void refusesEndpoints();
    void knowsLoopback_data();
    void knowsLoopback();
    void readsUrls_data();
    void readsUrls();
    void refusesUrls_data();
    void refusesUrls();
    void keepsPasswordsOutOfErrors();
};

void EndpointTest::readsEndpoints_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<int>("port");
    QTest::addColumn<QByteArray>("written");
    using B = QByteArray;
    QTest::newRow("ipv4") << B("127.0.0.1:8080") << B("127.0.0.1") << 8080 << B("127.0.0.1:8080");
    QTest::newRow("ipv6") << B("[::1]:8080") << B("::1") << 8080 << B("[::1]:8080");
    QTest::newRow("name") << B("localhost:1") << B("localhost") << 1 << B("localhost:1");
    QTest::newRow("case") << B("API.Example:80") << B("api.example") << 80 << B("api.example:80");
    QTest::newRow("any port") << B("0.0.0.0:0") << B("0.0.0.0") << 0 << B("0.0.0.0:0");
    QTest::newRow("last port") << B("a-b_c:65535") << B("a-b_c") << 65535 << B("a-b_c:65535");
}

void EndpointTest::readsEndpoints() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, host);
    QFETCH(int, port);
    QFETCH(QByteArray, written);
    const auto endpoint = parseEndpoint(text.toStdString());
    QVERIFY2(endpoint, endpoint ? "" : endpoint.error().message.c_str());
    QCOMPARE(QByteArray::fromStdString(endpoint->host), host);
    QCOMPARE(int(endpoint->port), port);
    QCOMPARE(QByteArray::fromStdString(endpoint->toString()), written);
    QCOMPARE(*parseEndpoint(endpoint->toString()), *endpoint);
}

void EndpointTest::refusesEndpoints_data() {
    QTest::addColumn<QByteArray>("text");
    for (const char* text : {"",
                             ":",
                             ":8080",
                             "127.0.0.1",
                             "127.0.0.1:",
                             "127.0.0.1:65536",
                             "127.0.0.1:-1",
                             "127.0.0.1:80x",
                             "127.0.0.1: 80",
                             "127.0.0.256:80",
                             "127.1:80",
                             "::1:8080",
                             "[::1]",
                             "[::1]8080",
                             "[::1]:",
                             "[::1",
                             "[]:80",
                             "[127.0.0.1]:80",
                             "[::g]:80",
                             "a b:80",
                             "a..b:80",
                             ".a:80",
                             "a/b:80",
                             "ü:80",
                             "http://a:80"}) {
        QTest::newRow(text) << QByteArray(text);
    }
    QTest::newRow("zero byte") << QByteArray("[::1\0]:80", 9);
    QTest::newRow("too long") << QByteArray(254, 'a') + ":80";
}

void EndpointTest::refusesEndpoints() {
    QFETCH(QByteArray, text);
    const auto endpoint = parseEndpoint(text.toStdString());
    QVERIFY(!endpoint);
    QVERIFY(!endpoint.error().message.empty());
}

void EndpointTest::knowsLoopback_data() {
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<bool>("loopback");
    QTest::newRow("first") << QByteArray("127.0.0.1") << true;
    QTest::newRow("the whole /8") << QByteArray("127.255.0.3") << true;
    QTest::newRow("::1") << QByteArray("::1") << true;
    QTest::newRow("::1 written out") << QByteArray("0:0:0:0:0:0:0:1") << true;
    QTest::newRow("localhost") << QByteArray("LocalHost") << true;
    QTest::newRow("a name under localhost") << QByteArray("app.LocalHost") << true;
    QTest::newRow("with the root's dot") << QByteArray("app.localhost.") << true;
    QTest::newRow("any") << QByteArray("0.0.0.0") << false;
    QTest::newRow("any ipv6") << QByteArray("::") << false;
    QTest::newRow("128") << QByteArray("128.0.0.1") << false;
    QTest::newRow("looks alike") << QByteArray("localhost.example") << false;
    QTest::newRow("ends alike") << QByteArray("mylocalhost") << false;
    QTest::newRow("starts alike") << QByteArray("127.0.0.1.example") << false;
}

void EndpointTest::knowsLoopback() {
    QFETCH(QByteArray, host);
    QFETCH(bool, loopback);
    const Endpoint endpoint{host.toStdString(), 80};
    QCOMPARE(endpoint.isLoopback(), loopback);
}

void EndpointTest::readsUrls_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("tls");
    QTest::addColumn<int>("port");
    QTest::addColumn<QByteArray>("written");
    QTest::addColumn<QByteArray>("authority");
    using B = QByteArray;
    QTest::newRow("port") << B("http://127.0.0.1:3001") << false << 3001
                          << B("http://127.0.0.1:3001") << B("127.0.0.1:3001");
    QTest::newRow("http") << B("http://a") << false << 80 << B("http://a") << B("a");
    QTest::newRow("https") << B("https://api.internal") << true << 443 << B("https://api.internal")
                           << B("api.internal");
    QTest::newRow("default port") << B("https://a:443/") << true << 443 << B("https://a") << B("a");
    QTest::newRow("other's port") << B("http://a:443") << false << 443 << B("http://a:443")
                                  << B("a:443");
    QTest::newRow("ipv6") << B("HTTP://[::1]") << false << 80 << B("http://[::1]") << B("[::1]");
    QTest::newRow("ipv6 port") << B("http://[::1]:8") << false << 8 << B("http://[::1]:8")
                               << B("[::1]:8");
}

void EndpointTest::readsUrls() {
    QFETCH(QByteArray, text);
    QFETCH(bool, tls);
    QFETCH(int, port);
    QFETCH(QByteArray, written);
    QFETCH(QByteArray, authority);
    const auto url = parseServerUrl(text.toStdString());
    QVERIFY2(url, url ? "" : url.error().message.c_str());
    QCOMPARE(url->tls, tls);
    QCOMPARE(int(url->endpoint.port), port);
    QCOMPARE(QByteArray::fromStdString(url->toString()), written);
    QCOMPARE(QByteArray::fromStdString(url->authority()), authority);
    QCOMPARE(*parseServerUrl(url->toString()), *url);
}

void EndpointTest::refusesUrls_data() {
    QTest::addColumn<QByteArray>("text");
    for (const char* text :
         {"", "a:80", "ftp://a", "http:a", "http://", "http:///", "http://a:0", "http://a:x",
          "http://a/b", "http://a//", "http://a?b", "http://a#b", "http://a b", "http://user@a",
          "http://::1", "://a", "http://a:65536"}) {
        QTest::newRow(text) << QByteArray(text);
    }
}

void EndpointTest::refusesUrls() {
    QFETCH(QByteArray, text);
    const auto url = parseServerUrl(text.toStdString());
    QVERIFY(!url);
    QVERIFY(!url.error().message.empty());
}

void EndpointTest::keepsPasswordsOutOfErrors() {
    const auto url = parseServerUrl("http://user:secret@example.com/path");
    QVERIFY(!url);
    QVERIFY(url.error().message.find("secret") == std::string::npos);
}

QTEST_APPLESS_MAIN(EndpointTest)
#include "endpoint_test.moc"
