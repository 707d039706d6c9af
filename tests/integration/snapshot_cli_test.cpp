#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include "support/gateway_program.h"
#include "support/raw_client.h"
#include "support/scripted_server.h"

using namespace Qt::StringLiterals;
using sluice::test::GatewayProgram;

/// `sluice snapshot` with a real gateway, and what may be done with its files.
class SnapshotCliTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void takesWhatWasCounted();
    void keepsToTheSchema_data();
    void keepsToTheSchema();
    void holdsNoSecrets();
    void phasesSumToTheWhole();
    void mergesAndCompares();
    void writesOtherFormats();
    void holdsAllThatWasAnswered();
    void saysWhatIsWrong();

private:
    int take(const QString& file, const QStringList& more = {});
    QString path(const QString& name) const { return m_directory.filePath(name); }
    static QJsonObject read(const QString& file);

    QTemporaryDir m_directory;
    sluice::test::ScriptedServer m_server{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"};
    std::unique_ptr<GatewayProgram> m_sluice;
};

namespace {

constexpr int requests = 40;

std::string configuration(uint16_t server) {
    return "[listen]\naddress = \"127.0.0.1:0\"\n"
           "[admin]\naddress = \"127.0.0.1:0\"\ntoken = \"hush-0123456789-0123456789\"\n"
           "[routes.all]\npool = \"web\"\n"
           "set_request_headers = { X-Key = \"hush-key\" }\n"
           "[pools.web]\n[[pools.web.servers]]\nname = \"one\"\n"
           "url = \"http://127.0.0.1:" +
           std::to_string(server) + "\"\n";
}

QByteArray textOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool writeText(const QString& path, const QByteArray& text) {
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
}

}  // namespace

void SnapshotCliTest::initTestCase() {
    m_sluice = std::make_unique<GatewayProgram>(configuration(m_server.port()));
    QVERIFY2(m_sluice->error().isEmpty(), m_sluice->error().constData());
    for (int i = 0; i < requests; ++i) {
        const auto answer =
            sluice::test::fetch(m_sluice->port(), "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        QCOMPARE(answer.status, 200);
    }
    QVERIFY(QTest::qWaitFor(
        [this] {
            return take(path(u"a.json"_s)) == 0 &&
                   read(path(u"a.json"_s))[u"record"_s][u"total"_s][u"status"_s][u"2xx"_s]
                           .toInt() == requests;
        },
        30'000));
}

int SnapshotCliTest::take(const QString& file, const QStringList& more) {
    return m_sluice->ask(
        QStringList{u"snapshot"_s, u"-o"_s, file, u"--config"_s, m_sluice->file().name()} + more);
}

QJsonObject SnapshotCliTest::read(const QString& file) {
    return QJsonDocument::fromJson(textOf(file)).object();
}

void SnapshotCliTest::takesWhatWasCounted() {
    const QJsonObject snapshot = read(path(u"a.json"_s));
    QCOMPARE(snapshot[u"total_requests"_s].toInt(), requests);
    QCOMPARE(snapshot[u"record"_s][u"routes"_s][u"all"_s][u"status"_s][u"2xx"_s].toInt(), requests);
    QCOMPARE(
        snapshot[u"record"_s][u"configuration"_s][u"pools.web.servers.one.weight"_s].toString(),
        u"1.0"_s);
    QCOMPARE(take(path(u"later.json"_s), {u"--for"_s, u"10ms"_s}), 0);
    QCOMPARE(read(path(u"later.json"_s))[u"total_requests"_s].toInt(-1), 0);
}

void SnapshotCliTest::keepsToTheSchema_data() {
    QTest::addColumn<QString>("file");
    QTest::newRow("of a gateway") << u"a.json"_s;
    QTest::newRow("merged") << u"sum.json"_s;
}

void SnapshotCliTest::keepsToTheSchema() {
    QFETCH(QString, file);
    const QString a = path(u"a.json"_s);
    QCOMPARE(m_sluice->run({u"snapshot"_s, u"merge"_s, a, a, u"-o"_s, path(u"sum.json"_s)}), 0);
    QProcess python;
    python.setProcessChannelMode(QProcess::MergedChannels);
    python.start(u"python3"_s, {u"-c"_s,
                                u"import json,sys,jsonschema\n"
                                "schema, document = (json.load(open(f)) for f in sys.argv[1:])\n"
                                "jsonschema.Draft202012Validator.check_schema(schema)\n"
                                "jsonschema.Draft202012Validator(schema).validate(document)\n"_s,
                                QStringLiteral(SNAPSHOT_SCHEMA), path(file)});
    QVERIFY(python.waitForFinished(60'000));
    const QByteArray said = python.readAll();
    QVERIFY2(python.exitCode() == 0, said.constData());
}

void SnapshotCliTest::holdsNoSecrets() {
    const QByteArray text = textOf(path(u"a.json"_s));
    QVERIFY(text.contains("set_request_headers"));
    QVERIFY(!text.contains("hush"));
}

void SnapshotCliTest::phasesSumToTheWhole() {
    const QJsonObject total = read(path(u"a.json"_s))[u"record"_s][u"total"_s].toObject();
    qint64 sum = 0;
    const QJsonObject phases = total[u"phases_ns"_s].toObject();
    for (const auto& phase : phases)
        sum += phase.toInteger();
    QVERIFY(sum > 0);
    QCOMPARE(sum, total[u"latency"_s][u"sum_ns"_s].toInteger());
    QVERIFY(phases[u"connect"_s].toInteger() > 0);
    QVERIFY(phases[u"first_byte"_s].toInteger() > 0);
    QVERIFY(phases[u"write"_s].toInteger() > 0);
}

void SnapshotCliTest::mergesAndCompares() {
    const QString a = path(u"a.json"_s);
    const QString sum = path(u"sum.json"_s);
    QCOMPARE(m_sluice->run({u"snapshot"_s, u"merge"_s, a, a, u"-o"_s, sum}), 0);
    QCOMPARE(read(sum)[u"total_requests"_s].toInt(), 2 * requests);
    QCOMPARE(read(sum)[u"response_time_percentiles"_s][u"p99"_s].toDouble() > 0, true);
    QCOMPARE(m_sluice->run({u"snapshot"_s, u"diff"_s, a, sum}), 0);
    QVERIFY2(m_sluice->output().contains("requests") && m_sluice->output().contains("+100.0 %"),
             m_sluice->output().constData());
    QVERIFY(m_sluice->output().contains("configuration: the same"));
    const QStringList diff{u"snapshot"_s, u"diff"_s, a, sum, u"--fail-if"_s};
    QCOMPARE(m_sluice->run(diff + QStringList{u"requests > +150%"_s}), 0);
    QCOMPARE(m_sluice->run(diff + QStringList{u"p99 > +10%"_s}), 0);
    QCOMPARE(m_sluice->run({u"snapshot"_s, u"diff"_s, a, path(u"later.json"_s), u"--fail-if"_s,
                            u"p99 > +10%"_s}),
             7);
    QVERIFY(m_sluice->errors().contains("nothing was measured"));
    QCOMPARE(m_sluice->run(diff + QStringList{u"requests > +50%"_s}), 6);
    QVERIFY(m_sluice->errors().contains("requests > +50%"));
}

void SnapshotCliTest::writesOtherFormats() {
    QCOMPARE(take(path(u"a.csv"_s)), 0);
    QVERIFY(textOf(path(u"a.csv"_s)).startsWith("scope,name,requests"));
    QCOMPARE(take(path(u"a.prom"_s)), 0);
    QVERIFY(textOf(path(u"a.prom"_s))
                .contains("sluice_request_duration_seconds_count{route=\"all\"} 40"));
}

/// Not what was counted up to the last second, and the same in each format.
void SnapshotCliTest::holdsAllThatWasAnswered() {
    const auto total = [this] {
        return take(path(u"b.json"_s)) == 0 ? read(path(u"b.json"_s))[u"total_requests"_s].toInt()
                                            : -1;
    };
    int before = total();
    for (int round = 0; round < 5; ++round) {
        for (int i = 0; i < 7; ++i) {
            const auto answer =
                sluice::test::fetch(m_sluice->port(), "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            QCOMPARE(answer.status, 200);
        }
        const int after = total();
        QCOMPARE(after - before, 7);
        before = after;
    }
    QCOMPARE(take(path(u"b.csv"_s)), 0);
    const QByteArray csv = textOf(path(u"b.csv"_s));
    const QByteArray now = QByteArray::number(before);
    QVERIFY2(csv.contains("total,," + now + ",") && csv.contains("route,all," + now + ",") &&
                 csv.contains("server,web/one," + now + ","),
             csv.constData());
    QVERIFY(csv.contains(",healthy,active,"));
}

void SnapshotCliTest::saysWhatIsWrong() {
    const QString a = path(u"a.json"_s);
    QVERIFY(writeText(path(u"broken.json"_s), textOf(a).left(1000)));
    QCOMPARE(m_sluice->run({u"snapshot"_s, u"diff"_s, a, path(u"broken.json"_s)}), 1);
    QVERIFY2(m_sluice->errors().contains("broken.json: no JSON"), m_sluice->errors().constData());
    QCOMPARE(m_sluice->run({u"snapshot"_s, u"diff"_s, a, path(u"missing.json"_s)}), 1);
    QVERIFY(m_sluice->errors().contains("missing.json"));
    QCOMPARE(m_sluice->run({u"snapshot"_s, u"diff"_s, a, a, u"--fail-if"_s, u"p98 > 1"_s}), 2);
    QCOMPARE(m_sluice->run({u"snapshot"_s, u"diff"_s, a}), 2);
    QCOMPARE(m_sluice->run({u"snapshot"_s, u"--for"_s, u"soon"_s}), 2);
    QCOMPARE(m_sluice->run({u"snapshot"_s, u"--admin"_s, u"http://127.0.0.1:1"_s}), 5);
}

QTEST_GUILESS_MAIN(SnapshotCliTest)
#include "snapshot_cli_test.moc"
