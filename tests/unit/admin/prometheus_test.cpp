#include "admin/prometheus.h"

#include <QProcess>
#include <QtTest>

namespace sluice::admin {

namespace {

metrics::Record full() {
    metrics::Record record;
    record.environment.sluiceVersion = "0.1.0";
    record.elapsed_s = 12.5;
    metrics::Reading& route = record.routes["a \"quoted\\ name\"\nof two lines"];
    route.byStatusClass = {1, 0, 7, 0, 0, 2};
    route.latency.add(metrics::Buckets::indexOf(100), 3);
    route.latency.add(metrics::Buckets::indexOf(2'000'000), 4);
    route.latency.add(metrics::Buckets::indexOf(60'000'000'000), 3);
    route.latency.addSum(180'008'000'300);
    route.phase_ns[0] = 1'500'000'000;
    record.servers["web/one/two"].byStatusClass[2] = 5;
    return record;
}

bool hasLine(const std::string& text, const std::string& line) {
    return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

class PrometheusTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isAcceptedByPromtool_data();
    void isAcceptedByPromtool();
    void unitsAreSecondsAndBytes();
    void histogramsAreCumulative();
    void labelsAreEscaped();
};

void PrometheusTest::isAcceptedByPromtool_data() {
    QTest::addColumn<bool>("empty");
    QTest::newRow("traffic") << false;
    QTest::newRow("nothing yet") << true;
}

void PrometheusTest::isAcceptedByPromtool() {
    QFETCH(bool, empty);
    const std::string text = toPrometheus(empty ? metrics::Record() : full());
    QProcess promtool;
    promtool.setProcessChannelMode(QProcess::MergedChannels);
    promtool.start(QStringLiteral("promtool"),
                   {QStringLiteral("check"), QStringLiteral("metrics")});
    QVERIFY2(promtool.waitForStarted(30'000), "promtool is of the Debian package prometheus");
    promtool.write(text.data(), static_cast<qint64>(text.size()));
    promtool.closeWriteChannel();
    QVERIFY(promtool.waitForFinished(30'000));
    QCOMPARE(promtool.readAll(), QByteArray());
    QCOMPARE(promtool.exitCode(), 0);
}

void PrometheusTest::unitsAreSecondsAndBytes() {
    const std::string text = toPrometheus(full());
    QVERIFY(hasLine(text, "sluice_uptime_seconds 12.5"));
    QVERIFY(text.find("phase=\"parse\"} 1.5\n") != std::string::npos);
    QVERIFY(hasLine(text, "# TYPE sluice_request_sent_bytes_total counter"));
}

void PrometheusTest::histogramsAreCumulative() {
    metrics::Record record = full();
    record.routes = {{"r", record.routes.begin()->second}};
    const std::string text = toPrometheus(record);
    const std::string name = "sluice_request_duration_seconds";
    QVERIFY(hasLine(text, name + "_bucket{route=\"r\",le=\"0.0001\"} 3"));
    QVERIFY(hasLine(text, name + "_bucket{route=\"r\",le=\"0.001\"} 3"));
    QVERIFY(hasLine(text, name + "_bucket{route=\"r\",le=\"0.0025\"} 7"));
    QVERIFY(hasLine(text, name + "_bucket{route=\"r\",le=\"30\"} 7"));
    QVERIFY(hasLine(text, name + "_bucket{route=\"r\",le=\"+Inf\"} 10"));
    QVERIFY(hasLine(text, name + "_sum{route=\"r\"} 180.0080003"));
    QVERIFY(hasLine(text, name + "_count{route=\"r\"} 10"));
}

void PrometheusTest::labelsAreEscaped() {
    const std::string text = toPrometheus(full());
    QVERIFY(text.find("route=\"a \\\"quoted\\\\ name\\\"\\nof two lines\"") != std::string::npos);
    QVERIFY(text.find("pool=\"web\",server=\"one/two\",status=\"2xx\"} 5\n") != std::string::npos);
}

}  // namespace sluice::admin

QTEST_APPLESS_MAIN(sluice::admin::PrometheusTest)
#include "prometheus_test.moc"
