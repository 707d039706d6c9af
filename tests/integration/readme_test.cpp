#include <signal.h>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QtTest>

#include "support/program.h"
#include "support/scripted_server.h"

using namespace Qt::StringLiterals;
using sluice::test::Program;
using sluice::test::ScriptedServer;

namespace {

constexpr int limit_ms = 60'000;
constexpr auto answer =
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nCache-Control: max-age=60\r\n\r\nok";

struct Block {
    QString text;
    bool fenced = false;
};

/// What is indented by four spaces, or between two fences.
QList<Block> blocksOf(const QString& markdown) {
    QList<Block> blocks;
    bool fenced = false;
    bool open = false;
    for (const QString& line : markdown.split(u'\n')) {
        const bool fence = line.startsWith("```"_L1);
        if (fence) {
            fenced = !fenced;
            open = false;
            continue;
        }
        const bool indented = line.startsWith("    "_L1);
        if (!fenced && !indented) {
            open = false;
            continue;
        }
        if (!std::exchange(open, true)) blocks.append({{}, fenced});
        blocks.back().text += (fenced ? line : line.mid(4)) + u'\n';
    }
    return blocks;
}

uint16_t freePort() {
    QTcpServer probe;
    return probe.listen(QHostAddress::LocalHost) ? probe.serverPort() : uint16_t{0};
}

QByteArray textOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool write(const QString& path, const QString& text) {
    QFile file(path);
    const QByteArray bytes = text.toUtf8();
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

bool accepts(uint16_t port) {
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, port);
    return socket.waitForConnected(1000);
}

}  // namespace

/// Every snippet of README.md does what is said of it, as it is written there. Only ports are
/// others, and what takes half a minute takes less.
class ReadmeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyBlockIsKnown();
    void firstProxy();
    void configuration();
    void tuning();
    void cache();
    void loadTests();
    void batch();
    void snapshots();

private:
    /// The block that begins so, with other ports.
    QString block(const QString& beginning) const;
    /// Runs it as a script, every line of which must succeed; its output.
    QByteArray run(const QString& script, int code = 0);
    QString replaced(QString text) const;
    uint16_t port(int written) const { return m_ports.value(written); }

    QTemporaryDir m_folder;
    QList<Block> m_blocks;
    QMap<int, uint16_t> m_ports;
    ScriptedServer m_first{answer};
    ScriptedServer m_second{answer};
    std::unique_ptr<Program> m_gateway;
};

void ReadmeTest::initTestCase() {
    qputenv("XDG_RUNTIME_DIR", m_folder.path().toUtf8());
    qputenv("XDG_DATA_HOME", m_folder.path().toUtf8());
    qputenv("PATH", QFileInfo(Program::path()).path().toUtf8() + ":" + qgetenv("PATH"));
    m_blocks = blocksOf(QString::fromUtf8(textOf(QStringLiteral(README))));
    QVERIFY(m_blocks.size() > 5);
    for (const int written : {8080, 8081, 9001})
        m_ports[written] = freePort();
    m_ports[3001] = m_first.port();
    m_ports[3002] = m_second.port();
}

QString ReadmeTest::replaced(QString text) const {
    for (auto port = m_ports.begin(); port != m_ports.end(); ++port) {
        const QRegularExpression number(u"\\b%1\\b"_s.arg(port.key()));
        text.replace(number, QString::number(port.value()));
    }
    return text.replace("-d 30s"_L1, "-d 1s"_L1).replace("--for 30s"_L1, "--for 500ms"_L1);
}

QString ReadmeTest::block(const QString& beginning) const {
    for (const Block& block : m_blocks)
        if (block.text.startsWith(beginning)) return replaced(block.text);
    qWarning("README.md has no block %s", qUtf8Printable(beginning));
    return u"exit 99"_s;
}

QByteArray ReadmeTest::run(const QString& script, int code) {
    QProcess shell;
    shell.setWorkingDirectory(m_folder.path());
    shell.start(u"sh"_s, {u"-e"_s, u"-c"_s, script});
    const bool ended = shell.waitForFinished(limit_ms);
    const QByteArray errors = shell.readAllStandardError();
    const QByteArray output = shell.readAllStandardOutput();
    if (!ended || shell.exitCode() != code) {
        QTest::qFail((script.toUtf8() + output + errors).constData(), __FILE__, __LINE__);
    }
    return output;
}

/// One that is new is run by a function of this test, or stands here with a reason.
void ReadmeTest::everyBlockIsKnown() {
    const QStringList run{u"python3 -m http.server"_s,
                          u"sluice run --listen"_s,
                          u"curl -i"_s,
                          u"[listen]"_s,
                          u"sluice pools"_s,
                          u"sluice purge"_s,
                          u"sluice bench"_s,
                          u"curl http://127.0.0.1:8080/batch"_s,
                          u"sluice snapshot"_s};
    const QMap<QString, QString> notRun{
        {u"packaging/run"_s, u"installs packages, and builds and tests everything"_s},
        {u"cmake --preset dev"_s, u"builds and tests everything"_s}};
    QStringList missing = run + notRun.keys();
    for (const Block& block : m_blocks) {
        const auto known = std::find_if(missing.begin(), missing.end(), [&](const QString& start) {
            return block.text.startsWith(start);
        });
        QVERIFY2(known != missing.end(), qPrintable("nobody runs the block\n"_L1 + block.text));
        missing.erase(known);
    }
    QVERIFY2(missing.isEmpty(), qPrintable("README.md lacks "_L1 + missing.join(u", ")));
}

void ReadmeTest::firstProxy() {
    QProcess service;
    service.setWorkingDirectory(m_folder.path());
    service.start(u"sh"_s, {u"-c"_s, u"exec "_s + block(u"python3"_s)});
    QTRY_VERIFY_WITH_TIMEOUT(accepts(port(9001)), limit_ms);
    QProcess gateway;
    gateway.start(u"sh"_s, {u"-c"_s, u"exec "_s + block(u"sluice run"_s)});
    QTRY_VERIFY_WITH_TIMEOUT(accepts(port(8080)), limit_ms);
    const QByteArray page = run(block(u"curl -i"_s));
    QVERIFY2(page.startsWith("HTTP/1.1 200 OK"), page.constData());
    gateway.terminate();
    QVERIFY(gateway.waitForFinished(limit_ms));
    QCOMPARE(gateway.exitCode(), 0);
    service.kill();
    service.waitForFinished(limit_ms);
}

/// It is checked without a warning, and runs for what follows.
void ReadmeTest::configuration() {
    const QString file = m_folder.filePath(u"my.toml"_s);
    QVERIFY(write(file, block(u"[listen]"_s)));
    const QByteArray checked = run(u"sluice check my.toml 2>&1"_s);
    QVERIFY2(checked.contains("\nmy.toml: ok") && !checked.contains("warning"),
             checked.constData());
    m_gateway = std::make_unique<Program>(QStringList{u"run"_s, u"--config"_s, file});
    QVERIFY2(m_gateway->started().size() >= 2, m_gateway->errors().constData());
    const QByteArray page = run(replaced(u"curl -i http://127.0.0.1:8080/api/v1/orders"_s));
    QVERIFY2(page.startsWith("HTTP/1.1 200 OK"), page.constData());
}

void ReadmeTest::tuning() {
    const QByteArray said = run(block(u"sluice pools"_s));
    QVERIFY2(said.contains("concurrency.max = 50\n") && said.contains("timeout = 5m\n") &&
                 said.contains("api (peak-ewma)") && said.endsWith("my.toml\n"),
             said.constData());
    const QByteArray saved = textOf(m_folder.filePath(u"my.toml"_s));
    QVERIFY2(saved.contains("strategy = \"peak-ewma\"") && saved.contains("weight = 2.5"),
             saved.constData());
    run(u"sluice drain api orders-2 --undo && sluice set api"_s);
}

void ReadmeTest::cache() {
    const QByteArray said = run(block(u"sluice purge"_s));
    QVERIFY2(said.contains("purged 0 entries") && said.contains("/api/v1/data"), said.constData());
    run(replaced(u"curl -s http://127.0.0.1:8080/api/v1/data"_s));
    QVERIFY(run(block(u"sluice purge"_s).section(u'\n', 0, 0)).contains("purged 1 entry"));
}

/// The plan is for the demo, which is where there is room for it.
void ReadmeTest::loadTests() {
    Program demo({u"run"_s, u"--demo"_s});
    const QString url = demo.started().value(0);
    QVERIFY(!url.isEmpty());
    QVERIFY(QDir(m_folder.path()).mkdir(u"resources"_s));
    const QString plan = QString::fromUtf8(textOf(QStringLiteral(BENCH_EXAMPLE)));
    QVERIFY(write(m_folder.filePath(u"resources/bench.example.toml"_s),
                  QString(plan).replace("target = \"http://127.0.0.1:8080\""_L1,
                                        "target = \"%1\""_L1.arg(url))));
    const QByteArray said = run(block(u"sluice bench"_s));
    QVERIFY2(said.contains("500") && said.contains("data"), said.constData());
    demo.signal(SIGTERM);
    QCOMPARE(demo.result(), 0);
}

void ReadmeTest::batch() {
    const QByteArray said = run(block(u"curl http"_s));
    QVERIFY2(said.contains("\"successful\":2") && said.contains("\"id\":\"a\""), said.constData());
}

/// With some traffic; whether that is slower the second time is chance.
void ReadmeTest::snapshots() {
    const QString traffic =
        replaced(u"sluice bench http://127.0.0.1:8080/api/v1/orders --rate 50 -d 20s"_s);
    QProcess load;
    load.start(u"sh"_s, {u"-c"_s, u"exec "_s + traffic});
    QString script = block(u"sluice snapshot"_s);
    script.replace("'p99 > +10%'\n"_L1, "'p99 > +10%' || test $? -eq 6\n"_L1);
    const QByteArray said = run(script);
    load.kill();
    load.waitForFinished(limit_ms);
    QVERIFY2(said.contains("requests") && said.contains("configuration: the same"),
             said.constData());
    QVERIFY(textOf(m_folder.filePath(u"both.json"_s)).contains("\"total_requests\""));
    m_gateway->signal(SIGTERM);
    QCOMPARE(m_gateway->result(), 0);
}

QTEST_GUILESS_MAIN(ReadmeTest)
#include "readme_test.moc"
