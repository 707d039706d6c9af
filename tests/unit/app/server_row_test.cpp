#include "server_row.h"

#include <QtTest>

using namespace sluice;
using namespace sluice::desktop;

class ServerRowTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsStates_data();
    void tellsStates();
    void tellsWhy();
    void splitsTheScore();
    void whoRefusesEverythingIsNotHealthy();
    void hasNoSuccessWithoutTraffic();
};

void ServerRowTest::tellsStates_data() {
    QTest::addColumn<QByteArray>("state");
    QTest::addColumn<QByteArray>("duty");
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("mark");
    const auto row = [](const char* state, const char* duty, const char* text, int mark) {
        QTest::newRow(state) << QByteArray(state) << QByteArray(duty) << QString::fromUtf8(text)
                             << mark;
    };
    row("healthy", "active", "healthy", Mark::Good);
    row("slow start", "active", "slow start 40 %", Mark::Notice);
    row("ejected", "active", "ejected 24 s", Mark::Bad);
    row("failing", "active", "failing 12 s", Mark::Bad);
    row("unhealthy", "active", "unhealthy", Mark::Bad);
    row("drained", "drained", "drained", Mark::Off);
    row("maintenance", "maintenance", "maintenance", Mark::Off);
    row("disabled", "active", "disabled", Mark::Off);
}

void ServerRowTest::tellsStates() {
    QFETCH(QByteArray, state);
    QFETCH(QByteArray, duty);
    metrics::ServerSnapshot server;
    server.state = state.toStdString();
    server.duty = duty.toStdString();
    server.ramp = 0.4;
    server.ejectedFor_s = 23.2;
    server.failingFor_s = 12.7;
    const ServerRow row = ServerRow::of(server);
    QTEST(row.state, "text");
    QTEST(row.mark, "mark");
    QCOMPARE(row.active, duty == "active");
}

void ServerRowTest::tellsWhy() {
    metrics::ServerSnapshot server;
    server.state = "ejected";
    server.reason = "5 errors in a row, last: connection refused";
    QCOMPARE(ServerRow::of(server).lastCheck, QStringLiteral("–"));
    server.lastCheck = "503";
    server.lastCheckAgo_s = 2;
    const ServerRow row = ServerRow::of(server);
    QCOMPARE(row.lastCheck, QStringLiteral("503 · 2 s ago"));
    QVERIFY(row.stateTip.contains(QStringLiteral("connection refused")));
    QVERIFY(row.stateTip.contains(row.lastCheck));
}

void ServerRowTest::splitsTheScore() {
    metrics::ServerSnapshot server;
    server.score = {0.5, 1, 0.9, 0.8, 0.78};
    const ServerRow row = ServerRow::of(server);
    QCOMPARE(row.score, QStringLiteral("0.78"));
    QCOMPARE(row.speedTerm, 0.15);
    QCOMPARE(row.speedTerm + row.roomTerm + row.successTerm + row.healthTerm, 0.78);
    QVERIFY(row.scoreTip.contains(QStringLiteral("0.3 × speed 0.50")));
}

void ServerRowTest::whoRefusesEverythingIsNotHealthy() {
    metrics::ServerSnapshot server;
    server.state = "healthy";
    server.traffic.errorRate = 1;
    QCOMPARE(ServerRow::of(server).mark, int{Mark::Good});  // of long ago
    server.traffic.rates.per_10s = 3;
    QCOMPARE(ServerRow::of(server).state, QStringLiteral("failing"));
    QCOMPARE(ServerRow::of(server).mark, int{Mark::Bad});
    QVERIFY(ServerRow::of(server).stateTip.contains(QStringLiteral("every answer")));
    server.traffic.errorRate = 0.5;
    QCOMPARE(ServerRow::of(server).state, QStringLiteral("healthy"));
}

void ServerRowTest::hasNoSuccessWithoutTraffic() {
    metrics::ServerSnapshot server;
    QCOMPARE(ServerRow::of(server).success, QStringLiteral("–"));
    server.traffic.rates.per_10s = 1;
    QCOMPARE(ServerRow::of(server).success, QStringLiteral("100 %"));
}

QTEST_APPLESS_MAIN(ServerRowTest)
#include "server_row_test.moc"
