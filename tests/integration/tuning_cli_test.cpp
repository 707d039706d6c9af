#include <QFile>
#include <QtTest>

#include "support/gateway_program.h"
#include "support/scripted_server.h"

using sluice::test::GatewayProgram;
using sluice::test::ScriptedServer;

namespace {

constexpr const char* file =
    "[listen]\n"
    "address = \"127.0.0.1:0\"\n"
    "[admin]\n"
    "address = \"127.0.0.1:0\"\n"
    "[routes.all]\n"
    "pool = \"web\"\n"
    "[pools.web]\n"
    "strategy = \"round-robin\"  # each in turn\n"
    "[[pools.web.servers]]\n"
    "name = \"web/1\"  # a name that needs encoding\n"
    "url = \"http://127.0.0.1:9\"\n"
    "weight = 1.0\n"
    "[[pools.web.servers]]\n"
    "name = \"web-2\"\n"
    "url = \"http://127.0.0.1:9\"\n";

}  // namespace

/// The commands that look at a running gateway and change it, with the real program at both ends.
class TuningCliTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void changesWhatRunsAndSavesIt();
    void setsAnyOfThePoolsSettings();
    void setsWhatTakesANewPoolAndRoutes();
    void saysWhatIsWrong();
    void takesOnlyAGatewaysAnswers_data();
    void takesOnlyAGatewaysAnswers();
    void keepsControlsFromTheTerminal();

private:
    QByteArray text() const;

    std::unique_ptr<GatewayProgram> m_sluice;
};

void TuningCliTest::init() {
    m_sluice = std::make_unique<GatewayProgram>(file);
    QVERIFY2(m_sluice->error().isEmpty(), m_sluice->error().constData());
}

QByteArray TuningCliTest::text() const {
    QFile toml(m_sluice->file().name());
    return toml.open(QIODevice::ReadOnly) ? toml.readAll() : QByteArray();
}

void TuningCliTest::changesWhatRunsAndSavesIt() {
    QCOMPARE(m_sluice->ask({QStringLiteral("pools")}), 0);
    QVERIFY2(m_sluice->output().startsWith("web (round-robin)\n"), m_sluice->output().constData());
    QVERIFY2(m_sluice->output().contains("web-2"), m_sluice->output().constData());

    QCOMPARE(m_sluice->ask({QStringLiteral("strategy"), QStringLiteral("web"),
                            QStringLiteral("weighted-round-robin")}),
             0);
    QVERIFY2(m_sluice->output().startsWith("web (weighted-round-robin)\n"),
             m_sluice->output().constData());
    QCOMPARE(m_sluice->ask({QStringLiteral("weight"), QStringLiteral("web"),
                            QStringLiteral("web/1"), QStringLiteral("3")}),
             0);
    QVERIFY2(m_sluice->output().contains("75.0 %"), m_sluice->output().constData());
    QCOMPARE(
        m_sluice->ask({QStringLiteral("drain"), QStringLiteral("web"), QStringLiteral("web-2")}),
        0);
    QVERIFY2(m_sluice->output().contains("drained"), m_sluice->output().constData());

    QCOMPARE(text(), QByteArray(file));
    QCOMPARE(m_sluice->ask({QStringLiteral("save")}), 0);
    QCOMPARE(text(),
             QByteArray(file)
                     .replace("strategy = \"round-robin\"", "strategy = \"weighted-round-robin\"")
                     .replace("weight = 1.0", "weight = 3.0") +
                 "duty = \"drained\"\n");
    QCOMPARE(m_sluice->ask({QStringLiteral("drain"), QStringLiteral("web"), QStringLiteral("web-2"),
                            QStringLiteral("--undo")}),
             0);
    QVERIFY2(!m_sluice->output().contains("drained"), m_sluice->output().constData());
}

void TuningCliTest::setsAnyOfThePoolsSettings() {
    const auto set = [&](const QString& key, const QString& value) {
        return m_sluice->ask({QStringLiteral("set"), QStringLiteral("web"), key, value});
    };
    QCOMPARE(set(QStringLiteral("retry.attempts"), QStringLiteral("3")), 0);
    QVERIFY(m_sluice->output().startsWith("retry.attempts = 3\n"));
    QCOMPARE(set(QStringLiteral("retry.status"), QStringLiteral("[502, 503]")), 0);
    QVERIFY(m_sluice->output().startsWith("retry.status = [502, 503]\n"));
    QCOMPARE(set(QStringLiteral("concurrency.timeout"), QStringLiteral("2s")), 0);
    QVERIFY(m_sluice->output().startsWith("concurrency.timeout = 2s\n"));
    QCOMPARE(set(QStringLiteral("fail_open"), QStringLiteral("true")), 0);
    QVERIFY(m_sluice->output().startsWith("fail_open = true\n"));
    QCOMPARE(set(QStringLiteral("hedge.enabled"), QStringLiteral("maybe")), 1);
    QVERIFY2(m_sluice->errors().contains("hedge.enabled"), m_sluice->errors().constData());
    QCOMPARE(m_sluice->ask({QStringLiteral("set"), QStringLiteral("web")}), 0);
    QVERIFY2(m_sluice->output().contains("hedge.enabled = false\n"),
             m_sluice->output().constData());
    const auto all = [&] {
        return m_sluice->ask({QStringLiteral("set"), QStringLiteral("web")}) == 0 &&
               m_sluice->output().contains("retry.attempts = 3\n") &&
               m_sluice->output().contains("concurrency.timeout = 2s\n");
    };
    QTRY_VERIFY_WITH_TIMEOUT(all(), 30'000);
    QCOMPARE(m_sluice->ask({QStringLiteral("save")}), 0);
    QVERIFY2(text().contains("retry = { attempts = 3, status = [502, 503] }\n"),
             text().constData());
    QVERIFY2(text().contains("concurrency = { timeout = \"2s\" }\n"), text().constData());
}

void TuningCliTest::setsWhatTakesANewPoolAndRoutes() {
    const auto set = [&](const char* name, const char* key, const char* value) {
        const int code = m_sluice->ask({QStringLiteral("set"), QString::fromLatin1(name),
                                        QString::fromLatin1(key), QString::fromLatin1(value)});
        const QByteArray output = m_sluice->output();
        return code == 0 ? output.left(output.indexOf("changed: ")) : m_sluice->errors();
    };
    QCOMPARE(set("web", "timeouts.read", "3s"), QByteArray("timeouts.read = 3s\n"));
    QCOMPARE(set("web", "connections.max", "10"), QByteArray("connections.max = 10\n"));
    QCOMPARE(set("web", "connections.waiting", "7"), QByteArray("connections.waiting = 7\n"));
    QCOMPARE(set("web", "hash.by", "path"), QByteArray("hash.by = path\n"));
    QCOMPARE(set("all", "timeout", "0s"), QByteArray("timeout = 0s\n"));
    QCOMPARE(set("all", "match.methods", "[\"GET\"]"), QByteArray("match.methods = [\"GET\"]\n"));
    QCOMPARE(set("all", "set_request_headers.X-A", "b"),
             QByteArray("set_request_headers.X-A = b\n"));
    QVERIFY2(set("all", "timout", "1s").contains("did you mean 'timeout'?"),
             m_sluice->errors().constData());
    QVERIFY2(set("web", "timeouts.reed", "1s").contains("did you mean 'read'?"),
             m_sluice->errors().constData());
    QCOMPARE(m_sluice->ask({QStringLiteral("set"), QStringLiteral("all")}), 0);
    QVERIFY2(m_sluice->output().contains("timeout = 0s\n") &&
                 m_sluice->output().contains("cache = true\n"),
             m_sluice->output().constData());
    QCOMPARE(m_sluice->ask({QStringLiteral("set"), QStringLiteral("web")}), 0);
    for (const char* line : {"connections.max = 10\n", "connections.keep_alive = 10\n",
                             "timeouts.stream_idle = 10m\n", "tls.ca_file = \"\"\n"}) {
        QVERIFY2(m_sluice->output().contains(line), m_sluice->output().constData());
    }
    QCOMPARE(m_sluice->ask({QStringLiteral("save")}), 0);
    QVERIFY2(text().contains("strategy = \"round-robin\"  # each in turn\n") &&
                 text().contains("read = \"3s\"") && text().contains("timeout = \"0s\""),
             text().constData());
    QCOMPARE(m_sluice->ask({QStringLiteral("set"), QStringLiteral("web")}), 0);
    QVERIFY2(m_sluice->output().contains("timeouts.read = 3s\n"), m_sluice->output().constData());
}

void TuningCliTest::saysWhatIsWrong() {
    QCOMPARE(m_sluice->ask({QStringLiteral("weight"), QStringLiteral("nowhere"),
                            QStringLiteral("a"), QStringLiteral("1")}),
             1);
    QVERIFY2(m_sluice->errors().contains("there is no pool \"nowhere\"") &&
                 m_sluice->errors().contains("\"web\""),
             m_sluice->errors().constData());
    QCOMPARE(m_sluice->ask({QStringLiteral("weight"), QStringLiteral("web"),
                            QStringLiteral("web-2"), QStringLiteral("2000")}),
             1);
    QVERIFY2(m_sluice->errors().contains("1000"), m_sluice->errors().constData());
    QCOMPARE(m_sluice->ask({QStringLiteral("strategy"), QStringLiteral("web"),
                            QStringLiteral("round-robbin")}),
             1);
    QVERIFY2(m_sluice->errors().contains("round-robin"), m_sluice->errors().constData());
    m_sluice->stop();
    QCOMPARE(m_sluice->ask({QStringLiteral("pools")}), 5);
    QVERIFY2(m_sluice->errors().contains("no gateway answers at " + m_sluice->admin().toUtf8()),
             m_sluice->errors().constData());
    QCOMPARE(m_sluice->run({QStringLiteral("pools"), QStringLiteral("--admin"),
                            QStringLiteral("127.0.0.1:8081")}),
             2);
}

void TuningCliTest::takesOnlyAGatewaysAnswers_data() {
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("a page") << QByteArray("Content-Type: text/html\r\nContent-Length: 2\r\n\r\nok");
    QTest::newRow("JSON of another kind")
        << QByteArray("Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
    QTest::newRow("half of it") << QByteArray(
        "Content-Type: application/json\r\nContent-Length: 8\r\n\r\n{\"file\":");
    QTest::newRow("no type") << QByteArray("Content-Length: 2\r\n\r\n[]");
}

void TuningCliTest::takesOnlyAGatewaysAnswers() {
    QFETCH(QByteArray, answer);
    const ScriptedServer other("HTTP/1.1 200 OK\r\n" + answer.toStdString());
    const QString url = QStringLiteral("http://127.0.0.1:%1").arg(other.port());
    for (const char* words :
         {"save", "purge all", "drain web web-2", "strategy web round-robin", "weight web web-2 1",
          "set web fail_open true", "explain /", "snapshot", "snapshot --format csv"}) {
        QStringList command = QString::fromLatin1(words).split(QLatin1Char(' '));
        const int code = m_sluice->run(command << QStringLiteral("--admin") << url);
        QVERIFY2(code == 5, words);
        QVERIFY2(m_sluice->output().isEmpty(), m_sluice->output().constData());
        QVERIFY2(m_sluice->errors().contains("no gateway"), m_sluice->errors().constData());
    }
}

void TuningCliTest::keepsControlsFromTheTerminal() {
    const QByteArray pools = "[{\"name\":\"p\\u001b[31m\",\"strategy\":\"s\",\"servers\":[]}]";
    const ScriptedServer other(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        "Content-Length: " +
        std::to_string(pools.size()) + "\r\n\r\n" + pools.toStdString());
    QCOMPARE(m_sluice->run({QStringLiteral("pools"), QStringLiteral("--admin"),
                            QStringLiteral("http://127.0.0.1:%1").arg(other.port())}),
             0);
    QVERIFY2(m_sluice->output().contains("p\\x1b[31m"), m_sluice->output().constData());
    QVERIFY(!m_sluice->output().contains('\x1b'));
}

QTEST_GUILESS_MAIN(TuningCliTest)
#include "tuning_cli_test.moc"
