#include "admin/what_if_json.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>
#include <limits>

using namespace sluice;
using namespace Qt::StringLiterals;

class WhatIfJsonTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsEverything();
    void isReadableWhenEmpty();
};

namespace {

QJsonObject parsed(const upstream::WhatIf& result) {
    const QByteArray json = QByteArray::fromStdString(admin::toJson(result));
    return QJsonDocument::fromJson(json).object();
}

}  // namespace

void WhatIfJsonTest::tellsEverything() {
    upstream::WhatIf result;
    result.pool = "wéb";
    result.requests = 41208;
    result.window_s = 300;
    result.recorded = {"health-weighted", 0.9, 7, 0.0012, 0.012, 1.04};
    result.rows = {{"peak-ewma", 0.9, 6.2, 0.001, 0.006, std::numeric_limits<double>::infinity()}};
    result.slowestServer = "orders-3";
    result.unknownServers = {"orders-4"};
    result.excludedServers = {"orders-5"};
    const QJsonObject json = parsed(result);
    QCOMPARE(json[u"pool"_s].toString(), u"wéb"_s);
    QCOMPARE(json[u"requests"_s].toInt(), 41208);
    QCOMPARE(json[u"window_s"_s].toDouble(), 300.0);
    QVERIFY(json[u"note"_s].toString().contains(u"depend on load"_s));
    QCOMPARE(json[u"slowest_server"_s].toString(), u"orders-3"_s);
    QCOMPARE(json[u"unknown_servers"_s].toArray(), QJsonArray{u"orders-4"_s});
    QCOMPARE(json[u"excluded_servers"_s].toArray(), QJsonArray{u"orders-5"_s});
    const QJsonObject recorded = json[u"recorded"_s].toObject();
    QCOMPARE(recorded[u"strategy"_s].toString(), u"health-weighted"_s);
    QCOMPARE(recorded[u"p50_ms"_s].toDouble(), 0.9);
    QCOMPARE(recorded[u"p99_ms"_s].toDouble(), 7.0);
    QCOMPARE(recorded[u"error_rate"_s].toDouble(), 0.0012);
    QCOMPARE(recorded[u"slowest_share"_s].toDouble(), 0.012);
    QCOMPARE(recorded[u"imbalance"_s].toDouble(), 1.04);
    const QJsonArray strategies = json[u"strategies"_s].toArray();
    QCOMPARE(strategies.size(), 1);
    QCOMPARE(strategies[0].toObject()[u"strategy"_s].toString(), u"peak-ewma"_s);
    QCOMPARE(strategies[0].toObject()[u"imbalance"_s].toDouble(), 0.0);
}

void WhatIfJsonTest::isReadableWhenEmpty() {
    const QJsonObject json = parsed({});
    QCOMPARE(json[u"requests"_s].toInt(-1), 0);
    QVERIFY(json[u"slowest_server"_s].isNull());
    QVERIFY(json[u"strategies"_s].isArray());
}

QTEST_APPLESS_MAIN(WhatIfJsonTest)
#include "what_if_json_test.moc"
