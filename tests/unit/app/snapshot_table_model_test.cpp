#include "snapshot_table_model.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

#include "mark.h"

using namespace sluice;
using desktop::Mark;
using desktop::PlotSeries;
using desktop::SnapshotComparison;
using desktop::SnapshotStore;
using desktop::SnapshotTableModel;

namespace {

/// `requests` answered after `latency_ns` each, half of it spent in one phase.
std::shared_ptr<const metrics::Record> recordOf(uint64_t requests, uint64_t latency_ns,
                                                const std::string& strategy) {
    metrics::Record record;
    record.to_ms = 1'700'000'000'000;
    record.elapsed_s = 10;
    record.total.byStatusClass[2] = requests;
    record.total.latency.add(metrics::Buckets::indexOf(latency_ns), requests);
    record.total.latency.addSum(requests * latency_ns);
    record.total.phase_ns[0] = requests * latency_ns / 2;
    record.total.phase_ns[5] = requests * latency_ns / 2;
    record.configuration = {{"pools.web.strategy", strategy}, {"listen.address", "here"}};
    return std::make_shared<metrics::Record>(record);
}

}  // namespace

class SnapshotTableModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void takesNamesAndDeletes();
    void comparesTwo();
    void keepsAllSinceTheStartIfWanted();
    void aStopEndsTheSpan();
    void aSideIsTakenBack();
    void isBounded();
    void namesStayInTheFolder();
    void exportsEveryFormat();
    void aBrokenFileIsTold();

private:
    QStringList names() const;
    QString details() const;
    QVariant figure(const QString& title, int role) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<const metrics::Record> m_record;  // that the gateway has counted
    std::unique_ptr<SnapshotTableModel> m_model;
};

void SnapshotTableModelTest::init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_model = std::make_unique<SnapshotTableModel>(m_folder->filePath(QStringLiteral("kept")));
    connect(m_model.get(), &SnapshotTableModel::recordAsked, m_model.get(),
            [this](int tag) { m_model->takeRecord(tag, m_record); });
}

QStringList SnapshotTableModelTest::names() const {
    QStringList names;
    for (int i = 0; i < m_model->count(); ++i)
        names.append(m_model->index(i).data(SnapshotTableModel::NameRole).toString());
    names.sort();
    return names;
}

QString SnapshotTableModelTest::details() const {
    QString details;
    for (int i = 0; i < m_model->count(); ++i)
        details += m_model->index(i).data(SnapshotTableModel::DetailRole).toString() + u'\n';
    return details;
}

QVariant SnapshotTableModelTest::figure(const QString& title, int role) const {
    const SnapshotComparison& comparison = *m_model->comparison();
    for (int i = 0; i < comparison.rowCount({}); ++i) {
        const QModelIndex index = comparison.index(i);
        if (index.data(SnapshotComparison::TitleRole) == title) return index.data(role);
    }
    return {};
}

void SnapshotTableModelTest::takesNamesAndDeletes() {
    QVERIFY(!m_model->ready());
    m_model->take(QStringLiteral("nothing runs"));
    QCOMPARE(m_model->count(), 0);
    m_record = recordOf(10, 1'000'000, "peak-ewma");
    m_model->setReady(true);
    QVERIFY(m_model->ready());
    m_model->take(QStringLiteral("a"));
    m_model->take(QStringLiteral("a"));
    QCOMPARE(names(), (QStringList{QStringLiteral("a"), QStringLiteral("a 2")}));
    QVERIFY(details().contains(QStringLiteral("over 10 s · 10 requests")));
    QVERIFY(details().contains(QStringLiteral("over 0 s · 0 requests")));
    m_model->rename(QStringLiteral("a 2"), QStringLiteral("b"));
    QCOMPARE(names(), (QStringList{QStringLiteral("a"), QStringLiteral("b")}));
    QCOMPARE(m_model->comparison()->second(), QStringLiteral("b"));
    m_model->remove(QStringLiteral("b"));
    QCOMPARE(names(), QStringList{QStringLiteral("a")});
    QCOMPARE(m_model->comparison()->second(), QString());
    const SnapshotTableModel again(m_folder->filePath(QStringLiteral("kept")));
    QCOMPARE(again.rowCount({}), 1);
}

void SnapshotTableModelTest::comparesTwo() {
    m_model->setReady(true);
    m_record = recordOf(1000, 1'000'000, "peak-ewma");
    m_model->take(QStringLiteral("before"));
    auto later = *recordOf(500, 2'000'000, "round-robin");
    later.elapsed_s += 10;
    later.total.merge(m_record->total);
    m_record = std::make_shared<metrics::Record>(later);
    m_model->take(QStringLiteral("after"));
    SnapshotComparison& comparison = *m_model->comparison();
    QCOMPARE(comparison.first(), QStringLiteral("before"));
    QCOMPARE(comparison.second(), QStringLiteral("after"));
    QCOMPARE(comparison.settings(),
             QStringList{QStringLiteral("pools.web.strategy: peak-ewma → round-robin")});
    QCOMPARE(figure(QStringLiteral("Requests"), SnapshotComparison::BeforeRole),
             QStringLiteral("1,000"));
    QCOMPARE(figure(QStringLiteral("Requests"), SnapshotComparison::ChangeRole),
             QStringLiteral("−50 %"));
    QCOMPARE(figure(QStringLiteral("p99, ms"), SnapshotComparison::MarkRole).toInt(),
             int(Mark::Bad));
    QCOMPARE(comparison.firstPhases().at(0), 0.5);
    QCOMPARE(comparison.phaseNames().size(), comparison.firstPhases().size());
    PlotSeries curve;
    comparison.copyCurve(1, &curve);
    QVERIFY(curve.points().size() > 100);
    QVERIFY(std::abs(curve.points().at(0).y() - std::log10(2)) < 0.01);
    QVERIFY(comparison.latencyBottom() <= 0 && comparison.latencyTop() >= std::log10(2));
}

void SnapshotTableModelTest::keepsAllSinceTheStartIfWanted() {
    m_model->setReady(true);
    m_model->setProperty("sinceStart", true);
    m_record = recordOf(1000, 1'000'000, "peak-ewma");
    m_model->take(QStringLiteral("before"));
    m_model->take(QStringLiteral("after"));
    QCOMPARE(details().count(QStringLiteral("1,000 requests")), 2);
}

/// Another gateway's counts begin at 0.
void SnapshotTableModelTest::aStopEndsTheSpan() {
    m_model->setReady(true);
    m_record = recordOf(1000, 1'000'000, "peak-ewma");
    m_model->take(QStringLiteral("before"));
    m_model->setReady(false);
    m_model->setReady(true);
    m_record = recordOf(2000, 1'000'000, "peak-ewma");
    m_model->take(QStringLiteral("after"));
    QVERIFY(details().contains(QStringLiteral("2,000 requests")));
}

void SnapshotTableModelTest::aSideIsTakenBack() {
    m_model->setReady(true);
    m_record = recordOf(10, 1'000'000, "a");
    m_model->take(QStringLiteral("one"));
    QCOMPARE(m_model->comparison()->second(), QStringLiteral("one"));
    m_model->choose(0, QStringLiteral("one"));
    QCOMPARE(m_model->comparison()->first(), QStringLiteral("one"));
    QCOMPARE(m_model->comparison()->second(), QString());
    m_model->choose(0, QStringLiteral("one"));
    QCOMPARE(m_model->comparison()->first(), QString());
}

void SnapshotTableModelTest::isBounded() {
    const SnapshotStore store(m_folder->path());
    for (qsizetype i = 0; i < SnapshotStore::maxSnapshots; ++i)
        QVERIFY(store.add(QStringLiteral("s"), "{}"));
    QVERIFY(!store.add(QStringLiteral("s"), "{}"));
    QCOMPARE(store.names().size(), SnapshotStore::maxSnapshots);
}

void SnapshotTableModelTest::namesStayInTheFolder() {
    QCOMPARE(SnapshotStore::cleaned(QStringLiteral("../../etc/passwd")),
             QStringLiteral("-..-etc-passwd"));
    QCOMPARE(SnapshotStore::cleaned(QStringLiteral("...")), QString());
    QVERIFY(SnapshotStore::cleaned(QString(500, u'x')).size() == SnapshotStore::maxNameLength);
    QVERIFY(!SnapshotStore(m_folder->path()).add(QStringLiteral(" "), "{}"));
}

void SnapshotTableModelTest::exportsEveryFormat() {
    m_model->setReady(true);
    m_record = recordOf(10, 1'000'000, "a");
    m_model->take(QStringLiteral("one"));
    const auto exported = [this](const QString& name) {
        const QString path = m_folder->filePath(name);
        m_model->exportTo(QStringLiteral("one"), QUrl::fromLocalFile(path));
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    QVERIFY(exported(QStringLiteral("x.json")).contains("\"record\""));
    QVERIFY(exported(QStringLiteral("x.csv")).startsWith("scope,"));
    QVERIFY(exported(QStringLiteral("x.prom")).contains("# TYPE"));
    QVERIFY(exported(QStringLiteral("new folder/x.json")).contains("\"record\""));
    const QString typed = m_folder->filePath(QStringLiteral("typed 50%.json"));
    m_model->exportTo(QStringLiteral("one"), QUrl(typed));
    QVERIFY(QFile::exists(typed));
    QSignalSpy failed(m_model.get(), &SnapshotTableModel::failed);
    m_model->exportTo(QStringLiteral("one"),
                      QUrl::fromLocalFile(QStringLiteral("/proc/no/such/folder/x.json")));
    QCOMPARE(failed.count(), 1);
}

void SnapshotTableModelTest::aBrokenFileIsTold() {
    QVERIFY(
        SnapshotStore(m_folder->filePath(QStringLiteral("kept"))).add(QStringLiteral("x"), "{"));
    SnapshotTableModel model(m_folder->filePath(QStringLiteral("kept")));
    QCOMPARE(model.rowCount({}), 1);
    QVERIFY(model.index(0)
                .data(SnapshotTableModel::DetailRole)
                .toString()
                .contains(QStringLiteral("cannot be read")));
    QSignalSpy failed(&model, &SnapshotTableModel::failed);
    model.choose(0, QStringLiteral("x"));
    QCOMPARE(failed.count(), 1);
}

QTEST_GUILESS_MAIN(SnapshotTableModelTest)
#include "snapshot_table_model_test.moc"
