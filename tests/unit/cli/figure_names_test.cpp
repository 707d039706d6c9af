#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include "admin/record_json.h"
#include "admin/snapshot_csv.h"
#include "admin/snapshot_json.h"
#include "cli/fail_condition.h"
#include "cli/snapshot_table.h"
#include "loadtest/report_csv.h"
#include "metrics/figures.h"

using namespace Qt::StringLiterals;
using namespace sluice;

/// A figure has one name, wherever it stands: in JSON, CSV, tables and conditions.
class FigureNamesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void snapshotsHaveThoseOfConditions();
    void tablesHaveThoseOfConditions();
    void loadTestsHaveThoseOfSnapshots();
    void textsHaveNoOther();
};

namespace {

const QStringList percentiles{u"p50"_s, u"p90"_s, u"p95"_s, u"p99"_s, u"p999"_s};

QStringList figures() {
    QStringList names;
    for (const auto& figure : metrics::figuresOf({}, 0))
        names << QString::fromStdString(figure.name);
    return names;
}

/// Those of the columns or keys that are a percentile of a latency, without their unit.
QStringList percentilesAmong(const QStringList& names) {
    QStringList found;
    static const QRegularExpression percentile(u"^p[0-9][0-9._]*(_ms)?$"_s);
    for (QString name : names) {
        if (!percentile.match(name).hasMatch()) continue;
        found << name.remove(u"_ms"_s);
    }
    found.sort();
    return found;
}

QStringList columnsOf(const QByteArray& csv) {
    return QString::fromUtf8(csv.left(csv.indexOf("\r\n"))).split(u',');
}

metrics::Record someRecord() {
    metrics::Record record;
    record.elapsed_s = 10;
    record.total.byStatusClass[2] = 1;
    record.total.bytesIn = record.total.bytesOut = 1;
    record.total.cache.byOutcome[0] = 1;
    record.total.phase_ns.fill(1'000'000);
    record.total.latency.add(metrics::Buckets::indexOf(1'000'000), 1);
    record.total.latency.addSum(1'000'000);
    record.total.firstByte.add(metrics::Buckets::indexOf(1'000'000), 1);
    return record;
}

}  // namespace

void FigureNamesTest::snapshotsHaveThoseOfConditions() {
    const QJsonObject json = QJsonDocument::fromJson(admin::toJson(someRecord())).object();
    const QJsonObject total = json[u"total"_s].toObject();
    QCOMPARE(percentilesAmong(total[u"latency"_s].toObject().keys()), percentiles);
    QCOMPARE(percentilesAmong(json[u"response_time_percentiles"_s].toObject().keys()), percentiles);
    const QStringList columns = columnsOf(admin::toCsv(someRecord()));
    QCOMPARE(percentilesAmong(columns), percentiles);
    QCOMPARE(percentilesAmong(figures()), percentiles);
    QStringList keys = json.keys() + total.keys() + total[u"latency"_s].toObject().keys() +
                       total[u"phases"_s].toObject().keys();
    for (const QString& figure : figures()) {
        const bool firstByte = figure.startsWith("first_byte_"_L1);
        const QString key = firstByte ? figure.mid(int(qstrlen("first_byte_"))) : figure;
        QVERIFY2(keys.contains(key) || keys.contains(key + u"_ms"_s), qPrintable(figure));
        if (figure == "cache_hit_rate"_L1) continue;
        QVERIFY2(columns.contains(figure) || columns.contains(figure + u"_ms"_s) ||
                     columns.contains(figure + u"_10s"_s),
                 qPrintable(figure));
    }
}

void FigureNamesTest::tablesHaveThoseOfConditions() {
    const QString table = QString::fromStdString(cli::differenceTable(someRecord(), someRecord()));
    QStringList firsts;
    for (const QString& line : table.split(u'\n'))
        firsts << line.section(u' ', 0, 0);
    for (const QString& figure : figures()) {
        QVERIFY(cli::FailCondition::parse((figure + u" > 0"_s).toStdString()));
        if (figure == "error_rate"_L1) continue;  // of nothing, and what is zero has no line
        QVERIFY2(firsts.contains(figure), qPrintable(figure + u'\n' + table));
    }
}

void FigureNamesTest::loadTestsHaveThoseOfSnapshots() {
    const auto known = [](const QStringList& names) {
        return std::all_of(names.begin(), names.end(),
                           [](const QString& name) { return percentiles.contains(name); });
    };
    const QStringList columns =
        percentilesAmong(columnsOf(QByteArray::fromStdString(loadtest::reportCsv({}))));
    QVERIFY2(columns.contains(u"p999"_s) && known(columns), qPrintable(columns.join(u' ')));
}

void FigureNamesTest::textsHaveNoOther() {
    for (const char* path :
         {SOURCES "/README.md", SOURCES "/core/README.md", SOURCES "/app/cli/help_text.h",
          SOURCES "/core/loadtest/report_json.cpp", SOURCES "/core/loadtest/report_table.cpp",
          SOURCES "/resources/snapshot.schema.json"}) {
        QFile file(QString::fromUtf8(path));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        QVERIFY2(!text.contains("p99.9") && !text.contains("p99_9"), path);
    }
}

QTEST_APPLESS_MAIN(FigureNamesTest)
#include "figure_names_test.moc"
