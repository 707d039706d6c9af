#include <signal.h>
#include <sys/stat.h>

#include <QtTest>
#include <filesystem>
#include <fstream>

#include "support/keep_alive_load.h"
#include "support/nginx_process.h"
#include "support/program.h"
#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"
#include "support/temporary_file.h"

using sluice::engine::Engine;
using sluice::test::fetch;
using sluice::test::freePort;
using sluice::test::Gate;
using sluice::test::gatewayTo;
using sluice::test::KeepAliveLoad;
using sluice::test::Program;
using sluice::test::RawClient;
using sluice::test::RunningGateway;
using sluice::test::ScriptedServer;
using sluice::test::TemporaryFile;

namespace {

constexpr int limit_ms = 30'000;
constexpr int clients = 4;
constexpr const char* request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

/// Says its name, or echoes after an upgrade.
ScriptedServer::Script serverCalled(const std::string& name) {
    return [name](ScriptedServer::Connection& connection) {
        while (const auto got = connection.readRequest()) {
            if (got->head.find("Upgrade: websocket") == std::string::npos) {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n" + name);
                continue;
            }
            connection.send(
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: "
                "websocket\r\n\r\n");
            for (std::string bytes = connection.readSome(); !bytes.empty();
                 bytes = connection.readSome())
                connection.send(bytes);
        }
    };
}

/// Whether this is what new connections are answered in the end: each worker takes a new
/// configuration for itself.
bool answers(uint16_t port, const std::string& body) {
    return QTest::qWaitFor([&] { return fetch(port, request).body == body; }, limit_ms);
}

/// An upgraded connection.
class Tunnel {
public:
    explicit Tunnel(uint16_t port) : m_client(port) {
        m_client.send(
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        m_open = m_client.readResponse().status == 101;
    }
    bool echoes() {
        const std::string word = "word " + std::to_string(++m_words);
        return m_open && m_client.send(word) && m_client.read(word.size()) == word;
    }

private:
    RawClient m_client;
    bool m_open = false;
    int m_words = 0;
};

}  // namespace

/// What a new configuration leaves alone.
class ReloadTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void dropsNothingWhenAsked();
    void dropsNothingWhenTheFileChanges_data();
    void dropsNothingWhenTheFileChanges();
    void dropsNothingOnSighup();
    void finishesAsItBegan();
    void keepsRunningBesideABrokenFile_data();
    void keepsRunningBesideABrokenFile();
    void keepsRunningBesideAPipe();
    void seesAChangeInABusyFolder();
    void movesToAnotherAddress();
    void staysWhereItIsIfTheNewAddressIsTaken();
    void changesNothingIfTheAdminsNewAddressIsTaken();

private:
    bool reload(RunningGateway& gateway);
    std::string configuration(const ScriptedServer& server, const std::string& listen = {}) const {
        return gatewayTo(server.port(), listen);
    }

    std::unique_ptr<ScriptedServer> m_one;
    std::unique_ptr<ScriptedServer> m_two;
};

void ReloadTest::init() {
    m_one = std::make_unique<ScriptedServer>(serverCalled("one"));
    m_two = std::make_unique<ScriptedServer>(serverCalled("two"));
}

bool ReloadTest::reload(RunningGateway& gateway) {
    bool reloaded = false;
    gateway.call([&](Engine& engine) { reloaded = engine.reload().has_value(); });
    return reloaded;
}

void ReloadTest::dropsNothingWhenAsked() {
    TemporaryFile file(configuration(*m_one));
    RunningGateway gateway(file.path());
    QCOMPARE(gateway.error(), std::string());
    Tunnel tunnel(gateway.port());
    QVERIFY(tunnel.echoes());
    KeepAliveLoad load(gateway.port(), clients);
    for (int i = 1; i <= 30; ++i) {
        const ScriptedServer& server = i % 2 == 0 ? *m_one : *m_two;
        QVERIFY(file.write(configuration(server, "max_connections = " + std::to_string(99 + i))));
        QVERIFY(reload(gateway));
        QVERIFY(load.waitFor(20));
        QVERIFY(tunnel.echoes());
    }
    const std::string problem = load.stop();
    QVERIFY2(problem.empty(), problem.c_str());
    QVERIFY(m_two->requests() > 0);
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->connectionsOpen, 1, limit_ms);
    QCOMPARE(gateway.snapshot()->connectionsAccepted, uint64_t{clients + 1});
    QCOMPARE(gateway.snapshot()->tunnelsOpen, 1);
}

void ReloadTest::dropsNothingWhenTheFileChanges_data() {
    QTest::addColumn<bool>("replaced");
    QTest::newRow("written") << false;
    QTest::newRow("replaced") << true;
}

void ReloadTest::dropsNothingWhenTheFileChanges() {
    QFETCH(bool, replaced);
    TemporaryFile file(configuration(*m_one));
    RunningGateway gateway(file.path());
    QCOMPARE(gateway.error(), std::string());
    const uint16_t port = gateway.port();
    Tunnel tunnel(port);
    KeepAliveLoad load(port, clients);
    for (int i = 0; i < 4; ++i) {
        QVERIFY(load.waitFor(20));
        const std::string text = configuration(i % 2 == 0 ? *m_two : *m_one);
        QVERIFY(replaced ? file.replace(text) : file.write(text));
        const std::string now = i % 2 == 0 ? "two" : "one";
        QVERIFY(answers(port, now));
        QVERIFY(tunnel.echoes());
    }
    const std::string problem = load.stop();
    QVERIFY2(problem.empty(), problem.c_str());
}

void ReloadTest::dropsNothingOnSighup() {
    TemporaryFile file(configuration(*m_one));
    Program gateway({QStringLiteral("run"), QStringLiteral("--config"), file.name()});
    const uint16_t port = gateway.port();
    QVERIFY2(port != 0, gateway.errors().constData());
    Tunnel tunnel(port);
    KeepAliveLoad load(port, clients);
    for (int i = 1; i <= 10; ++i) {
        const bool first = i % 2 == 0;
        QVERIFY(file.write(configuration(first ? *m_one : *m_two)));
        gateway.signal(SIGHUP);
        QVERIFY(answers(port, first ? "one" : "two"));
        QVERIFY(load.waitFor(20));
        QVERIFY(tunnel.echoes());
    }
    const std::string problem = load.stop();
    QVERIFY2(problem.empty(), problem.c_str());
    QVERIFY(gateway.running());
}

/// A request goes on with the configuration that it began with, even if the pool is gone.
void ReloadTest::finishesAsItBegan() {
    Gate asked;
    Gate reloaded;
    ScriptedServer slow([&](ScriptedServer::Connection& connection) {
        if (!connection.readRequest()) return;
        asked.open();
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nslow");
        if (reloaded.wait()) connection.send("slow");
    });
    TemporaryFile file(configuration(slow));
    RunningGateway gateway(file.path());
    QCOMPARE(gateway.error(), std::string());
    RawClient client(gateway.port());
    client.send(request);
    QVERIFY(asked.wait());
    QVERIFY(file.write(
        QByteArray::fromStdString(configuration(*m_two)).replace("web", "other").toStdString()));
    QVERIFY(reload(gateway));
    QVERIFY(answers(gateway.port(), "two"));
    reloaded.open();
    QCOMPARE(client.readResponse().body, std::string("slowslow"));
    client.send(request);
    QCOMPARE(client.readResponse().body, std::string("two"));
}

void ReloadTest::keepsRunningBesideABrokenFile_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("place");
    QTest::newRow("not TOML") << std::string("[listen\n") << std::string(":1:8: ");
    QTest::newRow("a misspelt key")
        << std::string("[listen]\n  adress = \"127.0.0.1:0\"\n") << std::string(":2:3: ");
}

void ReloadTest::keepsRunningBesideABrokenFile() {
    QFETCH(std::string, text);
    QFETCH(std::string, place);
    const std::string good = configuration(*m_one);
    TemporaryFile file(good);
    RunningGateway gateway(file.path());
    QCOMPARE(gateway.error(), std::string());
    KeepAliveLoad load(gateway.port(), clients);
    QVERIFY(load.waitFor(20));
    QVERIFY(file.write(text));
    QTRY_VERIFY_WITH_TIMEOUT(!gateway.snapshot()->configError.empty(), limit_ms);
    const std::string error = gateway.snapshot()->configError;
    QVERIFY2(error.starts_with(file.path().string() + place), error.c_str());
    QVERIFY(load.waitFor(20));
    QVERIFY(file.write(good + "\n"));
    QTRY_VERIFY_WITH_TIMEOUT(gateway.snapshot()->configError.empty(), limit_ms);
    QVERIFY(load.waitFor(20));
    const std::string problem = load.stop();
    QVERIFY2(problem.empty(), problem.c_str());
}

/// Nothing waits for what is no file.
void ReloadTest::keepsRunningBesideAPipe() {
    const std::string good = configuration(*m_one);
    TemporaryFile file(good);
    RunningGateway gateway(file.path());
    QCOMPARE(gateway.error(), std::string());
    QVERIFY(std::filesystem::remove(file.path()));
    QCOMPARE(::mkfifo(file.path().c_str(), 0600), 0);
    QTRY_VERIFY_WITH_TIMEOUT(!gateway.snapshot()->configError.empty(), limit_ms);
    const std::string error = gateway.snapshot()->configError;
    QVERIFY2(error.ends_with("this is not a regular file"), error.c_str());
    QCOMPARE(fetch(gateway.port(), request).status, 200);
    QVERIFY(file.replace(good + "\n"));
    QTRY_VERIFY_WITH_TIMEOUT(gateway.snapshot()->configError.empty(), limit_ms);
}

/// Files that come and go in its folder do not keep it from being seen.
void ReloadTest::seesAChangeInABusyFolder() {
    const std::string good = configuration(*m_one);
    TemporaryFile file(good);
    RunningGateway gateway(file.path());
    QVERIFY(file.write("[listen\n"));
    const std::filesystem::path other = file.path().parent_path() / "other";
    const auto stir = [&] {
        std::ofstream(other) << "x";
        std::filesystem::remove(other);
        return !gateway.snapshot()->configError.empty();
    };
    QVERIFY(QTest::qWaitFor(stir, limit_ms));
}

void ReloadTest::movesToAnotherAddress() {
    const std::string before = configuration(*m_one);
    TemporaryFile file(before);
    RunningGateway gateway(file.path());
    QCOMPARE(gateway.error(), std::string());
    const uint16_t from = gateway.port();
    const uint16_t to = freePort();
    Tunnel tunnel(from);
    KeepAliveLoad load(from, clients);
    QVERIFY(load.waitFor(20));
    QVERIFY(file.write(QByteArray::fromStdString(before)
                           .replace("127.0.0.1:0\"\n\n[admin]",
                                    "127.0.0.1:" + QByteArray::number(to) + "\"\n\n[admin]")
                           .toStdString()));
    QVERIFY(reload(gateway));
    QCOMPARE(gateway.port(), to);
    QTRY_VERIFY_WITH_TIMEOUT(!RawClient(from).connected(), limit_ms);
    QCOMPARE(fetch(to, request).body, std::string("one"));
    QVERIFY(load.waitFor(20));
    QVERIFY(tunnel.echoes());
    const std::string problem = load.stop();
    QVERIFY2(problem.empty(), problem.c_str());
}

void ReloadTest::staysWhereItIsIfTheNewAddressIsTaken() {
    const std::string before = configuration(*m_one);
    TemporaryFile file(before);
    RunningGateway gateway(file.path());
    QCOMPARE(gateway.error(), std::string());
    const uint16_t port = gateway.port();
    const QByteArray taken = "127.0.0.1:" + QByteArray::number(m_two->port());
    QVERIFY(file.write(QByteArray::fromStdString(before)
                           .replace("127.0.0.1:0\"\n\n[admin]", taken + "\"\n\n[admin]")
                           .toStdString()));
    QVERIFY(!reload(gateway));
    const std::string error = gateway.snapshot()->configError;
    QVERIFY2(error.find(taken.toStdString()) != std::string::npos, error.c_str());
    QCOMPARE(gateway.port(), port);
    QCOMPARE(fetch(port, request).body, std::string("one"));
}

/// Neither the routes nor the servers, which could be changed without it.
void ReloadTest::changesNothingIfTheAdminsNewAddressIsTaken() {
    TemporaryFile file(configuration(*m_one));
    RunningGateway gateway(file.path());
    QCOMPARE(gateway.error(), std::string());
    const QByteArray taken = "127.0.0.1:" + QByteArray::number(m_two->port());
    const QByteArray other = QByteArray::fromStdString(configuration(*m_two));
    const QByteArray moved = QByteArray(other).replace("[admin]\naddress = \"127.0.0.1:0\"",
                                                       "[admin]\naddress = \"" + taken + "\"");
    QVERIFY2(moved != other, other.constData());
    QVERIFY(file.write(moved.toStdString()));
    QVERIFY(!reload(gateway));
    for (int i = 0; i < 8; ++i)
        QCOMPARE(fetch(gateway.port(), request).body, std::string("one"));
}

QTEST_GUILESS_MAIN(ReloadTest)
#include "reload_test.moc"
