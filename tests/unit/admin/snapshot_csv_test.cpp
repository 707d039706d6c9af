#include "admin/snapshot_csv.h"

#include <QtTest>
#include <limits>

namespace sluice::admin {

namespace {

using Rows = QList<QByteArrayList>;

// Reads what RFC 4180 allows.
Rows parsed(const QByteArray& csv) {
    Rows rows;
    QByteArrayList row;
    QByteArray cell;
    bool quoted = false;
    for (qsizetype i = 0; i < csv.size(); ++i) {
        const char c = csv[i];
        if (quoted && c == '"' && csv.mid(i + 1, 1) == "\"") {
            cell += csv[++i];
        } else if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && (c == ',' || c == '\r')) {
            row << std::exchange(cell, {});
            if (c == '\r') rows << std::exchange(row, {});
        } else if (quoted || c != '\n') {
            cell += c;
        }
    }
    return rows;
}

metrics::Snapshot withRoute(const std::string& name) {
    metrics::Snapshot snapshot;
    snapshot.routes = {{name, "pool", "/", {}, -1}};
    return snapshot;
}

}  // namespace

class SnapshotCsvTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hasARowForEachScope();
    void everyRowHasEveryColumn();
    void valuesStandUnderTheirColumn();
    void namesAreSafe_data();
    void namesAreSafe();
    void everyNumberIsFinite();
};

void SnapshotCsvTest::hasARowForEachScope() {
    metrics::Snapshot snapshot = withRoute("api");
    snapshot.pools.resize(1);
    snapshot.pools[0].name = "pool";
    snapshot.pools[0].servers.resize(2);
    snapshot.pools[0].servers[0].name = "one";
    snapshot.pools[0].servers[1].name = "two";
    QByteArrayList names;
    const Rows rows = parsed(toCsv(snapshot));
    for (const auto& row : rows)
        names << row[0] + ':' + row[1];
    QCOMPARE(names, QByteArrayList({"scope:name", "total:", "route:api", "server:pool/one",
                                    "server:pool/two"}));
    snapshot.batch = {3, 1, 40, 2, 6'000'000};
    const Rows more = parsed(toCsv(snapshot));
    QCOMPARE(more.size(), rows.size() + 2);
    QCOMPARE(more[5][0], QByteArray("batches"));
    QCOMPARE(more[5][2], QByteArray("3"));
    QCOMPARE(more[5][more[0].indexOf("failures")], QByteArray("1"));
    QCOMPARE(more[5][more[0].indexOf("mean_ms")], QByteArray("2"));
    QCOMPARE(more[6].sliced(0, 3), QByteArrayList({"batch_items", "", "40"}));
}

void SnapshotCsvTest::everyRowHasEveryColumn() {
    metrics::Snapshot snapshot = withRoute("api");
    snapshot.pools.resize(1);
    snapshot.pools[0].servers.resize(1);
    const Rows rows = parsed(toCsv(snapshot));
    QCOMPARE(rows.size(), 4);
    for (const auto& row : rows)
        QCOMPARE(row.size(), rows[0].size());
    QVERIFY(toCsv(snapshot).endsWith("\r\n"));
}

void SnapshotCsvTest::valuesStandUnderTheirColumn() {
    metrics::Snapshot snapshot;
    snapshot.pools.resize(1);
    snapshot.pools[0].servers.resize(1);
    metrics::ServerSnapshot& server = snapshot.pools[0].servers[0];
    server.weight = 2.5;
    server.configuredWeight = 2;
    server.expectedShare = 0.7;
    server.measuredShare = 0.6;
    server.effectiveWeight = 1.25;
    server.state = "slow start";
    server.averageLatency_ms = 51;
    server.successRate = 0.9;
    server.peakLatency_ms = 52;
    server.score.total = 0.8;
    server.traffic = {.requests = 21,
                      .byStatusClass = {1, 2, 3, 4, 5, 6},
                      .failures = 22,
                      .bytesIn = 23,
                      .bytesOut = 24,
                      .inFlight = -25,
                      .rates = {31.5, 32, 33, 34},
                      .cache = {},
                      .errorRate = 0.125,
                      .latency = {41, 42, 43, 44, 45, 46, 47},
                      .lastSecond = {},
                      .firstByte = {48, 0, 0, 49, 0, 0, 0},
                      .phase_ms = {51, 52, 53, 54, 55, 56, 57, 58}};
    const Rows rows = parsed(toCsv(snapshot));
    const QList<QPair<QByteArray, QByteArray>> expected{{"requests", "21"},
                                                        {"in_flight", "-25"},
                                                        {"failures", "22"},
                                                        {"received_bytes", "23"},
                                                        {"sent_bytes", "24"},
                                                        {"client_gone", "1"},
                                                        {"1xx", "2"},
                                                        {"2xx", "3"},
                                                        {"3xx", "4"},
                                                        {"4xx", "5"},
                                                        {"5xx", "6"},
                                                        {"requests_per_second_1s", "31.5"},
                                                        {"requests_per_second_10s", "32"},
                                                        {"requests_per_second_1m", "33"},
                                                        {"requests_per_second_5m", "34"},
                                                        {"error_rate", "0.125"},
                                                        {"p50_ms", "41"},
                                                        {"p90_ms", "42"},
                                                        {"p95_ms", "43"},
                                                        {"p99_ms", "44"},
                                                        {"p999_ms", "45"},
                                                        {"mean_ms", "46"},
                                                        {"max_ms", "47"},
                                                        {"first_byte_p50_ms", "48"},
                                                        {"first_byte_p99_ms", "49"},
                                                        {"parse_ms", "51"},
                                                        {"route_ms", "52"},
                                                        {"cache_ms", "53"},
                                                        {"wait_ms", "54"},
                                                        {"connect_ms", "55"},
                                                        {"first_byte_ms", "56"},
                                                        {"body_ms", "57"},
                                                        {"write_ms", "58"},
                                                        {"weight", "2.5"},
                                                        {"configured_weight", "2"},
                                                        {"expected_share", "0.7"},
                                                        {"measured_share", "0.6"},
                                                        {"effective_weight", "1.25"},
                                                        {"state", "slow start"},
                                                        {"duty", "active"},
                                                        {"average_latency_ms", "51"},
                                                        {"success_rate", "0.9"},
                                                        {"peak_latency_ms", "52"},
                                                        {"score", "0.8"}};
    QCOMPARE(rows[0].size(), expected.size() + 2);
    for (const auto& [column, value] : expected) {
        const auto index = rows[0].indexOf(column);
        QVERIFY2(index >= 0, column);
        QCOMPARE(rows[2][index], value);
    }
    QCOMPARE(rows[1][rows[0].indexOf("weight")], QByteArray());
}

void SnapshotCsvTest::namesAreSafe_data() {
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("written");
    QTest::addColumn<QByteArray>("read");
    const auto row = [](const char* tag, QByteArray name, QByteArray written, QByteArray read) {
        QTest::newRow(tag) << name << written << read;
    };
    row("plain", "api", ",api,", "api");
    row("empty", "", ",,", "");
    row("comma", "a,b", ",\"a,b\",", "a,b");
    row("quote", "a\"b", ",\"a\"\"b\",", "a\"b");
    row("line", "a\r\nb", ",\"a\\x0d\nb\",", "a\\x0d\nb");
    row("equals", "=1+1", ",'=1+1,", "'=1+1");
    row("plus", "+1", ",'+1,", "'+1");
    row("minus", "-1", ",'-1,", "'-1");
    row("at", "@SUM(A1)", ",'@SUM(A1),", "'@SUM(A1)");
    row("tab", "\t=1", ",'\t=1,", "'\t=1");
    row("formula with a comma", "=A(1,\"2\")", ",\"'=A(1,\"\"2\"\")\",", "'=A(1,\"2\")");
    row("sign inside", "a=b-c", ",a=b-c,", "a=b-c");
    row("UTF-8", "caf\xc3\xa9", ",caf\xc3\xa9,", "caf\xc3\xa9");
}

void SnapshotCsvTest::namesAreSafe() {
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, written);
    QFETCH(QByteArray, read);
    const QByteArray csv = toCsv(withRoute(name.toStdString()));
    QVERIFY2(csv.contains("\r\nroute" + written), csv);
    QCOMPARE(parsed(csv)[2][1], read);
}

void SnapshotCsvTest::everyNumberIsFinite() {
    metrics::Snapshot snapshot;
    snapshot.total.errorRate = std::numeric_limits<double>::quiet_NaN();
    snapshot.total.latency.p50_ms = std::numeric_limits<double>::infinity();
    const Rows rows = parsed(toCsv(snapshot));
    QCOMPARE(rows[1][rows[0].indexOf("error_rate")], QByteArray("0"));
    QCOMPARE(rows[1][rows[0].indexOf("p50_ms")], QByteArray("0"));
}

}  // namespace sluice::admin

QTEST_APPLESS_MAIN(sluice::admin::SnapshotCsvTest)
#include "snapshot_csv_test.moc"
