#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

using namespace Qt::StringLiterals;
using sluice::test::gatewayTo;
using sluice::test::RawClient;
using sluice::test::RunningGateway;
using sluice::test::ScriptedServer;

/// From requests through a whole gateway to what each strategy would have given.
class WhatIfTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void replaysWhatPassed();
};

void WhatIfTest::replaysWhatPassed() {
    ScriptedServer good("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    ScriptedServer bad("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n");
    const std::string second = "[[pools.web.servers]]\nname = \"bad\"\nurl = \"http://127.0.0.1:" +
                               std::to_string(bad.port()) + "\"\n";
    RunningGateway gateway(gatewayTo(good.port(), "", "outlier = { enabled = false }", second));
    QCOMPARE(gateway.error(), std::string());
    RawClient client(gateway.port());
    for (int i = 0; i < 100; ++i) {
        QVERIFY(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
        QVERIFY(client.readResponse().complete);
    }
    RawClient admin(gateway.adminPort());
    QVERIFY(admin.send("GET /api/v1/pools/web/what-if HTTP/1.1\r\nHost: 127.0.0.1:" +
                       std::to_string(gateway.adminPort()) + "\r\n\r\n"));
    const auto answer = admin.readResponse();
    QCOMPARE(answer.status, 200);
    const auto json = QJsonDocument::fromJson(QByteArray::fromStdString(answer.body)).object();
    QCOMPARE(json[u"requests"_s].toInt(), 100);
    QCOMPARE(json[u"recorded"_s].toObject()[u"error_rate"_s].toDouble(), 0.5);  // they take turns
    const QJsonArray strategies = json[u"strategies"_s].toArray();
    QVERIFY(strategies.size() >= 2);
    QVERIFY(strategies[0].toObject()[u"p99_ms"_s].toDouble() > 0);
}

QTEST_GUILESS_MAIN(WhatIfTest)
#include "what_if_test.moc"
