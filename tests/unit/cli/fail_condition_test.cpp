#include "cli/fail_condition.h"

#include <QtTest>

using sluice::cli::FailCondition;
using sluice::metrics::Record;
using Verdict = FailCondition::Verdict;

namespace {

/// Ten requests, all as slow, one in ten an error.
Record recordOf(uint64_t latency_ns) {
    Record record;
    record.elapsed_s = 5;
    record.total.byStatusClass = {0, 0, 9, 0, 0, 1};
    record.total.latency.add(sluice::metrics::Buckets::indexOf(latency_ns), 10);
    record.total.latency.addSum(10 * latency_ns);
    record.routes["api"] = record.total;
    return record;
}

}  // namespace

class FailConditionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void holds_data();
    void holds();
    void needsRequestsToJudgeBy_data();
    void needsRequestsToJudgeBy();
    void tellsWhatIsWrong_data();
    void tellsWhatIsWrong();
    void tellsWhatIsMissing();
};

/// From 10 ms to 12 ms.
void FailConditionTest::holds_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("so");
    const auto row = [](const char* text, bool so) {
        QTest::newRow(text) << QByteArray(text) << so;
    };
    row("p99 > +10%", true);
    row("p99>+10%", true);
    row("p99 > +30%", false);
    row("p99 < -1%", false);
    row("mean > +1.9ms", true);
    row("mean > +2.1 ms", false);
    row("mean > 11ms", true);
    row("mean < 11", false);
    row("p50@api > +10%", true);
    row("error_rate > 0.05", true);
    row("error_rate > +0%", false);
    row("rps < 3/s", true);
    row("requests_per_second < 3/s", true);
    row("requests > +0%", false);
}

void FailConditionTest::holds() {
    QFETCH(QByteArray, text);
    QFETCH(bool, so);
    const auto condition = FailCondition::parse(text.toStdString());
    QVERIFY2(condition, condition ? "" : condition.error().message.c_str());
    const auto verdict = condition->judge(recordOf(10'000'000), recordOf(12'000'000));
    QVERIFY(verdict);
    QCOMPARE(*verdict, so ? Verdict::holds : Verdict::holdsNot);
}

void FailConditionTest::needsRequestsToJudgeBy_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Verdict>("bothEmpty");
    QTest::addColumn<Verdict>("firstEmpty");
    QTest::addColumn<Verdict>("secondEmpty");
    const auto row = [](const char* text, Verdict both, Verdict first, Verdict second) {
        QTest::newRow(text) << QByteArray(text) << both << first << second;
    };
    constexpr auto nothing = Verdict::nothingMeasured;
    row("p99 > +10%", nothing, nothing, nothing);
    row("p99 < 50ms", nothing, Verdict::holds, nothing);
    row("p99 > 50ms", nothing, Verdict::holdsNot, nothing);
    row("error_rate > 0.01", nothing, Verdict::holds, nothing);
    row("first_byte > 1ms", nothing, Verdict::holdsNot, nothing);
    row("cache_hit_rate < 0.5", nothing, nothing, nothing);
    row("requests < 1", Verdict::holds, Verdict::holdsNot, Verdict::holds);
    row("requests > +10%", nothing, Verdict::holds, nothing);
    row("rps < -5%", nothing, nothing, Verdict::holds);
}

void FailConditionTest::needsRequestsToJudgeBy() {
    QFETCH(QByteArray, text);
    const auto condition = FailCondition::parse(text.toStdString());
    QVERIFY(condition);
    Record none;
    none.elapsed_s = 5;
    const auto verdict = [&](const Record& before, const Record& after) {
        return condition->judge(before, after).value_or(Verdict::holdsNot);
    };
    QTEST(verdict(none, none), "bothEmpty");
    QTEST(verdict(none, recordOf(10'000'000)), "firstEmpty");
    QTEST(verdict(recordOf(10'000'000), none), "secondEmpty");
}

void FailConditionTest::tellsWhatIsWrong_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char* text, const char* message) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(message);
    };
    row("", "write it as");
    row("p99", "write it as");
    row("p98 > 5ms", "there is no figure p98");
    row("p99 > fast", "no number");
    row("p99 >", "no number");
    row("p99 > 10%", "+10%");
    row("p99 > +10s", "the unit of p99 is ms");
}

void FailConditionTest::tellsWhatIsWrong() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, message);
    const auto condition = FailCondition::parse(text.toStdString());
    QVERIFY(!condition);
    QVERIFY2(condition.error().message.find(message.toStdString()) != std::string::npos,
             condition.error().message.c_str());
}

void FailConditionTest::tellsWhatIsMissing() {
    const auto condition = FailCondition::parse("p99@web > 5ms");
    QVERIFY(condition);
    QVERIFY(!condition->judge(recordOf(1000), recordOf(1000)));
}

QTEST_APPLESS_MAIN(FailConditionTest)
#include "fail_condition_test.moc"
