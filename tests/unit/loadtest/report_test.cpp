#include "loadtest/report.h"

#include <QJsonArray>
#include <QtTest>

#include "loadtest/report_csv.h"
#include "loadtest/report_json.h"
#include "loadtest/report_table.h"

using namespace sluice;
using namespace sluice::loadtest;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

Scenario scenario() {
    Scenario options;
    options.name = "data \"1\"";
    options.target = *parseServerUrl("http://127.0.0.1:8080");
    options.count = 100;
    return options;
}

/// 1 ms to 100 ms, one each; the last 10 were refused by the target.
Counts counts() {
    Tally tally;
    for (int i = 1; i <= 100; ++i) {
        const Duration time = std::chrono::milliseconds(i);
        tally.record(i <= 90 ? 200 : 503, time, time / 2);
    }
    return tally.counts(400);
}

RunFacts twoSeconds() {
    RunFacts facts;
    facts.wall = facts.run = 2s;
    return facts;
}

bool isNear(double value, double expected) {
    return std::abs(value - expected) <= 0.01 * expected;
}

}  // namespace

class ReportTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void computesWhatTheReferenceNames();
    void keepsTheMeanBetweenTheEnds();
    void isEmptyWithoutRequests();
    void saysWhenTheGeneratorWasTheLimit();
    void saysWhatWasNotCounted();
    void writesJson();
    void mergesFromItsJson();
    void writesCsv();
    void writesATable();
};

void ReportTest::computesWhatTheReferenceNames() {
    const Report report(scenario(), counts(), twoSeconds());
    QCOMPARE(report.counts().total(), uint64_t(100));
    QCOMPARE(report.successRate(), 0.9);
    QCOMPARE(report.requestsPerSecond(), 50.0);
    const Latency latency = report.latency();
    QVERIFY(isNear(latency.avg_ms, 50.5));
    QVERIFY(isNear(latency.min_ms, 1));
    QVERIFY(isNear(latency.max_ms, 100));
    QVERIFY(isNear(latency.median_ms, 50));
    QVERIFY(isNear(latency.p90_ms, 90));
    QVERIFY(isNear(latency.p95_ms, 95));
    QVERIFY(isNear(latency.p99_ms, 99));
    QVERIFY(isNear(report.uncorrected().p99_ms, 49.5));
}

/// The mean is exact, and lies anywhere in the bucket whose middle the ends would be.
void ReportTest::keepsTheMeanBetweenTheEnds() {
    for (const Duration time : {1'000'001ns, 1'007'000ns, 123'456'789ns}) {
        Tally tally;
        tally.record(200, time, time);
        const Latency latency = Report(scenario(), tally.counts(400), twoSeconds()).latency();
        QVERIFY(latency.min_ms <= latency.avg_ms && latency.avg_ms <= latency.max_ms);
    }
}

void ReportTest::isEmptyWithoutRequests() {
    const Report report(scenario(), {}, {});
    QCOMPARE(report.successRate(), 0.0);
    QCOMPARE(report.requestsPerSecond(), 0.0);
    QCOMPARE(report.latency().max_ms, 0.0);
    QVERIFY(!report.generatorLimited());
    QVERIFY(!reportTable(report).empty());
}

void ReportTest::saysWhenTheGeneratorWasTheLimit() {
    RunFacts facts = twoSeconds();
    facts.threads = {{0.2, 0.1}, {1.0, 0.3}};
    const Report calm(scenario(), counts(), facts);
    QCOMPARE(calm.generatorCpu_percent(), 50.0);
    QCOMPARE(calm.generatorWait_percent(), 15.0);
    QVERIFY(!calm.generatorLimited());
    facts.threads = {{1.96, 0.01}};
    QVERIFY(Report(scenario(), counts(), facts).generatorLimited());

    Tally late;
    for (int i = 0; i < 100; ++i)
        late.recordLateness(i < 98 ? 10us : 20ms);
    const Report behind(scenario(), late.counts(400), twoSeconds());
    QVERIFY(behind.generatorLimited());
    QVERIFY(behind.limits().front().find("20 ms late") != std::string::npos);
}

void ReportTest::saysWhatWasNotCounted() {
    Counts some = counts();
    some.unsent = 7;
    RunFacts facts = twoSeconds();
    facts.brokenOff = true;
    facts.abandoned = 3;
    const Report report(scenario(), some, facts);
    const std::string table = reportTable(report);
    QVERIFY(table.find("3 requests under way") != std::string::npos);
    QVERIFY(table.find("7 requests were due and never sent") != std::string::npos);
}

void ReportTest::writesJson() {
    const QJsonObject document = documentJson({Report(scenario(), counts(), twoSeconds())});
    QCOMPARE(document[u"format"].toString(), u"sluice-bench"_s);
    const QJsonObject json = document[u"scenarios"][0].toObject();
    QCOMPARE(json[u"total_requests"].toInt(), 100);
    QCOMPARE(json[u"successful_requests"].toInt(), 90);
    QCOMPARE(json[u"failed_requests"].toInt(), 10);
    QCOMPARE(json[u"error_breakdown"][u"HTTP 503"].toInt(), 10);
    QVERIFY(isNear(json[u"percentiles_ms"][u"p99"].toDouble(), 99));
    QVERIFY2(json[u"uncorrected"].isUndefined(), "a closed loop has one clock");
    Scenario open = scenario();
    open.stages = {{2s, 50, 50}};
    const QJsonObject opened = reportJson(Report(open, counts(), twoSeconds()));
    QVERIFY(isNear(opened[u"uncorrected"][u"percentiles_ms"][u"p99"].toDouble(), 49.5));
}

void ReportTest::mergesFromItsJson() {
    const QJsonObject json = reportJson(Report(scenario(), counts(), twoSeconds()));
    metrics::HistogramCounts read;
    for (const auto& pair : json[u"histogram"].toArray()) {
        read.add(metrics::Buckets::indexOf(static_cast<uint64_t>(pair[0].toInteger())),
                 static_cast<uint64_t>(pair[1].toInteger()));
    }
    QCOMPARE(read.total(), uint64_t(100));
    QCOMPARE(read.percentile(0.95), counts().latency.percentile(0.95));
}

void ReportTest::writesCsv() {
    const std::string csv = reportCsv({Report(scenario(), counts(), twoSeconds())});
    const QStringList lines = QString::fromStdString(csv).split(u"\r\n"_s, Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 2);
    QVERIFY(
        lines[1].startsWith(u"\"data \"\"1\"\"\",\"http://127.0.0.1:8080\",100,90,10,0.9,50,2,"_s));
    QVERIFY(lines[1].endsWith(u"\"HTTP 503: 10\""_s));
    QCOMPARE(lines[0].count(u','), lines[1].count(u','));
    auto formula = scenario();
    formula.name = "=1+1";
    QVERIFY(reportCsv({Report(formula, counts(), twoSeconds())}).find("\r\n\"'=1+1\"") !=
            std::string::npos);
}

void ReportTest::writesATable() {
    const std::string table = reportTable(Report(scenario(), counts(), twoSeconds()));
    for (const char* part :
         {"10 in flight, 100 requests", "90.00 %", "50.0 over 2.00 s", "HTTP 503"})
        QVERIFY2(table.find(part) != std::string::npos, part);
}

QTEST_APPLESS_MAIN(ReportTest)
#include "report_test.moc"
