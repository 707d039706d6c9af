#include "gateway/recording.h"

#include <QTest>

using namespace sluice;
using gateway::Recording;

class RecordingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void countsForItsCell();
    void countsByStatusClass_data();
    void countsByStatusClass();
    void whatTheClientCutShortIsClassZero();
    void keepsTheStatusThatWasToldBeforeTheEnd();
    void failuresAreServerErrors();
    void countsOnlyOnceWhenReleased();
    void phasesSumToTheLatency();
    void firstByteIsOfAnswersAlone();
};

namespace {

constexpr int worker = 1;

struct Fixture {
    metrics::Series series{"r", 2};

    metrics::Cell& cell() { return series.cell(worker); }
    void attach(Recording& recording) { recording.setCell(cell()); }
};

uint64_t total(const metrics::Cell& cell) {
    uint64_t sum = 0;
    for (const auto& counter : cell.byStatusClass)
        sum += counter.value();
    return sum;
}

}  // namespace

void RecordingTest::countsForItsCell() {
    Fixture f;
    {
        Recording recording(Clock::now());
        f.attach(recording);
        QCOMPARE(f.cell().inFlight.value(), 1);
        recording.finish(200, 10, 20);
        QCOMPARE(recording.status(), 200);
        QCOMPARE(total(f.cell()), uint64_t(0));
    }
    QCOMPARE(f.cell().byStatusClass[2].value(), uint64_t(1));
    QCOMPARE(f.cell().bytesIn.value(), uint64_t(10));
    QCOMPARE(f.cell().bytesOut.value(), uint64_t(20));
    QCOMPARE(f.cell().failures.value(), uint64_t(0));
    QCOMPARE(f.cell().inFlight.value(), 0);
    QCOMPARE(f.cell().latency.counts().total(), uint64_t(1));
    QCOMPARE(total(f.series.cell(0)), uint64_t(0));
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
    QCOMPARE(f.cell().byStatusClass[size_t(statusClass)].value(), uint64_t(1));
    QCOMPARE(total(f.cell()), uint64_t(1));
}

void RecordingTest::whatTheClientCutShortIsClassZero() {
    Fixture f;
    {
        Recording recording(Clock::now());
        f.attach(recording);
    }
    QCOMPARE(f.cell().byStatusClass[0].value(), uint64_t(1));
}

void RecordingTest::keepsTheStatusThatWasToldBeforeTheEnd() {
    Fixture f;
    {
        Recording recording(Clock::now());
        f.attach(recording);
        recording.setStatus(503);
    }
    QCOMPARE(f.cell().byStatusClass[5].value(), uint64_t(1));
    QCOMPARE(f.cell().failures.value(), uint64_t(0));
}

void RecordingTest::failuresAreServerErrors() {
    Fixture f;
    {
        Recording recording(Clock::now());
        f.attach(recording);
        recording.setFailed();
        recording.finish(200, 0, 0);
    }
    QCOMPARE(f.cell().byStatusClass[5].value(), uint64_t(1));
    QCOMPARE(f.cell().failures.value(), uint64_t(1));
}

void RecordingTest::countsOnlyOnceWhenReleased() {
    Fixture f;
    {
        Recording recording(Clock::now());
        f.attach(recording);
        recording.finish(101, 0, 0);
        recording.release();
        QCOMPARE(total(f.cell()), uint64_t(1));
    }
    QCOMPARE(total(f.cell()), uint64_t(1));
    QCOMPARE(f.cell().inFlight.value(), 0);
}

void RecordingTest::phasesSumToTheLatency() {
    using namespace std::chrono_literals;
    Fixture f;
    const TimePoint start = Clock::now();
    {
        Recording recording(start);
        f.attach(recording);
        recording.timeline().enter(metrics::Phase::route, start + 5ns);
        recording.timeline().enter(metrics::Phase::wait, start + 12ns);
        recording.timeline().enter(metrics::Phase::body, start + 99ns);
        recording.finish(200, 0, 0, start + 100ns);
    }
    {
        Recording cutShort(start);
        f.attach(cutShort);
        cutShort.timeline().enter(metrics::Phase::connect, start + 1ns);
    }
    uint64_t sum = 0;
    for (const auto& phase : f.cell().phase)
        sum += phase.value();
    QCOMPARE(sum, f.cell().latency.counts().sum());
    QCOMPARE(f.cell().phase[size_t(metrics::Phase::wait)].value(), uint64_t(87));
    QCOMPARE(f.cell().phase[size_t(metrics::Phase::body)].value(), uint64_t(1));
}

void RecordingTest::firstByteIsOfAnswersAlone() {
    using namespace std::chrono_literals;
    Fixture f;
    const TimePoint start = Clock::now();
    {
        Recording answered(start);
        f.attach(answered);
        answered.timeline().enter(metrics::Phase::body, start + 40ns);
        Recording unanswered(start);
        f.attach(unanswered);
    }
    QCOMPARE(f.cell().latency.counts().total(), uint64_t(2));
    QCOMPARE(f.cell().firstByte.counts().total(), uint64_t(1));
    QCOMPARE(f.cell().firstByte.counts().sum(), uint64_t(40));
}

QTEST_APPLESS_MAIN(RecordingTest)
#include "recording_test.moc"
