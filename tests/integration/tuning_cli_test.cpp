#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include "support/program.h"

using sluice::test::Program;

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
    void saysWhatIsWrong();

private:
    /// Runs a command against the gateway; its output goes to m_output and m_errors.
    int sluice(QStringList arguments);
    QByteArray text() const;

    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<Program> m_gateway;
    QString m_path;
    QString m_admin;
    QByteArray m_output;
    QByteArray m_errors;
};

void TuningCliTest::init() {
    m_gateway.reset();
    m_directory = std::make_unique<QTemporaryDir>();
    m_path = m_directory->filePath(QStringLiteral("gateway.toml"));
    QFile toml(m_path);
    QVERIFY(toml.open(QIODevice::WriteOnly) && toml.write(file) > 0);
    toml.close();
    m_gateway = std::make_unique<Program>(
        QStringList{QStringLiteral("run"), QStringLiteral("--config"), m_path});
    const QStringList urls = m_gateway->started();
    QVERIFY2(urls.size() >= 2, m_gateway->errors().constData());
    m_admin = urls.last();
}

int TuningCliTest::sluice(QStringList arguments) {
    Program program(arguments << QStringLiteral("--admin") << m_admin);
    const int result = program.result();
    m_output = program.output();
    m_errors = program.errors();
    return result;
}

QByteArray TuningCliTest::text() const {
    QFile toml(m_path);
    return toml.open(QIODevice::ReadOnly) ? toml.readAll() : QByteArray();
}

void TuningCliTest::changesWhatRunsAndSavesIt() {
    QCOMPARE(sluice({QStringLiteral("pools")}), 0);
    QVERIFY2(m_output.startsWith("web (round-robin)\n"), m_output.constData());
    QVERIFY2(m_output.contains("web-2"), m_output.constData());

    QCOMPARE(sluice({QStringLiteral("strategy"), QStringLiteral("web"),
                     QStringLiteral("weighted-round-robin")}),
             0);
    QVERIFY2(m_output.startsWith("web (weighted-round-robin)\n"), m_output.constData());
    QCOMPARE(sluice({QStringLiteral("weight"), QStringLiteral("web"), QStringLiteral("web/1"),
                     QStringLiteral("3")}),
             0);
    QVERIFY2(m_output.contains("75.0 %"), m_output.constData());
    QCOMPARE(sluice({QStringLiteral("drain"), QStringLiteral("web"), QStringLiteral("web-2")}), 0);
    QVERIFY2(m_output.contains("drained"), m_output.constData());

    QCOMPARE(text(), QByteArray(file));
    QCOMPARE(sluice({QStringLiteral("save")}), 0);
    QCOMPARE(text(),
             QByteArray(file)
                     .replace("strategy = \"round-robin\"", "strategy = \"weighted-round-robin\"")
                     .replace("weight = 1.0", "weight = 3.0") +
                 "duty = \"drained\"\n");
    QCOMPARE(sluice({QStringLiteral("drain"), QStringLiteral("web"), QStringLiteral("web-2"),
                     QStringLiteral("--undo")}),
             0);
    QVERIFY2(!m_output.contains("drained"), m_output.constData());
}

void TuningCliTest::setsAnyOfThePoolsSettings() {
    const auto set = [&](const QString& key, const QString& value) {
        return sluice({QStringLiteral("set"), QStringLiteral("web"), key, value});
    };
    QCOMPARE(set(QStringLiteral("retry.attempts"), QStringLiteral("3")), 0);
    QCOMPARE(m_output, QByteArray("retry.attempts = 3\n"));
    QCOMPARE(set(QStringLiteral("retry.status"), QStringLiteral("[502, 503]")), 0);
    QCOMPARE(m_output, QByteArray("retry.status = [502, 503]\n"));
    QCOMPARE(set(QStringLiteral("concurrency.timeout"), QStringLiteral("2s")), 0);
    QCOMPARE(m_output, QByteArray("concurrency.timeout = 2s\n"));
    QCOMPARE(set(QStringLiteral("fail_open"), QStringLiteral("true")), 0);
    QCOMPARE(m_output, QByteArray("fail_open = true\n"));
    QCOMPARE(set(QStringLiteral("hedge.enabled"), QStringLiteral("maybe")), 1);
    QVERIFY2(m_errors.contains("hedge.enabled"), m_errors.constData());
    QCOMPARE(sluice({QStringLiteral("set"), QStringLiteral("web")}), 0);
    QVERIFY2(m_output.contains("hedge.enabled = false\n"), m_output.constData());
    const auto all = [&] {
        return sluice({QStringLiteral("set"), QStringLiteral("web")}) == 0 &&
               m_output.contains("retry.attempts = 3\n") &&
               m_output.contains("concurrency.timeout = 2s\n");
    };
    QTRY_VERIFY_WITH_TIMEOUT(all(), 30'000);
    QCOMPARE(sluice({QStringLiteral("save")}), 0);
    QVERIFY2(text().contains("retry = { attempts = 3, status = [502, 503] }\n"),
             text().constData());
    QVERIFY2(text().contains("concurrency = { timeout = \"2s\" }\n"), text().constData());
}

void TuningCliTest::saysWhatIsWrong() {
    QCOMPARE(sluice({QStringLiteral("weight"), QStringLiteral("nowhere"), QStringLiteral("a"),
                     QStringLiteral("1")}),
             1);
    QVERIFY2(m_errors.contains("there is no pool \"nowhere\"") && m_errors.contains("\"web\""),
             m_errors.constData());
    QCOMPARE(sluice({QStringLiteral("weight"), QStringLiteral("web"), QStringLiteral("web-2"),
                     QStringLiteral("2000")}),
             1);
    QVERIFY2(m_errors.contains("1000"), m_errors.constData());
    QCOMPARE(
        sluice({QStringLiteral("strategy"), QStringLiteral("web"), QStringLiteral("round-robbin")}),
        1);
    QVERIFY2(m_errors.contains("round-robin"), m_errors.constData());
    m_gateway.reset();
    QCOMPARE(sluice({QStringLiteral("pools")}), 5);
    QVERIFY2(m_errors.contains("no gateway answers at " + m_admin.toUtf8()), m_errors.constData());
    m_admin = QStringLiteral("127.0.0.1:8081");
    QCOMPARE(sluice({QStringLiteral("pools")}), 2);
}

QTEST_GUILESS_MAIN(TuningCliTest)
#include "tuning_cli_test.moc"
