#include "load_test_model.h"

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

SnapshotPtr snapshot(const ScriptedServer& server, uint64_t requests) {
    auto snapshot = std::make_shared<metrics::Snapshot>();
    snapshot->listenUrl = "http://127.0.0.1:" + std::to_string(server.port());
    snapshot->time_ms = 1'700'000'000'000;
    snapshot->routes.resize(1);
    snapshot->routes[0].name = "data";
    snapshot->routes[0].match = "/api/data";
    snapshot->routes[0].traffic.requests = requests;
    return snapshot;
}

}  // namespace

/// A load test from the desktop, on a server that stands in for the gateway.
class LoadTestModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void runsAndShowsBothEnds();
    void isCancelled();
    void tellsWhatTheProgramRefuses();
    void tellsWhenThereIsNoProgram();
    void exports();
    void suggestsTheFirstRoute();

private:
    /// Of so many requests, or without an end.
    QStringList load(int count) const;

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

void LoadTestModelTest::runsAndShowsBothEnds() {
    m_model->record(snapshot(*m_server, 1000));
    m_model->run(load(40));
    QCOMPARE(m_model->state(), LoadTestModel::Running);
    QTRY_COMPARE_WITH_TIMEOUT(m_model->state(), LoadTestModel::Done, limit_ms);
    QCOMPARE(m_model->progress(), 1.0);
    QCOMPARE(m_model->report()->count(), 9);
    const QModelIndex requests = m_model->report()->index(0);
    QCOMPARE(m_model->report()->data(requests, LoadReportModel::ClientRole), u"40"_s);
    QCOMPARE(m_model->report()->data(requests, LoadReportModel::GatewayRole), u"–"_s);
    m_model->record(snapshot(*m_server, 1040));
    QCOMPARE(m_model->route(), u"data"_s);
    QCOMPARE(m_model->report()->data(requests, LoadReportModel::GatewayRole), u"40"_s);
    m_model->record(snapshot(*m_server, 2000));
    QCOMPARE(m_model->report()->data(requests, LoadReportModel::GatewayRole), u"40"_s);
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
    m_model->record(snapshot(*m_server, 0));
    m_model->run(load(5));
    QTRY_COMPARE_WITH_TIMEOUT(m_model->state(), LoadTestModel::Done, limit_ms);
    m_model->record(snapshot(*m_server, 5));
    QFile file(folder.filePath(u"report.json"_s));
    m_model->exportTo(QUrl::fromLocalFile(file.fileName()));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll());
    QCOMPARE(document[u"format"].toString(), u"sluice-bench"_s);
    QCOMPARE(document[u"gateway"][u"request_count"].toInt(), 5);
    m_model->exportTo(QUrl::fromLocalFile(u"/nowhere/report.csv"_s));
    QVERIFY(m_model->problem().contains(u"/nowhere/report.csv"));
}

void LoadTestModelTest::suggestsTheFirstRoute() {
    m_model->record(snapshot(*m_server, 0));
    QCOMPARE(m_model->suggestedUrl(), u"http://127.0.0.1:%1/api/data"_s.arg(m_server->port()));
}

QTEST_MAIN(LoadTestModelTest)
#include "load_test_model_test.moc"
