#include "upstream/server_statistics.h"

#include <QtTest>
#include <cmath>
#include <thread>

using namespace sluice;
using namespace std::chrono_literals;
using upstream::ServerStatistics;

namespace {

constexpr TimePoint kStart{1h};

bool isNear(double value, double expected) {
    return std::abs(value - expected) < 1e-9 * std::max(1.0, std::abs(expected));
}

}  // namespace

class ServerStatisticsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void startsTrusting();
    void averagesLatency();
    void anAnswerAfterSilenceCountsForMore();
    void averagesSuccess();
    void peakJumpsUpAtOnce();
    void peakDecaysTowardsFasterAnswers();
    void peakFadesWithoutAnswers();
    void countsErrorsInARow();
    void keepsTheLastErrorsCause();
    void refusedConnectionsDoNotLookFast();
    void timeOutsLookSlow();
    void whoWasOutrunLooksSlowAndNoMore();
    void forgetsOnReset();
    void tellsForHowLongItIsSilent();
    void takesRecordsFromManyThreads();
};

void ServerStatisticsTest::startsTrusting() {
    const ServerStatistics statistics;
    QCOMPARE(statistics.averageLatency_ms(), 0.0);
    QCOMPARE(statistics.successRate(), 1.0);
    QCOMPARE(statistics.peakLatency_ms(kStart), 0.0);
    QCOMPARE(statistics.answers(), uint64_t{0});
    QVERIFY(statistics.lastError().empty());
}

void ServerStatisticsTest::averagesLatency() {
    ServerStatistics statistics;
    statistics.recordAnswer(100ms, 200, kStart);
    QVERIFY(isNear(statistics.averageLatency_ms(), 100));
    statistics.recordAnswer(200ms, 200, kStart);
    QVERIFY(isNear(statistics.averageLatency_ms(), 110));
    statistics.recordAnswer(10ms, 404, kStart);
    QVERIFY(isNear(statistics.averageLatency_ms(), 100));
}

/// As if the average had been told the new latency all the time: what is old says less and less.
void ServerStatisticsTest::anAnswerAfterSilenceCountsForMore() {
    ServerStatistics statistics;
    statistics.recordAnswer(100ms, 200, kStart);
    statistics.recordAnswer(200ms, 200, kStart + ServerStatistics::averageMemory);
    QVERIFY(isNear(statistics.averageLatency_ms(), 200 - 100 * 0.9 * std::exp(-1)));
    const double before = statistics.averageLatency_ms();
    statistics.recordAnswer(10ms, 200, kStart);  // another thread's, timed a little earlier
    QVERIFY(isNear(statistics.averageLatency_ms(), before + 0.1 * (10 - before)));
    statistics.recordAnswer(5ms, 200, kStart + 1h);
    QVERIFY(std::abs(statistics.averageLatency_ms() - 5) < 1e-6);
}

void ServerStatisticsTest::averagesSuccess() {
    ServerStatistics statistics;
    statistics.recordAnswer(1ms, 503, kStart);
    QVERIFY(isNear(statistics.successRate(), 0.9));
    statistics.recordFailure("connection reset", 1ms, kStart);
    QVERIFY(isNear(statistics.successRate(), 0.81));
    statistics.recordAnswer(1ms, 404, kStart);
    QVERIFY(isNear(statistics.successRate(), 0.829));
    QCOMPARE(statistics.answers(), uint64_t{3});
    QCOMPARE(statistics.errors(), uint64_t{2});
}

void ServerStatisticsTest::peakJumpsUpAtOnce() {
    ServerStatistics statistics;
    statistics.recordAnswer(10ms, 200, kStart);
    statistics.recordAnswer(500ms, 200, kStart);
    QVERIFY(isNear(statistics.peakLatency_ms(kStart), 500));
    QVERIFY(isNear(statistics.averageLatency_ms(), 59));
}

void ServerStatisticsTest::peakDecaysTowardsFasterAnswers() {
    ServerStatistics statistics;
    statistics.recordAnswer(500ms, 200, kStart);
    const TimePoint later = kStart + ServerStatistics::peakMemory;
    statistics.recordAnswer(10ms, 200, later);
    QVERIFY(isNear(statistics.peakLatency_ms(later), 10 + 490 * std::exp(-1)));
}

void ServerStatisticsTest::peakFadesWithoutAnswers() {
    ServerStatistics statistics;
    statistics.recordAnswer(500ms, 200, kStart);
    QVERIFY(isNear(statistics.peakLatency_ms(kStart + 20s), 500 * std::exp(-2)));
    // An answer that another thread timed a little later is no reason to grow.
    QVERIFY(isNear(statistics.peakLatency_ms(kStart - 1s), 500));
}

void ServerStatisticsTest::countsErrorsInARow() {
    ServerStatistics statistics;
    for (uint32_t i = 1; i <= 3; ++i) {
        statistics.recordFailure("connection reset", 1ms, kStart);
        QCOMPARE(statistics.errorsInARow(), i);
    }
    statistics.recordAnswer(1ms, 500, kStart);
    QCOMPARE(statistics.errorsInARow(), 4u);
    statistics.recordAnswer(1ms, 302, kStart);
    QCOMPARE(statistics.errorsInARow(), 0u);
    QCOMPARE(statistics.errors(), uint64_t{4});
}

void ServerStatisticsTest::keepsTheLastErrorsCause() {
    ServerStatistics statistics;
    statistics.recordFailure("connection refused", Duration::zero(), kStart);
    QVERIFY(statistics.lastError() == "connection refused");
    statistics.recordAnswer(1ms, 502, kStart);
    QVERIFY(statistics.lastError() == "status 502");
    statistics.recordAnswer(1ms, 200, kStart);
    QVERIFY(statistics.lastError() == "status 502");
}

void ServerStatisticsTest::refusedConnectionsDoNotLookFast() {
    ServerStatistics statistics;
    statistics.recordAnswer(80ms, 200, kStart);
    for (int i = 0; i < 100; ++i)
        statistics.recordFailure("connection refused", Duration::zero(), kStart);
    QVERIFY(isNear(statistics.averageLatency_ms(), 80));
    QVERIFY(isNear(statistics.peakLatency_ms(kStart), 80));
    QVERIFY(statistics.successRate() < 0.001);
}

void ServerStatisticsTest::timeOutsLookSlow() {
    ServerStatistics statistics;
    statistics.recordAnswer(80ms, 200, kStart);
    statistics.recordFailure("time-out", 5s, kStart);
    QVERIFY(isNear(statistics.averageLatency_ms(), 572));
    QVERIFY(isNear(statistics.peakLatency_ms(kStart), 5000));
}

/// Nobody waits for the answer any more: it took at least that long.
void ServerStatisticsTest::whoWasOutrunLooksSlowAndNoMore() {
    ServerStatistics statistics;
    statistics.recordAnswer(100ms, 200, kStart);
    statistics.recordFailure("reset", {}, kStart);
    const double success = statistics.successRate();
    statistics.recordOutrun(50ms, kStart);
    QVERIFY(isNear(statistics.averageLatency_ms(), 100));
    QCOMPARE(statistics.outrun(), uint64_t{0});
    statistics.recordOutrun(300ms, kStart);
    QVERIFY(isNear(statistics.averageLatency_ms(), 120));
    QVERIFY(isNear(statistics.peakLatency_ms(kStart), 300));
    QCOMPARE(statistics.outrun(), uint64_t{1});
    QCOMPARE(statistics.answers(), uint64_t{2});
    QCOMPARE(statistics.errors(), uint64_t{1});
    QCOMPARE(statistics.errorsInARow(), 1U);
    QCOMPARE(statistics.successRate(), success);
    QVERIFY(statistics.latencySum() == 400ms);
}

void ServerStatisticsTest::forgetsOnReset() {
    ServerStatistics statistics;
    statistics.recordFailure("time-out", 5s, kStart);
    statistics.reset();
    QCOMPARE(statistics.averageLatency_ms(), 0.0);
    QCOMPARE(statistics.successRate(), 1.0);
    QCOMPARE(statistics.peakLatency_ms(kStart), 0.0);
    QCOMPARE(statistics.errorsInARow(), 0u);
    statistics.recordAnswer(30ms, 200, kStart);
    QVERIFY(isNear(statistics.averageLatency_ms(), 30));
}

void ServerStatisticsTest::tellsForHowLongItIsSilent() {
    ServerStatistics statistics;
    QCOMPARE(statistics.silence(kStart + 1h), Duration::zero());
    statistics.noteAsked(kStart + 1s);
    statistics.noteAsked(kStart + 2s);
    statistics.noteGivenUp();
    QCOMPARE(statistics.silence(kStart + 4s), Duration(3s));
    QCOMPARE(statistics.givenUp(), 1U);
    statistics.recordAnswer(10ms, 200, kStart + 5s);
    QCOMPARE(statistics.silence(kStart + 6s), Duration::zero());
    QCOMPARE(statistics.givenUp(), 0U);
}

void ServerStatisticsTest::takesRecordsFromManyThreads() {
    constexpr int each = 5'000;
    ServerStatistics statistics;
    {
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 4; ++thread) {
            threads.emplace_back([&, thread] {
                for (int i = 0; i < each; ++i)
                    statistics.recordAnswer(thread % 2 == 0 ? 10ms : 30ms, 200, kStart);
                if (thread == 0) statistics.recordFailure("broken", 10ms, kStart);
            });
        }
    }
    QCOMPARE(statistics.answers(), uint64_t{4 * each + 1});
    QCOMPARE(statistics.errors(), uint64_t{1});
    QVERIFY(statistics.averageLatency_ms() >= 10 && statistics.averageLatency_ms() <= 30);
    QVERIFY(statistics.successRate() >= 0.9 && statistics.successRate() <= 1);
    QVERIFY(statistics.errorsInARow() <= 1);
}

QTEST_APPLESS_MAIN(ServerStatisticsTest)
#include "server_statistics_test.moc"
