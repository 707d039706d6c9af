#include "gateway/recording.h"

#include <QTest>

using namespace sluice;
using gateway::Recording;

class RecordingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void countsForRouteAndServer();
    void countsByStatusClass_data();
    void countsByStatusClass();
    void whatTheClientCutShortIsClassZero();
    void failuresAreServerErrors();
    void countsOnlyOnceWhenReleased();
    void countsForNoServerIfNoneWasChosen();
};

namespace {

constexpr int worker = 1;

struct Fixture {
    metrics::Series route{"r", 2};
    std::shared_ptr<metrics::Series> series = std::make_shared<metrics::Series>("p/s", 2);
    upstream::Server server{{.name = "s", .url = {}, .weight = 1}, series};

    metrics::Cell& routeCell() { return route.cell(worker); }
    metrics::Cell& serverCell() { return series->cell(worker); }
    void attach(Recording& recording) {
        recording.setRoute(routeCell());
        recording.setServer(server, worker);
    }
};

uint64_t total(const metrics::Cell& cell) {
    uint64_t sum = 0;
    for (const auto& counter : cell.byStatusClass)
        sum += counter.value();
    return sum;
}

}  // namespace

void RecordingTest::countsForRouteAndServer() {
    Fixture f;
    {
        Recording recording(Clock::now());
        f.attach(recording);
        QCOMPARE(f.routeCell().inFlight.value(), 1);
        QCOMPARE(f.serverCell().inFlight.value(), 1);
        QCOMPARE(f.server.inFlight(), 1);
        recording.finish(200, 10, 20);
        QCOMPARE(recording.status(), 200);
        QCOMPARE(total(f.routeCell()), uint64_t(0));
    }
    for (metrics::Cell* cell : {&f.routeCell(), &f.serverCell()}) {
        QCOMPARE(cell->byStatusClass[2].value(), uint64_t(1));
        QCOMPARE(cell->bytesIn.value(), uint64_t(10));
        QCOMPARE(cell->bytesOut.value(), uint64_t(20));
        QCOMPARE(cell->failures.value(), uint64_t(0));
        QCOMPARE(cell->inFlight.value(), 0);
    }
    QCOMPARE(f.server.inFlight(), 0);
    QCOMPARE(total(f.route.cell(0)) + total(f.series->cell(0)), uint64_t(0));
}

void RecordingTest::countsByStatusClass_data() {
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("statusClass");
    for (const int status : {101, 204, 304, 404, 503})
        QTest::addRow("%d", status) << status << status / 100;
    QTest::newRow("beyond the classes") << 999 << 5;
}

void RecordingTest::countsByStatusClass() {
    QFETCH(const int, status);
    QFETCH(const int, statusClass);
    Fixture f;
    {
        Recording recording(Clock::now());
        f.attach(recording);
        recording.finish(status, 0, 0);
    }
    QCOMPARE(f.routeCell().byStatusClass[size_t(statusClass)].value(), uint64_t(1));
    QCOMPARE(total(f.routeCell()), uint64_t(1));
}

void RecordingTest::whatTheClientCutShortIsClassZero() {
    Fixture f;
    {
        Recording recording(Clock::now());
        f.attach(recording);
    }
    QCOMPARE(f.routeCell().byStatusClass[0].value(), uint64_t(1));
    QCOMPARE(f.serverCell().byStatusClass[0].value(), uint64_t(1));
    QCOMPARE(f.server.inFlight(), 0);
}

void RecordingTest::failuresAreServerErrors() {
    Fixture f;
    {
        Recording recording(Clock::now());
        f.attach(recording);
        recording.setFailed();
        recording.finish(0, 0, 0);
    }
    QCOMPARE(f.serverCell().byStatusClass[5].value(), uint64_t(1));
    QCOMPARE(f.serverCell().failures.value(), uint64_t(1));
    QCOMPARE(f.routeCell().failures.value(), uint64_t(1));
}

void RecordingTest::countsOnlyOnceWhenReleased() {
    Fixture f;
    {
        Recording recording(Clock::now());
        f.attach(recording);
        recording.finish(101, 0, 0);
        recording.release();
        QCOMPARE(total(f.routeCell()), uint64_t(1));
        QCOMPARE(f.server.inFlight(), 0);
    }
    QCOMPARE(total(f.routeCell()), uint64_t(1));
    QCOMPARE(total(f.serverCell()), uint64_t(1));
    QCOMPARE(f.routeCell().inFlight.value(), 0);
}

void RecordingTest::countsForNoServerIfNoneWasChosen() {
    Fixture f;
    {
        Recording recording(Clock::now());
        recording.setRoute(f.routeCell());
        recording.finish(404, 0, 0);
    }
    QCOMPARE(f.routeCell().byStatusClass[4].value(), uint64_t(1));
    QCOMPARE(total(f.serverCell()), uint64_t(0));
}

QTEST_APPLESS_MAIN(RecordingTest)
#include "recording_test.moc"
