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

metrics::Snapshot running() {
    metrics::Snapshot snapshot;
    metrics::Record record = full();
    record.batch = {4, 1, 200, 3, 2'500'000'000};
    snapshot.record = std::make_shared<metrics::Record>(std::move(record));
    snapshot.blocks = {100, 8, 3, 5};
    metrics::CacheSnapshot& cache = snapshot.cache;
    cache.enabled = true;
    cache.capacityBytes = 1 << 20;
    cache.usedBytes = 4096;
    cache.entries = 7;
    cache.insertions = 9;
    cache.evictions = 2;
    cache.redisUrl = "redis://127.0.0.1:6379";
    cache.redisState = "ready";
    cache.redisHits = 11;
    cache.redisMisses = 12;
    cache.redisErrors = 13;
    cache.redisTimeouts = 14;
    cache.redisUnavailable = 15;
    cache.redisStored = 16;
    cache.redisBreaks = 17;
    cache.redisLatency.add(metrics::Buckets::indexOf(2'000'000), 4);
    cache.redisLatency.addSum(8'000'000);
    return snapshot;
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
    void anyNumberIsWritten();
    void tellsWhatTheGatewayHolds();
    void aStateThatIsNotReadyIsDown();
};

void PrometheusTest::isAcceptedByPromtool_data() {
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char* name, const std::string& text) {
        QTest::newRow(name) << QByteArray::fromStdString(text);
    };
    row("record", toPrometheus(full()));
    row("empty record", toPrometheus(metrics::Record()));
    row("gateway", toPrometheus(running()));
    row("gateway without traffic", toPrometheus(metrics::Snapshot()));
}

void PrometheusTest::isAcceptedByPromtool() {
    QFETCH(QByteArray, text);
    QProcess promtool;
    promtool.setProcessChannelMode(QProcess::MergedChannels);
    promtool.start(QStringLiteral("promtool"),
                   {QStringLiteral("check"), QStringLiteral("metrics")});
    QVERIFY2(promtool.waitForStarted(30'000), "promtool is of the Debian package prometheus");
    promtool.write(text);
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
    metrics::Record record = full();
    record.routes["red\x1b[31m"].byStatusClass[2] = 1;
    const std::string text = toPrometheus(record);
    QVERIFY(text.find("route=\"red\\\\x1b[31m\"") != std::string::npos);
    QVERIFY(text.find("route=\"a \\\"quoted\\\\ name\\\"\\nof two lines\"") != std::string::npos);
    QVERIFY(text.find("pool=\"web\",server=\"one/two\",status=\"2xx\"} 5\n") != std::string::npos);
}

void PrometheusTest::anyNumberIsWritten() {
    for (const double seconds : {1e308, 5e-324}) {
        metrics::Record record = full();
        record.cpu_s = record.elapsed_s = seconds;
        QVERIFY(toPrometheus(record).find('\0') == std::string::npos);
    }
}

void PrometheusTest::tellsWhatTheGatewayHolds() {
    const std::string text = toPrometheus(running());
    for (const char* line : {"sluice_batches_total 4",
                             "sluice_batches_refused_total 1",
                             "sluice_batch_items_total 200",
                             "sluice_batch_items_failed_total 3",
                             "sluice_batch_seconds_total 2.5",
                             "sluice_memory_pool_in_use{pool=\"blocks\"} 3",
                             "sluice_memory_pool_most_in_use{pool=\"blocks\"} 5",
                             "sluice_memory_pool_taken_total{pool=\"blocks\"} 100",
                             "sluice_memory_pool_allocated_total{pool=\"blocks\"} 8",
                             "sluice_cache_memory_bytes 4096",
                             "sluice_cache_memory_limit_bytes 1048576",
                             "sluice_cache_entries 7",
                             "sluice_cache_insertions_total 9",
                             "sluice_cache_evictions_total 2",
                             "sluice_redis_up 1",
                             "sluice_redis_breaks_total 17",
                             "sluice_redis_lookups_total{outcome=\"hit\"} 11",
                             "sluice_redis_lookups_total{outcome=\"miss\"} 12",
                             "sluice_redis_lookups_total{outcome=\"error\"} 13",
                             "sluice_redis_lookups_total{outcome=\"timeout\"} 14",
                             "sluice_redis_lookups_total{outcome=\"unavailable\"} 15",
                             "sluice_redis_stored_total 16",
                             "sluice_redis_lookup_seconds_bucket{le=\"0.0025\"} 4",
                             "sluice_redis_lookup_seconds_sum 0.008",
                             "sluice_redis_lookup_seconds_count 4"}) {
        QVERIFY2(hasLine(text, line), line);
    }
    QVERIFY(toPrometheus(metrics::Snapshot()).find("sluice_cache_memory") == std::string::npos);
}

void PrometheusTest::aStateThatIsNotReadyIsDown() {
    metrics::Snapshot snapshot = running();
    for (const char* state : {"connecting", "down"}) {
        snapshot.cache.redisState = state;
        QVERIFY2(hasLine(toPrometheus(snapshot), "sluice_redis_up 0"), state);
    }
    snapshot.cache.redisUrl.clear();
    QVERIFY(toPrometheus(snapshot).find("sluice_redis") == std::string::npos);
}

}  // namespace sluice::admin

QTEST_APPLESS_MAIN(sluice::admin::PrometheusTest)
#include "prometheus_test.moc"
