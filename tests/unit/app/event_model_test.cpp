#include "event_model.h"

#include <QAbstractItemModelTester>
#include <QtTest>

using namespace sluice;
using namespace sluice::desktop;

namespace {

metrics::Event happened(int64_t time_ms, const char* kind, const char* subject, const char* text) {
    return {time_ms, kind, subject, text};
}

QString told(const EventModel& model, int row) {
    QStringList words;
    for (const int role : {EventModel::LabelRole, EventModel::SubjectRole, EventModel::TextRole})
        words.append(model.data(model.index(row), role).toString());
    return words.join(u'|');
}

}  // namespace

class EventModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesKinds_data();
    void namesKinds();
    void newestFirst();
    void aDragIsOneRow();
    void otherChangesAreNotJoined();
    void tellsOnlyOfAPool();
    void isBounded();
};

void EventModelTest::namesKinds_data() {
    QTest::addColumn<QByteArray>("kind");
    QTest::addColumn<QString>("label");
    QTest::addColumn<int>("mark");
    QTest::addColumn<bool>("change");
    const auto row = [](const char* kind, const char* label, int mark, bool change) {
        QTest::newRow(kind) << QByteArray(kind) << QString::fromUtf8(label) << mark << change;
    };
    row("weight", "weight", Mark::Notice, true);
    row("strategy", "strategy", Mark::Notice, true);
    row("duty", "duty", Mark::Notice, true);
    row("eject", "ejected", Mark::Bad, true);
    row("failing", "failing", Mark::Bad, true);
    row("answers", "answers", Mark::Good, true);
    row("recover", "recovered", Mark::Good, true);
    row("unhealthy", "unhealthy", Mark::Bad, true);
    row("healthy", "healthy", Mark::Good, true);
    row("fail-open", "fail open", Mark::Bad, true);
    row("breaker", "breaker", Mark::Notice, true);
    row("error", "", Mark::Bad, false);
    row("stop", "", Mark::Off, false);
    row("something new", "", Mark::Notice, false);
}

void EventModelTest::namesKinds() {
    QFETCH(QByteArray, kind);
    EventModel model;
    metrics::Snapshot snapshot;
    snapshot.time_ms = 5500;
    snapshot.events = {happened(1000, kind.constData(), "a", "why")};
    model.show(snapshot);
    QTEST(model.data(model.index(0), EventModel::LabelRole).toString(), "label");
    QTEST(model.data(model.index(0), EventModel::MarkRole).toInt(), "mark");
    QTEST(model.data(model.index(0), EventModel::ChangeRole).toBool(), "change");
    QCOMPARE(model.data(model.index(0), EventModel::AgeRole).toInt(), 4);
}

void EventModelTest::newestFirst() {
    EventModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    metrics::Snapshot snapshot;
    snapshot.events = {happened(1, "weight", "a", "1 → 2"), happened(2, "eject", "b", "5 errors")};
    model.show(snapshot);
    QCOMPARE(told(model, 0), QStringLiteral("ejected|b|5 errors"));
    QCOMPARE(told(model, 1), QStringLiteral("weight|a|1 → 2"));
}

void EventModelTest::aDragIsOneRow() {
    EventModel model;
    metrics::Snapshot snapshot;
    snapshot.events = {happened(0, "weight", "a", "1 → 9"), happened(9000, "weight", "a", "9 → 1"),
                       happened(10000, "weight", "a", "1 → 1.1"),
                       happened(11000, "weight", "a", "1.1 → 1.5"),
                       happened(12000, "weight", "a", "1.5 → 2")};
    model.show(snapshot);
    QCOMPARE(model.count(), 2);
    QCOMPARE(told(model, 0), QStringLiteral("weight|a|9 → 2"));
    QCOMPARE(told(model, 1), QStringLiteral("weight|a|1 → 9"));
}

void EventModelTest::otherChangesAreNotJoined() {
    EventModel model;
    metrics::Snapshot snapshot;
    snapshot.events = {happened(1, "weight", "a", "1 → 2"), happened(2, "weight", "b", "1 → 2"),
                       happened(3, "duty", "b", "drained"), happened(4, "duty", "b", "active")};
    model.show(snapshot);
    QCOMPARE(model.count(), 4);
}

void EventModelTest::tellsOnlyOfAPool() {
    EventModel model;
    metrics::Snapshot snapshot;
    snapshot.pools.resize(1);
    snapshot.pools[0].name = "api";
    snapshot.pools[0].servers.resize(1);
    snapshot.pools[0].servers[0].name = "a";
    snapshot.events = {happened(1, "strategy", "api", "x → y"), happened(2, "weight", "a", "1 → 2"),
                       happened(3, "weight", "elsewhere", "1 → 2"),
                       happened(4, "error", "a", "no")};
    model.showOf(snapshot.pools[0], snapshot);
    QCOMPARE(model.count(), 2);
    QCOMPARE(told(model, 1), QStringLiteral("strategy|api|x → y"));
}

void EventModelTest::isBounded() {
    EventModel model;
    metrics::Snapshot snapshot;
    for (int i = 0; i < 100; ++i)
        snapshot.events.push_back(happened(i, "reload", "file", "again"));
    model.show(snapshot);
    QCOMPARE(model.count(), EventModel::maxRows);
}

QTEST_APPLESS_MAIN(EventModelTest)
#include "event_model_test.moc"
