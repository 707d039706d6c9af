#include "load_report_model.h"

#include <QAbstractItemModelTester>
#include <QJsonDocument>
#include <QtTest>

using namespace sluice::desktop;

namespace {

QJsonObject report() {
    return QJsonDocument::fromJson(R"({"total_requests": 1200, "failed_requests": 3,
        "requests_per_second": 600.2, "wall_time_s": 2, "avg_response_time_ms": 4.2,
        "median_response_time_ms": 3.1, "max_response_time_ms": 90,
        "percentiles_ms": {"p90": 6, "p95": 8, "p99": 20},
        "uncorrected": {"avg_response_time_ms": 2, "percentiles_ms": {"p99": 7}}})")
        .object();
}

GatewaySide::View gatewaySide() {
    GatewaySide::View view;
    view.route = QStringLiteral("data");
    view.requests = 1200;
    view.errors = 3;
    view.latency.add(sluice::metrics::Buckets::indexOf(18'000'000), 1200);
    return view;
}

}  // namespace

class LoadReportModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsBothEnds();
    void showsNoGatewayWhereThereWasNone();
    void isClearedAndFilledAgain();
    void writesCsv();

private:
    static QStringList row(const LoadReportModel& model, const QString& name);
};

QStringList LoadReportModelTest::row(const LoadReportModel& model, const QString& name) {
    for (int i = 0; i < model.rowCount({}); ++i) {
        const QModelIndex index = model.index(i);
        if (model.data(index, LoadReportModel::NameRole) != name) continue;
        return {model.data(index, LoadReportModel::ClientRole).toString(),
                model.data(index, LoadReportModel::GatewayRole).toString(),
                model.data(index, LoadReportModel::UncorrectedRole).toString()};
    }
    return {};
}

void LoadReportModelTest::showsBothEnds() {
    LoadReportModel model;
    const QAbstractItemModelTester tester(&model);
    model.show(report(), gatewaySide());
    const QString none = QStringLiteral("–");
    QCOMPARE(row(model, QStringLiteral("Requests")),
             (QStringList{QStringLiteral("1,200"), QStringLiteral("1,200"), none}));
    QCOMPARE(row(model, QStringLiteral("Requests / s")),
             (QStringList{QStringLiteral("600"), QStringLiteral("600"), none}));
    QCOMPARE(row(model, QStringLiteral("p99, ms")),
             (QStringList{QStringLiteral("20.0"), QStringLiteral("18.0"), QStringLiteral("7.0")}));
}

void LoadReportModelTest::showsNoGatewayWhereThereWasNone() {
    LoadReportModel model;
    model.show(report(), {});
    QCOMPARE(row(model, QStringLiteral("Requests")).at(1), QStringLiteral("–"));
    QCOMPARE(row(model, QStringLiteral("p99, ms")).at(1), QStringLiteral("–"));
}

void LoadReportModelTest::isClearedAndFilledAgain() {
    LoadReportModel model;
    const QAbstractItemModelTester tester(&model);
    model.show(report(), {});
    QCOMPARE(model.count(), 9);
    model.show({}, {});
    QCOMPARE(model.count(), 0);
    model.show(report(), gatewaySide());
    QCOMPARE(model.count(), 9);
}

void LoadReportModelTest::writesCsv() {
    LoadReportModel model;
    model.show(report(), gatewaySide());
    QCOMPARE(model.toCsv().count("\r\n"), 10);
    QVERIFY(model.toCsv().contains("\"p99, ms\",\"20.0\",\"18.0\",\"7.0\"\r\n"));
}

QTEST_APPLESS_MAIN(LoadReportModelTest)
#include "load_report_model_test.moc"
