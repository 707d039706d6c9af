#include "loadtest/tally.h"

#include <QtTest>

using namespace sluice;
using namespace sluice::loadtest;
using namespace std::chrono_literals;
using upstream::Failure;

class TallyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void countsByStatusAndKind();
    void mergesAndSubtracts();
};

void TallyTest::countsByStatusAndKind() {
    Tally tally;
    tally.record(200, 1ms, 1ms);
    tally.record(204, 1ms, 1ms);
    tally.record(304, 1ms, 1ms);
    tally.record(503, 1ms, 1ms);
    tally.record(503, 1ms, 1ms);
    tally.record(upstream::failed(upstream::Blame::server, Failure::Kind::connect, "refused"), 1ms,
                 1ms);
    tally.record(upstream::failed(upstream::Blame::server, Failure::Kind::unsupported, "?"), 1ms,
                 1ms);
    const Counts counts = tally.counts(400);
    QCOMPARE(counts.successful, uint64_t(3));
    QCOMPARE(counts.failed, uint64_t(4));
    const Counts strict = tally.counts(300);
    QCOMPARE(strict.successful, uint64_t(2));
    QCOMPARE(strict.errors.at("HTTP 304"), uint64_t(1));
    const std::map<std::string, uint64_t> errors{
        {"HTTP 503", 2}, {"connect-failure", 1}, {"unsupported", 1}};
    QVERIFY(counts.errors == errors);
    QCOMPARE(counts.latency.total(), uint64_t(7));
}

void TallyTest::mergesAndSubtracts() {
    Tally one;
    one.record(200, 3ms, 2ms);
    const Counts early = one.counts(400);
    one.record(500, 5ms, 1ms);
    Tally other;
    other.record(200, 7ms, 1ms);
    other.addBytes(10);
    other.addUnsent(4);
    Counts sum = one.counts(400);
    sum.merge(other.counts(400));
    QCOMPARE(sum.total(), uint64_t(3));
    QCOMPARE(sum.latency.sum(), uint64_t(15'000'000));
    QCOMPARE(sum.service.sum(), uint64_t(4'000'000));
    QCOMPARE(sum.unsent, uint64_t(4));
    const Counts since = sum.since(early);
    QCOMPARE(since.total(), uint64_t(2));
    QCOMPARE(since.bytes, uint64_t(10));
    QCOMPARE(since.statuses.at(200), uint64_t(1));
    QCOMPARE(since.errors.at("HTTP 500"), uint64_t(1));
    QCOMPARE(since.latency.sum(), uint64_t(12'000'000));
}

QTEST_APPLESS_MAIN(TallyTest)
#include "tally_test.moc"
