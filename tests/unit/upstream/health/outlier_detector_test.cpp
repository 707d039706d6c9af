#include "upstream/health/outlier_detector.h"

#include <QTest>

using namespace std::chrono_literals;
using namespace sluice;
using namespace sluice::upstream;

/// A server's traffic as a row of a table.
struct Row {
    uint64_t requests = 0;
    uint64_t errors = 0;
    double latency_ms = 10;  ///< in the window and on average
    uint32_t errorsInARow = 0;
    double successRate = -1;  ///< moving average; -1: as in the window
    uint64_t recent = 0;      ///< requests in the last while of it
    double recent_ms = 0;     ///< their latency
};
using Rows = QList<Row>;

Q_DECLARE_METATYPE(Row)
Q_DECLARE_METATYPE(sluice::upstream::OutlierOptions)

class OutlierDetectorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void judges_data();
    void judges();
    void saysNothingOfAnErrorItDoesNotKnow();
    void manyServersAreComparedWithTheirMedian();
    void aSilentServerIsComparedWithItsPeers_data();
    void aSilentServerIsComparedWithItsPeers();
    void isNotSilentForWhatTakesLong();
    void tellsTheWorst_data();
    void tellsTheWorst();
};

namespace {

Duration latencyOf(double mean_ms, uint64_t requests) {
    return std::chrono::duration_cast<Duration>(
        std::chrono::duration<double, std::milli>(mean_ms * static_cast<double>(requests)));
}

Evidence evidenceOf(const Row& row) {
    Evidence evidence;
    evidence.window = {row.requests, row.errors, row.requests,
                       latencyOf(row.latency_ms, row.requests)};
    evidence.recent = {row.recent, 0, row.recent, latencyOf(row.recent_ms, row.recent)};
    evidence.errorsInARow = row.errorsInARow;
    evidence.averageLatency_ms = row.latency_ms;
    evidence.successRate = row.successRate < 0 ? evidence.window.successRate() : row.successRate;
    evidence.lastError = "status 500";
    return evidence;
}

template <class Change>
OutlierOptions with(Change change) {
    OutlierOptions options;
    change(options);
    return options;
}

/// The latencies alone decide.
OutlierOptions latencyAlone() {
    return with([](OutlierOptions& options) {
        options.minHealth = 0;
        options.minSuccess = 0;
    });
}

}  // namespace

void OutlierDetectorTest::judges_data() {
    QTest::addColumn<OutlierOptions>("options");
    QTest::addColumn<Rows>("pool");  // the first one is judged
    QTest::addColumn<QString>("cause");
    const OutlierOptions usual;
    const Row well{.requests = 100};
    const QString nothing;

    QTest::newRow("well") << usual << Rows{well, well, well} << nothing;
    QTest::newRow("no traffic") << usual
                                << Rows{{.requests = 0, .errorsInARow = 9, .successRate = 0}, well}
                                << nothing;

    QTest::newRow("4 errors in a row")
        << usual << Rows{{.requests = 10, .errors = 4, .errorsInARow = 4}} << nothing;
    QTest::newRow("5 errors in a row")
        << usual << Rows{{.requests = 5, .errors = 5, .errorsInARow = 5}}
        << QStringLiteral("5 errors in a row, last: status 500");
    QTest::newRow("errors in a row do not matter")
        << with([](OutlierOptions& o) { o.consecutiveErrors = 0; })
        << Rows{{.requests = 5, .errors = 5, .errorsInARow = 5}} << nothing;

    QTest::newRow("error rate, too few")
        << usual << Rows{{.requests = 19, .errors = 15}} << nothing;
    QTest::newRow("error rate") << usual << Rows{{.requests = 40, .errors = 24, .errorsInARow = 1}}
                                << QStringLiteral(
                                       "60 % of 40 requests failed in 10 s, last: status 500");
    QTest::newRow("error rate, at the limit") << with([](OutlierOptions& o) { o.minSuccess = 0; })
                                              << Rows{{.requests = 40, .errors = 20}} << nothing;
    QTest::newRow("error rate does not matter") << with([](OutlierOptions& o) {
        o.errorRate = 1;
        o.minSuccess = 0;
        o.minHealth = 0;
    }) << Rows{{.requests = 40, .errors = 40}} << nothing;

    const Row slow{.requests = 30, .latency_ms = 240};
    const Row quick{.requests = 30, .latency_ms = 20};
    QTest::newRow("slower than its peers")
        << usual << Rows{slow, quick, quick}
        << QStringLiteral("average 240 ms, 12 times its peers' 20 ms");
    QTest::newRow("slower than its only peer")
        << usual << Rows{slow, quick}
        << QStringLiteral("average 240 ms, 12 times its peers' 20 ms");
    QTest::newRow("slow, alone") << usual << Rows{slow} << nothing;
    QTest::newRow("slow, peers without traffic")
        << usual << Rows{slow, {}, {.requests = 19, .latency_ms = 1}} << nothing;
    QTest::newRow("slow, few requests")
        << usual << Rows{{.requests = 19, .latency_ms = 240}, quick, quick} << nothing;
    QTest::newRow("slow as the others") << usual << Rows{slow, slow, slow} << nothing;
    QTest::newRow("slow, but one peer is too")
        << latencyAlone() << Rows{slow, slow, quick} << nothing;
    QTest::newRow("slow, a peer of three is too")
        << latencyAlone() << Rows{slow, slow, quick, quick}
        << QStringLiteral("average 240 ms, 12 times its peers' 20 ms");
    QTest::newRow("slow since a moment")
        << usual
        << Rows{{.requests = 900, .latency_ms = 25, .recent = 200, .recent_ms = 80},
                {.requests = 900, .latency_ms = 10, .recent = 200, .recent_ms = 10}}
        << QStringLiteral("average 80 ms, 8 times its peers' 10 ms");
    QTest::newRow("slow until a moment ago")
        << usual
        << Rows{{.requests = 900, .latency_ms = 60, .recent = 200, .recent_ms = 11},
                {.requests = 900, .latency_ms = 10, .recent = 200, .recent_ms = 10}}
        << nothing;
    QTest::newRow("slow, few of late")
        << usual << Rows{{.requests = 30, .latency_ms = 240, .recent = 19, .recent_ms = 1}, quick}
        << QStringLiteral("average 240 ms, 12 times its peers' 20 ms");
    QTest::newRow("slower, below the floor")
        << usual << Rows{{.requests = 30, .latency_ms = 19}, {.requests = 30, .latency_ms = 1}}
        << nothing;
    QTest::newRow("peers take no time")
        << usual << Rows{{.requests = 30, .latency_ms = 25}, {.requests = 30, .latency_ms = 0}}
        << QStringLiteral("average 25 ms, above its peers' 0 ms");
    QTest::newRow("latency does not matter")
        << with([](OutlierOptions& o) { o.latencyFactor = 0; }) << Rows{slow, quick} << nothing;

    QTest::newRow("success") << usual << Rows{{.requests = 40, .errors = 10, .successRate = 0.72}}
                             << QStringLiteral("success rate 0.72, below 0.8, last: status 500");
    QTest::newRow("success, a moment's bad luck")
        << usual << Rows{{.requests = 4000, .errors = 200, .successRate = 0.72}} << nothing;
    QTest::newRow("success, too few in the window")
        << usual << Rows{{.requests = 12, .errors = 3, .successRate = 0.72}} << nothing;
    QTest::newRow("health") << with([](OutlierOptions& o) { o.minSuccess = 0; })
                            << Rows{{.requests = 40, .errors = 18, .latency_ms = 2000}}
                            << QStringLiteral(
                                   "health score 0.33, below 0.5: average 2000 ms, success rate "
                                   "0.55");
    QTest::newRow("health of a slow one")
        << usual << Rows{{.requests = 40, .latency_ms = 5000}} << nothing;  // 0.6
}

void OutlierDetectorTest::judges() {
    QFETCH(const OutlierOptions, options);
    QFETCH(const Rows, pool);
    QFETCH(const QString, cause);
    std::vector<Evidence> evidence;
    for (const Row& row : pool)
        evidence.push_back(evidenceOf(row));
    const auto verdict = OutlierDetector(options, evidence).verdict(0);
    QCOMPARE(QString::fromStdString(verdict.value_or("")), cause);
}

void OutlierDetectorTest::saysNothingOfAnErrorItDoesNotKnow() {
    Evidence evidence = evidenceOf({.requests = 1, .errors = 1, .errorsInARow = 1});
    evidence.lastError.clear();
    const auto options = with([](OutlierOptions& o) { o.consecutiveErrors = 1; });
    QCOMPARE(OutlierDetector(options, {evidence}).verdict(0).value_or(""),
             std::string("1 error in a row"));
}

void OutlierDetectorTest::manyServersAreComparedWithTheirMedian() {
    std::vector<Evidence> pool;
    for (int i = 0; i < 100; ++i)
        pool.push_back(evidenceOf({.requests = 100, .latency_ms = i < 10 ? 500.0 : 10.0 + i}));
    const OutlierDetector detector(latencyAlone(), pool);
    for (size_t i = 0; i < pool.size(); ++i)
        QCOMPARE(detector.verdict(i).has_value(), i < 10);
}

void OutlierDetectorTest::aSilentServerIsComparedWithItsPeers_data() {
    QTest::addColumn<int>("unanswered");
    QTest::addColumn<int>("silence_ms");
    QTest::addColumn<int>("peersRequests");
    QTest::addColumn<double>("peers_ms");
    QTest::addColumn<QString>("cause");
    const QString nothing;
    QTest::newRow("hangs") << 17 << 2500 << 30 << 10.0
                           << QStringLiteral("no answer to 17 requests in 2.5 s");
    QTest::newRow("has few") << 4 << 60'000 << 30 << 10.0 << nothing;
    QTest::newRow("is slow for a moment") << 17 << 1900 << 30 << 10.0 << nothing;
    QTest::newRow("peers are slow") << 17 << 2500 << 30 << 1000.0 << nothing;
    QTest::newRow("peers have answered less") << 17 << 2500 << 3 << 10.0 << nothing;
}

void OutlierDetectorTest::aSilentServerIsComparedWithItsPeers() {
    QFETCH(const int, unanswered);
    QFETCH(const int, silence_ms);
    QFETCH(const int, peersRequests);
    QFETCH(const double, peers_ms);
    QFETCH(const QString, cause);
    Evidence silent;
    silent.unanswered = static_cast<uint64_t>(unanswered);
    silent.silence = std::chrono::milliseconds(silence_ms);
    const auto requests = static_cast<uint64_t>(peersRequests);
    const Evidence peer = evidenceOf({.requests = requests, .latency_ms = peers_ms});
    const OutlierDetector detector({}, {silent, peer});
    QCOMPARE(QString::fromStdString(detector.verdict(0).value_or("")), cause);
    QVERIFY(!detector.verdict(1));
}

void OutlierDetectorTest::isNotSilentForWhatTakesLong() {
    Evidence silent;
    silent.unanswered = 17;
    silent.silence = 2500ms;
    Evidence peer = evidenceOf({.requests = 30});
    QVERIFY(OutlierDetector({}, {silent, peer}).verdict(0));
    Evidence slow = silent;
    slow.averageLatency_ms = 1000;  // it has always taken so long
    QVERIFY(!OutlierDetector({}, {slow, peer}).verdict(0));
    peer.silence = 2500ms;  // the others do not answer that either
    QVERIFY(!OutlierDetector({}, {silent, peer}).verdict(0));
}

void OutlierDetectorTest::tellsTheWorst_data() {
    QTest::addColumn<Row>("worse");
    QTest::addColumn<Row>("better");
    QTest::newRow("more errors") << Row{.requests = 40, .errors = 40}
                                 << Row{.requests = 40, .errors = 24};
    QTest::newRow("errors of late") << Row{.requests = 40, .errors = 5, .successRate = 0.59}
                                    << Row{.requests = 40, .errors = 10};
    QTest::newRow("slower") << Row{.requests = 40, .latency_ms = 900}
                            << Row{.requests = 40, .latency_ms = 200};
    QTest::newRow("slower, both very")
        << Row{.requests = 40, .latency_ms = 9000} << Row{.requests = 40, .latency_ms = 2000};
    QTest::newRow("slower of late")
        << Row{.requests = 900, .latency_ms = 50, .recent = 50, .recent_ms = 300}
        << Row{.requests = 900, .latency_ms = 200};
    QTest::newRow("errors before slowness")
        << Row{.requests = 40, .errors = 40} << Row{.requests = 40, .latency_ms = 800};
}

void OutlierDetectorTest::tellsTheWorst() {
    QFETCH(const Row, worse);
    QFETCH(const Row, better);
    const OutlierDetector detector({}, {evidenceOf(worse), evidenceOf(better)});
    QVERIFY(detector.isWorse(0, 1));
    QVERIFY(!detector.isWorse(1, 0));
    QVERIFY(!detector.isWorse(0, 0));
}

QTEST_APPLESS_MAIN(OutlierDetectorTest)
#include "outlier_detector_test.moc"
