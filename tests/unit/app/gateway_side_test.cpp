#include "gateway_side.h"

#include <QtTest>

using namespace sluice;
using sluice::desktop::GatewaySide;

namespace {

/// `requests` answers of `latency_ms` each, the last `errors` of them 5xx.
void answer(metrics::Reading& reading, uint64_t requests, uint64_t latency_ms,
            uint64_t errors = 0) {
    reading.byStatusClass[2] += requests - errors;
    reading.byStatusClass[5] += errors;
    reading.latency.add(metrics::Buckets::indexOf(latency_ms * 1'000'000), requests);
    reading.latency.addSum(requests * latency_ms * 1'000'000);
}

metrics::Record before() {
    metrics::Record record;
    record.elapsed_s = 100;
    answer(record.routes["orders"], 1000, 1);
    answer(record.routes["data"], 50, 400, 5);
    return record;
}

metrics::Record after(const metrics::Record& earlier) {
    metrics::Record record = earlier;
    record.elapsed_s += 20;
    answer(record.routes["orders"], 10, 1);
    answer(record.routes["data"], 800, 20, 4);
    return record;
}

std::shared_ptr<const metrics::Record> shared(metrics::Record record) {
    return std::make_shared<const metrics::Record>(std::move(record));
}

}  // namespace

class GatewaySideTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsOfTheRouteThatTheLoadWentThrough();
    void hasTheLatenciesOfTheseRequestsAlone();
    void tellsNothingWithoutRequests();
    void tellsNothingOfAnEarlierRecord();
    void countsFromTheStartWithoutABeginning();
    void aRouteThatBeganAgainCountsWhole();
};

void GatewaySideTest::tellsOfTheRouteThatTheLoadWentThrough() {
    GatewaySide side;
    side.begin(shared(before()));
    const auto view = side.view(after(before()));
    QVERIFY(view);
    QCOMPARE(view->route, QStringLiteral("data"));
    QCOMPARE(view->requests, 800.0);
    QCOMPARE(view->errors, 4.0);
}

/// Those of 400 ms were there before.
void GatewaySideTest::hasTheLatenciesOfTheseRequestsAlone() {
    GatewaySide side;
    side.begin(shared(before()));
    const auto view = side.view(after(before()));
    QVERIFY(view);
    QCOMPARE(view->latency.total(), uint64_t{800});
    QCOMPARE(view->latency.sum(), uint64_t{800} * 20'000'000);
    QCOMPARE(view->latency.max(), view->latency.percentile(0));
}

void GatewaySideTest::tellsNothingWithoutRequests() {
    GatewaySide side;
    side.begin(shared(before()));
    QVERIFY(!side.view(before()));
}

void GatewaySideTest::tellsNothingOfAnEarlierRecord() {
    GatewaySide side;
    side.begin(shared(after(before())));
    QVERIFY(!side.view(before()));
}

void GatewaySideTest::countsFromTheStartWithoutABeginning() {
    GatewaySide side;
    side.begin(nullptr);
    QCOMPARE(side.view(before())->requests, 1000.0);
}

void GatewaySideTest::aRouteThatBeganAgainCountsWhole() {
    GatewaySide side;
    side.begin(shared(before()));
    metrics::Record later;
    later.elapsed_s = 120;
    answer(later.routes["data"], 30, 2);
    QCOMPARE(side.view(later)->requests, 30.0);
}

QTEST_APPLESS_MAIN(GatewaySideTest)
#include "gateway_side_test.moc"
