#include "load_test_model.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QtTest>

#include "support/program.h"
#include "support/scripted_server.h"

using namespace Qt::StringLiterals;
using namespace sluice;
using namespace sluice::desktop;
using sluice::test::Program;
using sluice::test::ScriptedServer;

namespace {

constexpr int limit_ms = 30'000;
constexpr const char* okAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// Of a gateway that has answered so many, in 3 ms each.
RecordPtr record(uint64_t requests) {
    auto record = std::make_shared<metrics::Record>();
    record->elapsed_s = 100;
    metrics::Reading& route = record->routes["data"];
    route.byStatusClass[2] = requests;
    route.latency.add(metrics::Buckets::indexOf(3'000'000), requests);
    route.latency.addSum(requests * 3'000'000);
    return record;
}

SnapshotPtr snapshot(const ScriptedServer& server, uint64_t requests) {
    auto snapshot = std::make_shared<metrics::Snapshot>();
    snapshot->listenUrl = "http://127.0.0.1:" + std::to_string(server.port());
    snapshot->time_ms = 1'700'000'000'000;
    snapshot->routes.resize(1);
    snapshot->routes[0].name = "data";
    snapshot->routes[0].match = "/api/data";
    snapshot->record = record(requests);
    return snapshot;
}

}  // namespace

/// A load test from the desktop, on a server that stands in for the gateway.
class LoadTestModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void runsAndShowsBothEnds();
    void leavesTheWarmUpOut();
    void goesOnWithoutTheGateway();
    void isCancelled();
    void isCancelledBeforeItBegan();
    void tellsWhatTheProgramRefuses();
    void tellsWhenThereIsNoProgram();
    void exports();
    void runsAPlan();
    void runsOneScenario();
    void cancellingEndsThePlan();
    void tellsWhatIsWrongWithAPlan();
    void suggestsTheFirstRoute();

private:
    /// Of so many requests, or without an end.
    QStringList load(int count) const;
    /// What the gateway has counted, each time that it is asked.
    void gatewayCounts(const QList<uint64_t>& counts);
    QString write(const QByteArray& plan) const;
    /// Of 4, 6 and 5 requests; the first two have the same name.
    void openPlan();
    QVariant planData(int scenario, int role) const;

    QTemporaryDir m_folder;
    QList<uint64_t> m_counts;
    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<LoadTestModel> m_model;
};

void LoadTestModelTest::init() {
    m_model = std::make_unique<LoadTestModel>();
    m_model->setProgram(Program::path());
    m_server = std::make_unique<ScriptedServer>(okAnswer);
}

QStringList LoadTestModelTest::load(int count) const {
    QStringList arguments{u"http://127.0.0.1:%1/"_s.arg(m_server->port()), u"-c"_s, u"2"_s};
    if (count > 0) return arguments << u"-n"_s << QString::number(count);
    return arguments << u"-d"_s << u"1h"_s;
}

void LoadTestModelTest::gatewayCounts(const QList<uint64_t>& counts) {
    m_counts = counts;
    connect(m_model.get(), &LoadTestModel::recordAsked, this,
            [this](int tag) { m_model->takeRecord(tag, record(m_counts.takeFirst())); });
}

QString LoadTestModelTest::write(const QByteArray& plan) const {
    QFile file(m_folder.filePath(u"plan.toml"_s));
    if (!file.open(QIODevice::WriteOnly) || file.write(plan) != plan.size()) return {};
    return file.fileName();
}

void LoadTestModelTest::openPlan() {
    QByteArray plan =
        "target = \"http://127.0.0.1:" + QByteArray::number(m_server->port()) + "\"\n";
    for (const int count : {4, 6, 5}) {
        plan += "[[scenarios]]\nname = \"" + QByteArray(count == 5 ? "last" : "first") +
                "\"\nin_flight = 1\ncount = " + QByteArray::number(count) + "\n";
    }
    m_model->plan()->open(QUrl::fromLocalFile(write(plan)));
    QTRY_COMPARE_WITH_TIMEOUT(m_model->plan()->count(), 3, limit_ms);
}

QVariant LoadTestModelTest::planData(int scenario, int role) const {
    return m_model->plan()->data(m_model->plan()->index(scenario), role);
}

void LoadTestModelTest::runsAndShowsBothEnds() {
    gatewayCounts({1000, 1040});
    m_model->record(snapshot(*m_server, 990));
    m_model->run(load(40));
    QCOMPARE(m_model->state(), LoadTestModel::Running);
    QTRY_COMPARE_WITH_TIMEOUT(m_model->state(), LoadTestModel::Done, limit_ms);
    QCOMPARE(m_model->progress(), 1.0);
    QCOMPARE(m_model->report()->count(), 9);
    QCOMPARE(m_model->route(), u"data"_s);
    const auto gateway = [this](int row) {
        return m_model->report()->data(m_model->report()->index(row), LoadReportModel::GatewayRole);
    };
    QCOMPARE(m_model->report()->data(m_model->report()->index(0), LoadReportModel::ClientRole),
             u"40"_s);
    QCOMPARE(gateway(0), u"40"_s);
    QCOMPARE(gateway(4), u"3.0"_s);  // the median
    m_model->record(snapshot(*m_server, 2000));
    QCOMPARE(gateway(0), u"40"_s);
}

/// What was counted by the end of the warm-up is left out.
void LoadTestModelTest::leavesTheWarmUpOut() {
    gatewayCounts({1000, 1500, 1540});
    m_model->record(snapshot(*m_server, 1000));
    m_model->run({load(0).front(), u"--duration"_s, u"300ms"_s, u"--warm-up"_s, u"100ms"_s});
    QTRY_COMPARE_WITH_TIMEOUT(m_model->state(), LoadTestModel::Done, limit_ms);
    QVERIFY(m_counts.isEmpty());
    QCOMPARE(m_model->report()->data(m_model->report()->index(0), LoadReportModel::GatewayRole),
             u"40"_s);
}

void LoadTestModelTest::goesOnWithoutTheGateway() {
    m_model->record(snapshot(*m_server, 1000));
    m_model->run(load(5));
    QTRY_COMPARE_WITH_TIMEOUT(m_model->state(), LoadTestModel::Done, limit_ms);
    QCOMPARE(m_model->report()->data(m_model->report()->index(0), LoadReportModel::ClientRole),
             u"5"_s);
    QCOMPARE(m_model->route(), QString());
}

void LoadTestModelTest::isCancelledBeforeItBegan() {
    m_model->record(snapshot(*m_server, 1000));
    m_model->run(load(0));
    m_model->cancel();
    QCOMPARE(m_model->state(), LoadTestModel::Unasked);
    m_model->takeRecord(1, record(1000));
    QCOMPARE(m_server->requests(), 0);
}

void LoadTestModelTest::isCancelled() {
    m_model->run(load(0));
    QTRY_VERIFY_WITH_TIMEOUT(m_model->sent()->points().size() > 0, limit_ms);
    QVERIFY(m_model->status().contains(u"of 3,600 s"));
    QVERIFY(m_model->rateTop() > 0);
    m_model->cancel();
    QTRY_COMPARE_WITH_TIMEOUT(m_model->state(), LoadTestModel::Done, limit_ms);
    QVERIFY(m_model->remarks().contains(u"Broken off"));
    m_model->run(load(3));
    QCOMPARE(m_model->sent()->points().size(), 0);
    QTRY_COMPARE_WITH_TIMEOUT(m_model->state(), LoadTestModel::Done, limit_ms);
    QVERIFY(!m_model->remarks().contains(u"Broken off"));
}

void LoadTestModelTest::tellsWhatTheProgramRefuses() {
    m_model->run({u"http://192.0.2.1/"_s});
    QTRY_COMPARE_WITH_TIMEOUT(m_model->state(), LoadTestModel::Failed, limit_ms);
    QVERIFY2(m_model->problem().contains(u"--allow-remote"), qPrintable(m_model->problem()));
    QCOMPARE(m_model->report()->count(), 0);
}

void LoadTestModelTest::tellsWhenThereIsNoProgram() {
    m_model->setProgram(u"/nowhere/sluice"_s);
    m_model->run(load(1));
    QTRY_COMPARE_WITH_TIMEOUT(m_model->state(), LoadTestModel::Failed, limit_ms);
    QVERIFY(!m_model->problem().isEmpty());
}

void LoadTestModelTest::exports() {
    QTemporaryDir folder;
    gatewayCounts({0, 5});
    m_model->record(snapshot(*m_server, 0));
    m_model->run(load(5));
    QTRY_COMPARE_WITH_TIMEOUT(m_model->state(), LoadTestModel::Done, limit_ms);
    QFile file(folder.filePath(u"report.json"_s));
    m_model->exportTo(QUrl::fromLocalFile(file.fileName()));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll());
    QCOMPARE(document[u"format"].toString(), u"sluice-bench"_s);
    const QJsonObject gateway = document[u"scenarios"][0][u"gateway"].toObject();
    QCOMPARE(gateway[u"request_count"].toInt(), 5);
    QCOMPARE(gateway[u"histogram"].toArray().size(), 1);
    QCOMPARE(gateway[u"histogram"][0][1].toInt(), 5);
    m_model->exportTo(QUrl::fromLocalFile(u"/nowhere/report.csv"_s));
    QVERIFY(m_model->problem().contains(u"/nowhere/report.csv"));
}

void LoadTestModelTest::runsAPlan() {
    openPlan();
    QCOMPARE(m_model->plan()->count(), 3);
    m_model->runPlan(-1);
    QTRY_COMPARE_WITH_TIMEOUT(m_model->state(), LoadTestModel::Done, limit_ms);
    QCOMPARE(m_server->requests(), 4 + 6 + 5);
    QCOMPARE(m_model->shown(), 2);
    const auto requests = [this] {
        const QModelIndex first = m_model->report()->index(0);
        return m_model->report()->data(first, LoadReportModel::ClientRole).toString();
    };
    QCOMPARE(requests(), u"5"_s);
    m_model->show(0);
    QCOMPARE(requests(), u"4"_s);
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(planData(i, LoadPlanModel::MarkRole).toInt(), int(Mark::Good));
        QVERIFY(planData(i, LoadPlanModel::OutcomeRole).toString().contains(u"p99"));
    }
    QFile file(m_folder.filePath(u"reports.json"_s));
    m_model->exportTo(QUrl::fromLocalFile(file.fileName()));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(QJsonDocument::fromJson(file.readAll())[u"scenarios"].toArray().size(), 3);
}

/// Also where two have the same name.
void LoadTestModelTest::runsOneScenario() {
    openPlan();
    m_model->runPlan(1);
    QTRY_COMPARE_WITH_TIMEOUT(m_model->state(), LoadTestModel::Done, limit_ms);
    QCOMPARE(m_server->requests(), 6);
    QCOMPARE(planData(0, LoadPlanModel::MarkRole).toInt(), int(Mark::Off));
    m_model->show(0);
    QCOMPARE(m_model->shown(), 1);
}

void LoadTestModelTest::cancellingEndsThePlan() {
    const QString path =
        write("target = \"http://127.0.0.1:" + QByteArray::number(m_server->port()) +
              "\"\n[[scenarios]]\nduration = \"1h\"\n[[scenarios]]\ncount = 1\n");
    m_model->plan()->open(QUrl::fromLocalFile(path));
    QTRY_COMPARE_WITH_TIMEOUT(m_model->plan()->count(), 2, limit_ms);
    m_model->runPlan(-1);
    QTRY_VERIFY_WITH_TIMEOUT(m_server->requests() > 0, limit_ms);
    QCOMPARE(planData(0, LoadPlanModel::OutcomeRole).toString(), u"running"_s);
    m_model->cancel();
    QTRY_COMPARE_WITH_TIMEOUT(m_model->state(), LoadTestModel::Done, limit_ms);
    QCOMPARE(m_model->shown(), 0);
    QVERIFY(m_model->remarks().contains(u"Broken off"));
    QCOMPARE(planData(1, LoadPlanModel::OutcomeRole).toString(), QString());
}

void LoadTestModelTest::tellsWhatIsWrongWithAPlan() {
    const QString path = write("target = \"http://127.0.0.1:1\"\n[[scenarios]]\npaht = \"/\"\n");
    m_model->plan()->open(QUrl::fromLocalFile(path));
    QTRY_VERIFY_WITH_TIMEOUT(!m_model->plan()->problem().isEmpty(), limit_ms);
    QVERIFY2(m_model->plan()->problem().startsWith(u"plan.toml:3:1: "),
             qPrintable(m_model->plan()->problem()));
    QCOMPARE(m_model->plan()->count(), 0);
    m_model->runPlan(-1);
    QCOMPARE(m_model->state(), LoadTestModel::Unasked);
}

void LoadTestModelTest::suggestsTheFirstRoute() {
    m_model->record(snapshot(*m_server, 0));
    QCOMPARE(m_model->suggestedUrl(), u"http://127.0.0.1:%1/api/data"_s.arg(m_server->port()));
}

QTEST_MAIN(LoadTestModelTest)
#include "load_test_model_test.moc"
