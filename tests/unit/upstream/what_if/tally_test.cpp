#include "upstream/what_if/tally.h"

#include <QtTest>

#include "unit/upstream/what_if/recorded_traffic.h"

using namespace sluice::upstream;
using sluice::test::milliseconds;

class TallyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void percentilesAreByNearestRank();
    void countsEveryEndingButSuccessAsAnError();
    void comparesSharesWithTheirDue();
    void nothingIsNoImbalance();
};

void TallyTest::percentilesAreByNearestRank() {
    Tally tally(1);
    for (int time_ms = 100; time_ms >= 1; --time_ms)
        tally.add(0, milliseconds(time_ms), Ending::success);
    const WhatIf::Row row = tally.row("round-robin", {1}, std::nullopt);
    QCOMPARE(row.strategy, std::string("round-robin"));
    QCOMPARE(row.p50_ms, 50.0);
    QCOMPARE(row.p99_ms, 99.0);
}

void TallyTest::countsEveryEndingButSuccessAsAnError() {
    Tally tally(1);
    for (const Ending ending :
         {Ending::success, Ending::serverError, Ending::failure, Ending::timeout})
        tally.add(0, milliseconds(1), ending);
    tally.addRefused();
    QCOMPARE(tally.row("", {1}, std::nullopt).errorRate, 0.8);
}

void TallyTest::comparesSharesWithTheirDue() {
    Tally tally(3);
    for (const size_t server : {0, 0, 0, 1, 2})
        tally.add(server, milliseconds(1), Ending::success);
    const WhatIf::Row row = tally.row("", {0.5, 0.5, 0}, size_t(1));
    QCOMPARE(row.imbalance, 0.6 / 0.5);
    QCOMPARE(row.slowestShare, 0.2);
}

void TallyTest::nothingIsNoImbalance() {
    const WhatIf::Row row = Tally(2).row("", {0.5, 0.5}, size_t(0));
    QCOMPARE(row, WhatIf::Row{});
}

QTEST_APPLESS_MAIN(TallyTest)
#include "tally_test.moc"
