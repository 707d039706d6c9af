#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>
#include <csignal>

#include "support/program.h"
#include "support/scripted_server.h"

using namespace Qt::StringLiterals;
using sluice::test::Program;
using sluice::test::ScriptedServer;

namespace {

constexpr const char* okAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
constexpr const char* busyAnswer = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n";

QString url(uint16_t port) {
    return u"http://127.0.0.1:%1/a?b=c"_s.arg(port);
}

QJsonObject firstReport(const QByteArray& document) {
    return QJsonDocument::fromJson(document)[u"scenarios"][0].toObject();
}

}  // namespace

/// `sluice bench` with the real program.
class BenchCliTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void reports();
    void sendsWhatItIsTold();
    void runsAPlan();
    void listsAPlan();
    void runsOneOfAPlan_data();
    void runsOneOfAPlan();
    void tellsOfItsProgress();
    void tellsWhenTheWarmUpIsOver();
    void endsWithItsReportWhenInterrupted();
    void saysHowItWentByItsExitCode_data();
    void saysHowItWentByItsExitCode();
    void refusesAWrongPlanWithItsPlace();

private:
    QString write(const QByteArray& toml);

    QTemporaryDir m_folder;
};

QString BenchCliTest::write(const QByteArray& toml) {
    const QString path = m_folder.filePath(u"plan.toml"_s);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(toml) < 0) qFatal("cannot write a plan");
    return path;
}

void BenchCliTest::reports() {
    const ScriptedServer server(okAnswer);
    const QStringList load{u"bench"_s, url(server.port()), u"-n"_s, u"30"_s, u"-c"_s, u"3"_s};
    Program table(load);
    QCOMPARE(table.result(), 0);
    QVERIFY(table.output().contains("total requests        30"));
    QVERIFY2(table.errors().isEmpty(), "progress is for terminals");

    Program json(load + QStringList{u"--format"_s, u"json"_s});
    QCOMPARE(json.result(), 0);
    QCOMPARE(firstReport(json.output())[u"successful_requests"].toInt(), 30);

    const QString file = m_folder.filePath(u"report.csv"_s);
    Program csv(load + QStringList{u"--format"_s, u"csv"_s, u"--output"_s, file});
    QCOMPARE(csv.result(), 0);
    QVERIFY(csv.output().isEmpty());
    QFile written(file);
    QVERIFY(written.open(QIODevice::ReadOnly));
    QCOMPARE(written.readAll().count("\r\n"), 2);
    Program dash(load + QStringList{u"--format"_s, u"json"_s, u"-o"_s, u"-"_s});
    QCOMPARE(dash.result(), 0);
    QCOMPARE(firstReport(dash.output())[u"successful_requests"].toInt(), 30);
    QCOMPARE(server.requests(), 120);
}

void BenchCliTest::sendsWhatItIsTold() {
    const ScriptedServer server(okAnswer);
    Program program({u"bench"_s, url(server.port()), u"-n"_s, u"1"_s, u"-c"_s, u"1"_s, u"--body"_s,
                     u"{}"_s, u"-H"_s, u"X-Tag: one"_s, u"-H"_s, u"Accept:*/*"_s});
    QCOMPARE(program.result(), 0);
    const std::string sent = server.received();
    QVERIFY(sent.starts_with("POST /a?b=c HTTP/1.1\r\n"));
    QVERIFY(sent.find("X-Tag: one\r\nAccept: */*\r\nContent-Length: 2\r\n") != std::string::npos);
    QVERIFY(sent.ends_with("\r\n\r\n{}"));
}

void BenchCliTest::runsAPlan() {
    const ScriptedServer server(okAnswer);
    QFile example(QStringLiteral(SLUICE_BENCH_EXAMPLE));
    QVERIFY(example.open(QIODevice::ReadOnly));
    Program program({u"bench"_s, u"--plan"_s, QStringLiteral(SLUICE_BENCH_EXAMPLE),
                     u"http://127.0.0.1:%1"_s.arg(server.port()), u"--format"_s, u"json"_s});
    QVERIFY2(program.result() == 0, program.errors().constData());
    const auto reports = QJsonDocument::fromJson(program.output())[u"scenarios"].toArray();
    QStringList names;
    for (const auto& report : reports)
        names << report[u"scenario"].toString();
    QCOMPARE(names, (QStringList{u"health"_s, u"data"_s, u"complex"_s}));
    QCOMPARE(server.requests(), 1600);
}

void BenchCliTest::listsAPlan() {
    const QStringList list{u"bench"_s, u"--plan"_s, QStringLiteral(SLUICE_BENCH_EXAMPLE),
                           u"--list"_s};
    Program table(list);
    QCOMPARE(table.result(), 0);
    QVERIFY(table.output().startsWith(
        "1  health  http://127.0.0.1:8080  10 in flight, 100 requests\n2  data"));
    Program json(list + QStringList{u"--format"_s, u"json"_s});
    QCOMPARE(json.result(), 0);
    const auto plan = QJsonDocument::fromJson(json.output());
    QCOMPARE(plan[u"scenarios"].toArray().size(), 3);
    QCOMPARE(plan[u"scenarios"][2][u"load"].toString(), u"100 in flight, 1000 requests"_s);
    Program noPlan({u"bench"_s, u"http://127.0.0.1:1/"_s, u"--list"_s});
    QCOMPARE(noPlan.result(), 2);
}

void BenchCliTest::runsOneOfAPlan_data() {
    QTest::addColumn<QString>("which");
    QTest::addColumn<int>("requests");
    QTest::newRow("by name") << u"health"_s << 100;
    QTest::newRow("by number") << u"2"_s << 500;
    QTest::newRow("none") << u"4"_s << 0;
}

void BenchCliTest::runsOneOfAPlan() {
    QFETCH(QString, which);
    QFETCH(int, requests);
    const ScriptedServer server(okAnswer);
    Program program({u"bench"_s, u"--plan"_s, QStringLiteral(SLUICE_BENCH_EXAMPLE),
                     u"http://127.0.0.1:%1"_s.arg(server.port()), u"--scenario"_s, which});
    QCOMPARE(program.result(), requests > 0 ? 0 : 2);
    QCOMPARE(server.requests(), requests);
}

void BenchCliTest::tellsWhenTheWarmUpIsOver() {
    const ScriptedServer server(okAnswer);
    Program program({u"bench"_s, url(server.port()), u"-d"_s, u"300ms"_s, u"-c"_s, u"1"_s,
                     u"--warm-up"_s, u"200ms"_s, u"--progress"_s, u"json"_s});
    QCOMPARE(program.result(), 0);
    QCOMPARE(program.errors().count("{\"measuring\":true}\n"), 1);
}

void BenchCliTest::tellsOfItsProgress() {
    const ScriptedServer server(okAnswer);
    Program program({u"bench"_s, url(server.port()), u"-d"_s, u"1500ms"_s, u"-c"_s, u"2"_s,
                     u"--progress"_s, u"json"_s});
    QCOMPARE(program.result(), 0);
    const QList<QByteArray> lines = program.errors().trimmed().split('\n');
    QVERIFY(!lines.isEmpty());
    for (const QByteArray& line : lines) {
        const QJsonDocument json = QJsonDocument::fromJson(line);
        QVERIFY2(json[u"total_requests"].toInt() > 0, line.constData());
        QCOMPARE(json[u"expected_s"].toDouble(), 1.5);
    }
}

void BenchCliTest::endsWithItsReportWhenInterrupted() {
    const ScriptedServer server(okAnswer);
    Program program({u"bench"_s, url(server.port()), u"-d"_s, u"1h"_s, u"--format"_s, u"json"_s});
    QTRY_VERIFY_WITH_TIMEOUT(server.requests() > 20, 30'000);
    program.signal(SIGINT);
    QCOMPARE(program.result(), 0);
    const QJsonObject report = firstReport(program.output());
    QVERIFY(report[u"total_requests"].toInt() > 0);
    QVERIFY(report[u"broken_off"].toBool());
}

void BenchCliTest::saysHowItWentByItsExitCode_data() {
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    const QStringList few{u"-n"_s, u"3"_s, u"-c"_s, u"1"_s};
    QTest::newRow("ok") << QByteArray(okAnswer) << few << 0;
    QTest::newRow("all failed") << QByteArray(busyAnswer) << few << 1;
    QTest::newRow("no answer") << QByteArray("HTTP") << few << 5;
    QTest::newRow("count and rate")
        << QByteArray(okAnswer) << few + QStringList{u"--rate"_s, u"5"_s} << 2;
    QTest::newRow("moved") << QByteArray("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n") << few
                           << 0;
    QTest::newRow("moved, where that is no success")
        << QByteArray("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n")
        << few + QStringList{u"--success-below"_s, u"300"_s} << 1;
    QTest::newRow("no time") << QByteArray(okAnswer) << QStringList{u"-d"_s, u"0s"_s} << 2;
    QTest::newRow("options beside a plan")
        << QByteArray(okAnswer)
        << QStringList{u"--plan"_s, u"/nowhere/plan.toml"_s, u"-H"_s, u"A: b"_s} << 2;
    QTest::newRow("no report file")
        << QByteArray(okAnswer) << few + QStringList{u"--output"_s, u"/nowhere/report"_s} << 1;
    QTest::newRow("no plan") << QByteArray(okAnswer)
                             << QStringList{u"--plan"_s, u"/nowhere/plan.toml"_s} << 3;
    QTest::newRow("remote") << QByteArray(okAnswer) << QStringList{u"remote"_s} << 2;
}

void BenchCliTest::saysHowItWentByItsExitCode() {
    QFETCH(QByteArray, answer);
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    const ScriptedServer server([&answer](auto& connection) {
        if (connection.readRequest()) connection.send(answer.toStdString());
    });
    const bool remote = arguments == QStringList{u"remote"_s};
    const QString target = remote ? u"http://192.0.2.1/"_s : url(server.port());
    Program program(QStringList{u"bench"_s, target} + (remote ? QStringList() : arguments));
    QCOMPARE(program.result(), code);
    if (remote) QVERIFY(program.errors().contains("--allow-remote"));
}

void BenchCliTest::refusesAWrongPlanWithItsPlace() {
    const QString path = write(
        "target = \"http://127.0.0.1:1\"\n"
        "[[scenarios]]\n"
        "path = \"/\"\n"
        "in_fligt = 3\n");
    Program program({u"bench"_s, u"--plan"_s, path});
    QCOMPARE(program.result(), 3);
    QVERIFY2(program.errors().startsWith(path.toUtf8() + ":4:1: "), program.errors().constData());
    QVERIFY(program.errors().contains("did you mean 'in_flight'"));
}

QTEST_GUILESS_MAIN(BenchCliTest)
#include "bench_cli_test.moc"
