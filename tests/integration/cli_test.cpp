#include <signal.h>

#include <QFile>
#include <QHostInfo>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QtTest>

#include "demo/demo_servers.h"
#include "demo/free_port.h"
#include "support/program.h"

using sluice::demo::DemoServers;
using sluice::test::Program;

namespace {

constexpr int limit_ms = 30000;

QByteArray get(const QString& url, const QByteArray& target) {
    const QUrl server(url);
    QTcpSocket socket;
    socket.connectToHost(server.host(), static_cast<quint16>(server.port()));
    if (!socket.waitForConnected(limit_ms)) return {};
    socket.write("GET " + target + " HTTP/1.1\r\nHost: " + server.authority().toUtf8() +
                 "\r\nConnection: close\r\n\r\n");
    QByteArray answer;
    while (socket.state() == QAbstractSocket::ConnectedState && socket.waitForReadyRead(limit_ms))
        answer += socket.readAll();
    return answer + socket.readAll();
}

bool accepts(const QString& url) {
    QTcpSocket socket;
    socket.connectToHost(QUrl(url).host(), static_cast<quint16>(QUrl(url).port()));
    return socket.waitForConnected(limit_ms);
}

void write(const QString& path, const QByteArray& text) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
}

QString urlOf(const DemoServers& servers) {
    return QString::fromStdString("http://" + servers.addresses().front().toString());
}

QByteArray configuration(const QString& server, const QByteArray& prefix) {
    return "[listen]\naddress = \"127.0.0.1:0\"\n[admin]\naddress = \"127.0.0.1:0\"\n"
           "[routes.all]\nmatch = { path_prefix = \"" +
           prefix + "\" }\npool = \"web\"\n[[pools.web.servers]]\nname = \"web-1\"\nurl = \"" +
           server.toUtf8() + "\"\n";
}

}  // namespace

class CliTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void explainsItself_data();
    void explainsItself();
    void opensTheDesktopWithoutArguments();
    void checksFiles();
    void checksWhatAStartNeeds();
    void runsFromTwoArguments();
    void writesAnAccessLog();
    void refusesABrokenFile();
    void refusesAnAddressInUse();
    void stopsOnSignals_data();
    void stopsOnSignals();
    void reloadsOnSighup();
    void opensTheAccessLogAgain_data();
    void opensTheAccessLogAgain();
    void runsTheDemo();

private:
    QString file(const char* name) const { return m_folder.filePath(QString::fromUtf8(name)); }
    QTemporaryDir m_folder;
    std::unique_ptr<DemoServers> m_servers;
};

void CliTest::initTestCase() {
    qputenv("XDG_DATA_HOME", m_folder.path().toUtf8());
    auto servers = DemoServers::start();
    QVERIFY(servers);
    m_servers = std::move(*servers);
}

void CliTest::explainsItself_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("output");
    QTest::addColumn<QByteArray>("errors");
    const auto row = [](const char* arguments, int code, const char* output, const char* errors) {
        QTest::newRow(arguments) << QString::fromUtf8(arguments).split(QLatin1Char(' ')) << code
                                 << QByteArray(output) << QByteArray(errors);
    };
    row("--version", 0, "sluice ", "");
    row("--help", 0, "Exit codes:", "");
    row("run --help", 0, "SIGHUP", "");
    row("check --help", 0, "file:line:column", "");
    row("fly", 2, "", "fly");
    row("run", 2, "", "--config FILE, --to URL or --demo");
    row("run --listen 8080", 2, "", "--listen needs --to");
    row("run --to nowhere", 2, "", "nowhere");
}

void CliTest::explainsItself() {
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, output);
    QFETCH(QByteArray, errors);
    Program program(arguments);
    QTEST(program.result(), "code");
    QVERIFY2(program.output().contains(output), program.output().constData());
    QVERIFY2(program.errors().contains(errors), program.errors().constData());
    QCOMPARE(program.errors().isEmpty(), errors.isEmpty());
}

void CliTest::opensTheDesktopWithoutArguments() {
    // A copy in a folder of its own has no desktop application beside it but ours.
    const QString program = file("sluice");
    QVERIFY(QFile::copy(Program::path(), program));
    const QByteArray path = qgetenv("PATH");
    qputenv("PATH", m_folder.path().toUtf8());
    for (const char* variable : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
        qunsetenv(variable);
    Program blind({}, program);
    QCOMPARE(blind.result(), 2);
    QVERIFY2(blind.errors().contains("there is no display"), blind.errors().constData());
    qputenv("QT_QPA_PLATFORM", "offscreen");
    Program without({}, program);
    QCOMPARE(without.result(), 2);
    QVERIFY(without.output().contains("sluice run"));
    QVERIFY(without.errors().contains("sluice-desktop"));

    const QString desktop = file("sluice-desktop");
    write(desktop, "#!/bin/sh\necho desktop\nexit 42\n");
    QFile::setPermissions(desktop, QFile::permissions(desktop) | QFile::ExeOwner);
    Program with({}, program);
    QCOMPARE(with.result(), 42);
    QCOMPARE(with.output(), QByteArray("desktop\n"));
    qputenv("PATH", path);
}

void CliTest::checksFiles() {
    write(file("good.toml"), configuration(urlOf(*m_servers), "/"));
    Program good({QStringLiteral("check"), file("good.toml")});
    QCOMPARE(good.result(), 0);
    QCOMPARE(good.output(), file("good.toml").toUtf8() + ": ok, 1 route, 1 pool, 1 server\n");

    write(file("bad.toml"), "[listen]\nadress = \"127.0.0.1:0\"\n");
    Program bad({QStringLiteral("check"), file("bad.toml")});
    QCOMPARE(bad.result(), 3);
    QVERIFY2(bad.errors().startsWith(file("bad.toml").toUtf8() + ":2:1: "),
             bad.errors().constData());
    QVERIFY(bad.errors().contains("address"));
    QVERIFY(bad.output().isEmpty());

    Program missing({QStringLiteral("check"), file("missing.toml")});
    QCOMPARE(missing.result(), 3);
    QVERIFY(missing.errors().contains("missing.toml"));
}

/// The addresses and files, but that its own gateway has the addresses.
void CliTest::checksWhatAStartNeeds() {
    const auto configured = [this](const QByteArray& listen, const QByteArray& admin,
                                   const QByteArray& more = {}) {
        write(file("start.toml"),
              "[listen]\naddress = \"" + listen + "\"\n[admin]\naddress = \"" + admin +
                  "\"\n[routes.all]\npool = \"web\"\n[[pools.web.servers]]\nname = \"web-1\"\n" +
                  "url = \"" + urlOf(*m_servers).toUtf8() + "\"\n" + more);
        Program program({QStringLiteral("check"), file("start.toml")});
        const int code = program.result();
        return std::pair(code, program.errors());
    };
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    const QByteArray taken = "127.0.0.1:" + QByteArray::number(other.serverPort());
    const QByteArray name = file("start.toml").toUtf8();
    auto [code, said] = configured(taken, "127.0.0.1:0");
    QVERIFY2(
        code == 4 && said.startsWith(name + ":2:11: listen.address: cannot listen on " + taken),
        said.constData());
    std::tie(code, said) = configured("127.0.0.1:0", taken);
    QVERIFY2(code == 4 && said.startsWith(name + ":4:11: admin.address: cannot"), said.constData());
    std::tie(code, said) = configured("192.0.2.1:80", "127.0.0.1:0");
    QVERIFY2(code == 4 && said.contains("192.0.2.1:80"), said.constData());

    for (const QByteArray& log : {m_folder.path().toUtf8(), file("none/access.log").toUtf8(),
                                  QByteArray(name + "/access.log")}) {
        std::tie(code, said) =
            configured(taken, "127.0.0.1:0", "[log]\naccess_log = \"" + log + "\"\n");
        QVERIFY2(code == 3 && said.contains(":11:14: log.access_log: cannot write the access log"),
                 said.constData());
    }
    std::tie(code, said) = configured("127.0.0.1:0", "127.0.0.1:0",
                                      "[log]\naccess_log = \"" + file("new.log").toUtf8() + "\"\n");
    QVERIFY2(code == 0 && said.isEmpty() && !QFile::exists(file("new.log")), said.constData());
    std::tie(code, said) =
        configured("127.0.0.1:0", "127.0.0.1:0", "[pools.web.tls]\nca_file = \"none.pem\"\n");
    QVERIFY2(code == 0 && said.contains(":11:11: pools.web.tls.ca_file: cannot read"),
             said.constData());

    const QByteArray own = QSysInfo::machineHostName().toUtf8();
    const QByteArray port = QByteArray::number(sluice::demo::freePort(21500));
    std::tie(code, said) = configured(
        "0.0.0.0:" + port, "127.0.0.1:0",
        "[[pools.web.servers]]\nname = \"own\"\nurl = \"http://" + own + ":" + port + "\"\n");
    if (QHostInfo::fromName(QString::fromUtf8(own)).error() == QHostInfo::NoError) {
        QVERIFY2(code == 0 && said.contains(":12:7: pools.web.servers[1].url: ") &&
                     said.contains("in circles"),
                 said.constData());
    }

    const QByteArray free = "127.0.0.1:" + QByteArray::number(sluice::demo::freePort(21000));
    configured(free, "127.0.0.1:0");
    Program running({QStringLiteral("run"), QStringLiteral("--config"), file("start.toml")});
    QCOMPARE(running.started().size(), 3);
    std::tie(code, said) = configured(free, "127.0.0.1:0");
    QVERIFY2(code == 0 && said.contains("runs with this file (note)"), said.constData());
}

void CliTest::runsFromTwoArguments() {
    Program program({QStringLiteral("run"), QStringLiteral("--listen"), QStringLiteral("0"),
                     QStringLiteral("--admin"), QStringLiteral("0"), QStringLiteral("--to"),
                     urlOf(*m_servers), QStringLiteral("--workers"), QStringLiteral("1")});
    const QStringList urls = program.started();
    QCOMPARE(urls.size(), 3);
    QVERIFY2(program.output().contains("web-1 " + urlOf(*m_servers).toUtf8() + " (1 worker)"),
             program.output().constData());
    QVERIFY(get(urls.first(), "/healthz").startsWith("HTTP/1.1 200 OK"));
    QVERIFY(get(urls.last(), "/api/v1/pools").contains("\"web-1\""));
    program.signal(SIGTERM);
    QCOMPARE(program.result(), 0);
    QCOMPARE(program.errors(), QByteArray());
}

void CliTest::writesAnAccessLog() {
    Program program({QStringLiteral("run"), QStringLiteral("--listen"), QStringLiteral("0"),
                     QStringLiteral("--to"), urlOf(*m_servers), QStringLiteral("--admin"),
                     QStringLiteral("off"), QStringLiteral("--access-log"), QStringLiteral("-")});
    const QStringList urls = program.started();
    QCOMPARE(urls.size(), 2);
    QVERIFY(program.output().contains("admin off"));
    QVERIFY(get(urls.first(), "/healthz").startsWith("HTTP/1.1 200 OK"));
    program.signal(SIGINT);
    QCOMPARE(program.result(), 0);
    QVERIFY2(program.output().contains("/healthz"), program.output().constData());
}

void CliTest::refusesABrokenFile() {
    write(file("broken.toml"), "[listen\n");
    Program program({QStringLiteral("run"), QStringLiteral("--config"), file("broken.toml")});
    QCOMPARE(program.result(), 3);
    QVERIFY2(program.errors().startsWith(file("broken.toml").toUtf8() + ":1:"),
             program.errors().constData());
}

void CliTest::refusesAnAddressInUse() {
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    const QString port = QString::number(other.serverPort());
    Program program({QStringLiteral("run"), QStringLiteral("--listen"), port,
                     QStringLiteral("--to"), urlOf(*m_servers)});
    QCOMPARE(program.result(), 4);
    QVERIFY2(program.errors().contains("127.0.0.1:" + port.toUtf8()), program.errors().constData());
    QVERIFY(program.output().isEmpty());
}

void CliTest::stopsOnSignals_data() {
    QTest::addColumn<int>("number");
    QTest::newRow("SIGTERM") << SIGTERM;
    QTest::newRow("SIGINT") << SIGINT;
}

/// A request that hangs holds the first stop up; a second one ends it.
void CliTest::stopsOnSignals() {
    QFETCH(int, number);
    QTcpServer slow;
    QVERIFY(slow.listen(QHostAddress::LocalHost));
    Program program({QStringLiteral("run"), QStringLiteral("--listen"), QStringLiteral("0"),
                     QStringLiteral("--to"),
                     QStringLiteral("http://127.0.0.1:%1").arg(slow.serverPort())});
    const QStringList urls = program.started();
    QCOMPARE(urls.size(), 3);
    const QUrl gateway(urls.first());
    QTcpSocket client;
    client.connectToHost(gateway.host(), static_cast<quint16>(gateway.port()));
    QVERIFY(client.waitForConnected(limit_ms));
    client.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    QVERIFY(client.waitForBytesWritten(limit_ms));
    QTRY_VERIFY_WITH_TIMEOUT(slow.hasPendingConnections(), limit_ms);

    program.signal(number);
    QTRY_VERIFY_WITH_TIMEOUT(!accepts(urls.first()), limit_ms);
    QVERIFY(program.running());
    QTRY_VERIFY_WITH_TIMEOUT(program.errors().contains("waiting for 1 connection"), limit_ms);
    QVERIFY(program.errors().contains("again ends at once"));
    program.signal(number);
    QCOMPARE(program.result(), 0);
}

void CliTest::reloadsOnSighup() {
    const QString path = file("reload.toml");
    write(path, configuration(urlOf(*m_servers), "/api"));
    Program program({QStringLiteral("run"), QStringLiteral("--config"), path});
    const QStringList urls = program.started();
    QCOMPARE(urls.size(), 3);
    QVERIFY(get(urls.first(), "/healthz").startsWith("HTTP/1.1 404"));

    write(path, "[routes.all]\npool = \"nowhere\"\n");
    program.signal(SIGHUP);
    QTRY_VERIFY_WITH_TIMEOUT(program.errors().contains("not reloaded"), limit_ms);
    QVERIFY2(program.errors().contains(path.toUtf8() + ":2:"), program.errors().constData());
    QVERIFY(get(urls.last(), "/api/v1/snapshot").contains("nowhere"));
    QVERIFY(get(urls.first(), "/healthz").startsWith("HTTP/1.1 404"));

    write(path, configuration(urlOf(*m_servers), "/"));
    program.signal(SIGHUP);
    QTRY_VERIFY_WITH_TIMEOUT(program.errors().contains("sluice: reloaded"), limit_ms);
    QTRY_VERIFY_WITH_TIMEOUT(get(urls.first(), "/healthz").startsWith("HTTP/1.1 200"), limit_ms);
    program.signal(SIGTERM);
    QCOMPARE(program.result(), 0);
}

void CliTest::opensTheAccessLogAgain_data() {
    QTest::addColumn<int>("number");
    QTest::newRow("SIGHUP") << SIGHUP;
    QTest::newRow("SIGUSR1") << SIGUSR1;
}

/// As logrotate does it: renames the file, and tells the gateway.
void CliTest::opensTheAccessLogAgain() {
    QFETCH(int, number);
    const QString path = file("rotate.toml");
    const QString log = file("rotated.log") + QString::number(number);
    write(path,
          configuration(urlOf(*m_servers), "/") + "[log]\naccess_log = \"" + log.toUtf8() + "\"\n");
    const auto lines = [](const QString& name) {
        QFile text(name);
        return text.open(QIODevice::ReadOnly) ? text.readAll() : QByteArray();
    };
    Program program({QStringLiteral("run"), QStringLiteral("--config"), path});
    const QStringList urls = program.started();
    QCOMPARE(urls.size(), 3);
    QVERIFY(get(urls.first(), "/before").startsWith("HTTP/1.1"));
    QVERIFY(QFile::rename(log, log + QStringLiteral(".1")));
    program.signal(number);
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(log), limit_ms);
    QTRY_VERIFY_WITH_TIMEOUT(
        get(urls.first(), "/after").startsWith("HTTP/1.1") && lines(log).contains("/after"),
        limit_ms);
    QVERIFY(lines(log + QStringLiteral(".1")).contains("/before"));
    QVERIFY(!lines(log).contains("/before"));
    program.signal(SIGTERM);
    QCOMPARE(program.result(), 0);
}

void CliTest::runsTheDemo() {
    Program program({QStringLiteral("run"), QStringLiteral("--demo")});
    const QStringList urls = program.started();
    QCOMPARE(urls.size(), 5);
    const auto busy = [&] {
        const QByteArray pools = get(urls.last(), "/api/v1/snapshot?format=csv");
        return pools.count("server,orders/orders-") == 3 && !pools.contains("orders/orders-2,0,");
    };
    QTRY_VERIFY_WITH_TIMEOUT(busy(), limit_ms);
    program.signal(SIGTERM);
    QCOMPARE(program.result(), 0);
}

QTEST_GUILESS_MAIN(CliTest)
#include "cli_test.moc"
