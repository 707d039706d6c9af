#include "base/address_range.h"

#include <QtTest>

using namespace sluice;

class AddressRangeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void contains_data();
    void contains();
    void refuses_data();
    void refuses();
    void knowsPrivateHosts_data();
    void knowsPrivateHosts();
};

void AddressRangeTest::contains_data() {
    QTest::addColumn<QByteArray>("range");
    QTest::addColumn<QByteArray>("address");
    QTest::addColumn<bool>("inside");
    const auto row = [](const char* range, const char* address, bool inside) {
        QTest::addRow("%s %s", range, address)
            << QByteArray(range) << QByteArray(address) << inside;
    };
    row("10.0.0.7", "10.0.0.7", true);
    row("10.0.0.7", "10.0.0.8", false);
    row("10.0.0.0/8", "10.255.0.1", true);
    row("10.0.0.0/8", "11.0.0.1", false);
    row("172.16.0.0/12", "172.31.255.255", true);
    row("172.16.0.0/12", "172.32.0.0", false);
    row("10.0.0.0/8", "::ffff:10.1.2.3", true);
    row("::ffff:10.0.0.0/104", "10.1.2.3", true);
    row("0.0.0.0/0", "203.0.113.9", true);
    row("0.0.0.0/0", "2001:db8::1", false);
    row("::/0", "2001:db8::1", true);
    row("fc00::/7", "fdff::1", true);
    row("fc00::/7", "fe00::1", false);
    row("::1", "0:0:0:0:0:0:0:1", true);
    row("::1", "unknown", false);
    row("::1", "", false);
}

void AddressRangeTest::contains() {
    QFETCH(QByteArray, range);
    QFETCH(QByteArray, address);
    const auto parsed = parseAddressRange(range.toStdString());
    QVERIFY2(parsed, parsed ? "" : parsed.error().message.c_str());
    QTEST(parsed->contains(address.toStdString()), "inside");
}

void AddressRangeTest::refuses_data() {
    QTest::addColumn<QByteArray>("text");
    for (const char* text :
         {"", "a", "10.0.0", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8x", "10.0.0.7/8",
          "fc00::1/7", "::/129", "localhost", "10.0.0.0/8/8", "[::1]"})
        QTest::newRow(text) << QByteArray(text);
}

void AddressRangeTest::refuses() {
    QFETCH(QByteArray, text);
    const auto parsed = parseAddressRange(text.toStdString());
    QVERIFY(!parsed);
    const std::string named = '"' + text.toStdString() + '"';
    QVERIFY(parsed.error().message.find(named) != std::string::npos);
}

void AddressRangeTest::knowsPrivateHosts_data() {
    QTest::addColumn<bool>("isPrivate");
    for (const char* host : {"127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "192.168.1.1",
                             "169.254.1.1", "::1", "fd00::1", "fe80::1", "::ffff:192.168.0.1",
                             "0.0.0.0", "localhost", "localhost.", "app.localhost", "web", "db_1"})
        QTest::newRow(host) << true;
    for (const char* host :
         {"8.8.8.8", "172.32.0.1", "100.64.0.1", "2001:db8::1", "api.example.com", "api.internal",
          "localhost.example", "notlocalhost.x", "a.b.localhost.de"})
        QTest::newRow(host) << false;
}

void AddressRangeTest::knowsPrivateHosts() {
    QTEST(isPrivateHost(QTest::currentDataTag()), "isPrivate");
}

QTEST_APPLESS_MAIN(AddressRangeTest)
#include "address_range_test.moc"
