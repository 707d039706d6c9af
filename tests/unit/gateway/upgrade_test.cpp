#include "gateway/upgrade.h"

#include <QtTest>

using namespace sluice;

class UpgradeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void passes_data();
    void passes();
    void passesNoneWithABody();
    void accepts_data();
    void accepts();
};

namespace {

http::RequestHead offering(const QByteArray& protocols) {
    http::RequestHead head;
    head.method = "GET";
    head.target = "/";
    head.fields.add("Connection", "Upgrade, HTTP2-Settings");
    for (const QByteArray& line : protocols.split('|'))
        head.fields.add("Upgrade", line.toStdString());
    return head;
}

}  // namespace

void UpgradeTest::passes_data() {
    QTest::addColumn<QByteArray>("offered");
    QTest::addColumn<QByteArray>("passed");
    const auto row = [](const QByteArray& offered, const char* passed) {
        QTest::newRow(offered.constData()) << offered << QByteArray(passed);
    };
    row("websocket", "websocket");
    row("WebSocket", "WebSocket");
    row("h2c", "");
    row("h2c, websocket", "websocket");
    row("TLS/1.0|websocket", "websocket");
    row("echo, irc/6.9", "echo, irc/6.9");
    row("echo/2", "echo/2");
    row("IRC", "");
    row(",", "");
    row(QByteArray(63, ',') + "websocket", "websocket");
    row(QByteArray(64, ',') + "websocket", "");
}

void UpgradeTest::passes() {
    QFETCH(QByteArray, offered);
    routing::Route route;
    route.upgrades = {"echo", "IRC/6.9"};
    QTEST(QByteArray::fromStdString(gateway::passedUpgrade(offering(offered), route)), "passed");
}

void UpgradeTest::passesNoneWithABody() {
    http::RequestHead head = offering("websocket");
    head.framing = {http::Framing::Kind::length, 0};
    QCOMPARE(gateway::passedUpgrade(head, {}), std::string("websocket"));
    head.framing = {http::Framing::Kind::length, 1};
    QCOMPARE(gateway::passedUpgrade(head, {}), std::string());
    head.framing = {http::Framing::Kind::chunked};
    QCOMPARE(gateway::passedUpgrade(head, {}), std::string());
    head.framing = {};
    head.minorVersion = 0;
    QCOMPARE(gateway::passedUpgrade(head, {}), std::string());
}

void UpgradeTest::accepts_data() {
    QTest::addColumn<QByteArray>("offered");
    QTest::addColumn<QByteArray>("chosen");  // null: no Upgrade
    QTest::addColumn<bool>("accepted");
    using B = QByteArray;
    QTest::newRow("the one") << B("websocket") << B("WebSocket") << true;
    QTest::newRow("one of two") << B("echo, websocket") << B("websocket") << true;
    QTest::newRow("untold") << B("websocket") << B() << true;
    QTest::newRow("another") << B("websocket") << B("h2c") << false;
    QTest::newRow("nothing was offered") << B("") << B("websocket") << false;
    QTest::newRow("nothing was offered or told") << B("") << B() << false;
}

void UpgradeTest::accepts() {
    QFETCH(QByteArray, offered);
    QFETCH(QByteArray, chosen);
    http::ResponseHead response;
    response.status = 101;
    if (!chosen.isNull()) response.fields.add("Upgrade", chosen.toStdString());
    QTEST(gateway::acceptsUpgrade(response, offered.toStdString()), "accepted");
}

QTEST_APPLESS_MAIN(UpgradeTest)
#include "upgrade_test.moc"
