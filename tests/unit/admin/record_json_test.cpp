#include "admin/record_json.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QtTest>

#include "base/random.h"

using namespace Qt::StringLiterals;

namespace sluice::admin {

namespace {

metrics::Reading reading(uint64_t seed) {
    Random random(seed);
    metrics::Reading reading;
    for (auto& n : reading.byStatusClass)
        n = random.next() % 1000;
    for (auto& n : reading.phase_ns)
        n = random.next() >> 2;
    for (auto& n : reading.cache.byOutcome)
        n = random.next() % 1000;
    reading.failures = 3;
    reading.bytesIn = (uint64_t{1} << 60) + seed;
    reading.bytesOut = 5;
    reading.inFlight = 7;
    for (int i = 0; i < 500; ++i) {
        reading.latency.add(random.next() % metrics::Buckets::count, 1 + random.next() % 9);
        reading.firstByte.add(random.next() % metrics::Buckets::count, 1);
    }
    reading.latency.addSum((uint64_t{1} << 58) + 1);
    return reading;
}

metrics::Record full() {
    metrics::Record record;
    record.from_ms = 1'700'000'000'123;
    record.to_ms = 1'700'000'060'123;
    record.elapsed_s = 60.25;
    record.cpu_s = 1.5;
    record.residentBytes = 30'000'000;
    record.connectionsOpen = 12;
    record.badRequests = 4;
    record.batch = {1, 2, 30, 4, 5'000'000'000};
    record.configurationHash = "0123456789abcdef";
    record.configuration = {{"pools.web.strategy", "peak-ewma"}, {"listen.address", "[::1]:80"}};
    record.environment = {"Linux 6.1 x86_64", 2, 1, "0.1.0"};
    record.total = reading(1);
    record.routes = {{"api", reading(2)}, {"caf\u00e9", reading(3)}};
    record.servers = {{"web/one", reading(4)}};
    return record;
}

QByteArray with(const QString& path, const QJsonValue& value) {
    QJsonObject json = QJsonDocument::fromJson(toJson(full())).object();
    const QStringList keys = path.split(u'.');
    QList<QJsonObject> objects{json};
    for (qsizetype i = 0; i + 1 < keys.size(); ++i)
        objects.append(objects.back()[keys[i]].toObject());
    QJsonValue changed = value;
    for (qsizetype i = keys.size(); i-- > 0;) {
        if (changed.isUndefined()) {
            objects[i].remove(keys[i]);
        } else {
            objects[i][keys[i]] = changed;
        }
        changed = objects[i];
    }
    return QJsonDocument(changed.toObject()).toJson();
}

}  // namespace

class RecordJsonTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsBackExactly();
    void readsWhatHasNoBatches();
    void hasTheSummary();
    void tellsWhatIsWrong_data();
    void tellsWhatIsWrong();
};

void RecordJsonTest::readsBackExactly() {
    const metrics::Record record = full();
    const auto read = readRecord(toJson(record));
    QVERIFY2(read, read ? "" : read.error().message.c_str());
    QCOMPARE(recordJson(*read), recordJson(record));
    QVERIFY(read->batch == record.batch);
    QCOMPARE(read->total.bytesIn, record.total.bytesIn);
    QCOMPARE(read->total.latency.sum(), record.total.latency.sum());
    for (int percent = 0; percent <= 100; ++percent) {
        QCOMPARE(read->routes.at("api").latency.percentile(percent / 100.0),
                 record.routes.at("api").latency.percentile(percent / 100.0));
    }
}

/// As it was written before they were counted.
void RecordJsonTest::readsWhatHasNoBatches() {
    const auto read = readRecord(with(u"record.batch"_s, QJsonValue::Undefined));
    QVERIFY2(read, read ? "" : read.error().message.c_str());
    QVERIFY(read->batch == metrics::BatchTraffic());
}

void RecordJsonTest::hasTheSummary() {
    const QJsonObject json = QJsonDocument::fromJson(toJson(full())).object();
    for (const char* key :
         {"uptime_seconds", "total_requests", "requests_per_second", "avg_response_time_ms",
          "error_rate", "cache_hit_rate", "active_connections", "memory_usage_mb",
          "cpu_usage_percent", "response_time_percentiles", "endpoint_breakdown"}) {
        QVERIFY2(json.contains(QLatin1String(key)), key);
    }
    QCOMPARE(json[u"uptime_seconds"_s].toDouble(), 60.25);
}

void RecordJsonTest::tellsWhatIsWrong_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("message");
    QTest::newRow("no JSON") << QByteArray("{\"version\": 1,") << QByteArray("no JSON");
    QTest::newRow("something else") << QByteArray("{}") << QByteArray("no snapshot");
    QTest::newRow("newer") << with(u"version"_s, 99) << QByteArray("99");
    QTest::newRow("no record") << with(u"record"_s, QJsonValue()) << QByteArray("\"record\"");
    const auto row = [](const QString& path, const QJsonValue& value, const char* message) {
        QTest::newRow(qPrintable(path)) << with(u"record."_s + path, value) << QByteArray(message);
    };
    row(u"total"_s, QJsonValue::Undefined, "record.total must be an object");
    row(u"elapsed_s"_s, u"long"_s, "record.elapsed_s must be a number");
    row(u"total.failures"_s, -1, "record.total.failures must not be negative");
    row(u"batch.items"_s, u"many"_s, "record.batch.items must be a whole number");
    row(u"total.status.5xx"_s, 1.5, "record.total.status.5xx must be a whole number");
    row(u"configuration.listen"_s, 5, "record.configuration.listen must be a text");
    row(u"routes.api.latency.buckets"_s, QJsonArray{QJsonArray{999'999, 1}},
        "record.routes.api.latency.buckets must hold");
}

void RecordJsonTest::tellsWhatIsWrong() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, message);
    const auto read = readRecord(text);
    QVERIFY(!read);
    QVERIFY2(read.error().message.find(message.toStdString()) != std::string::npos,
             read.error().message.c_str());
}

}  // namespace sluice::admin

QTEST_APPLESS_MAIN(sluice::admin::RecordJsonTest)
#include "record_json_test.moc"
