#include <QFile>
#include <QTemporaryDir>
#include <QtTest>
#include <array>
#include <random>

#include "support/keep_alive_load.h"
#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"
#include "upstream/balancing/balancer.h"

using namespace sluice;
using test::KeepAliveLoad;
using test::RawClient;
using test::RunningGateway;
using test::ScriptedServer;

namespace {

constexpr int limit_ms = 30'000;
constexpr int clients = 8;
constexpr int changes = 160;
constexpr int changesPerReload = 16;
constexpr uint64_t requestsPerChange = 15;
constexpr const char* okAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// Two that are always there, one that comes and goes, and one that resets
/// connections: a used one, which the transport repeats, and a new one, which is a retry.
constexpr std::array names{"one", "two", "guest", "shaky"};

}  // namespace

/// Everything that may be changed is changed while four workers serve, and no request fails.
class LiveChangesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void changesFailNoRequest();

private:
    void writeFile(bool withGuest, bool withShaky);
    void reload(bool withGuest, bool withShaky);
    /// The status of the answer.
    int patch(const std::string& path, const std::string& body);
    int change();
    std::string resilience();
    unsigned any(unsigned least, unsigned most) { return least + m_random() % (most - least + 1); }

    QTemporaryDir m_folder;
    std::array<std::unique_ptr<ScriptedServer>, names.size()> m_servers;
    std::unique_ptr<RunningGateway> m_gateway;
    std::unique_ptr<RawClient> m_admin;
    std::mt19937 m_random{1};
    bool m_hasGuest = true;
};

void LiveChangesTest::writeFile(bool withGuest, bool withShaky) {
    std::string toml =
        "[engine]\nworkers = 4\n[listen]\naddress = \"127.0.0.1:0\"\n[admin]\n"
        "address = \"127.0.0.1:0\"\n[routes.all]\npool = \"web\"\n[pools.web]\n"
        "outlier = { latency_factor = 0, ejection = \"100ms\" }\nslow_start = \"1s\"\n"
        "concurrency = { max = 64, queue = 1000, timeout = \"30s\" }\n"
        "retry = { attempts = 3, min_per_second = 10000 }\n";
    for (size_t i = 0; i < names.size(); ++i) {
        if ((i == 2 && !withGuest) || (i == 3 && !withShaky)) continue;
        toml += std::string("[[pools.web.servers]]\nname = \"") + names[i] +
                "\"\nurl = \"http://127.0.0.1:" + std::to_string(m_servers[i]->port()) + "\"\n";
    }
    QFile file(m_folder.filePath(QStringLiteral("a.toml")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::fromStdString(toml));
}

void LiveChangesTest::reload(bool withGuest, bool withShaky) {
    writeFile(withGuest, withShaky);
    m_hasGuest = withGuest;
    std::string problem;
    m_gateway->call([&](engine::Engine& engine) {
        if (const auto done = engine.reload(); !done) problem = done.error().message;
    });
    QCOMPARE(problem, std::string());
}

int LiveChangesTest::patch(const std::string& path, const std::string& body) {
    m_admin->send("PATCH /api/v1/pools/web" + path +
                  " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(m_gateway->adminPort()) +
                  "\r\nContent-Type: application/json\r\nContent-Length: " +
                  std::to_string(body.size()) + "\r\n\r\n" + body);
    return m_admin->readResponse().status;
}

/// Limits that every request can live with, also if one worker has all of them: it has a quarter.
std::string LiveChangesTest::resilience() {
    const std::string number = std::to_string(any(40, 999));
    switch (any(0, 4)) {
        case 0:
            return R"({"concurrency": {"max": )" + std::to_string(any(1, 20)) + "}}";
        case 1:
            return R"({"concurrency": {"queue": )" + number + R"(, "timeout": ")" + number +
                   R"(s"}})";
        case 2:
            return R"({"retry": {"attempts": )" + std::to_string(any(2, 5)) +
                   R"(, "max_concurrent": )" + number + R"(, "status": [503]}})";
        case 3:
            return R"({"retry": {"per_try": ")" + std::string(any(0, 1) == 0 ? "0s" : "30s") +
                   R"("}, "slow_start": ")" + number + R"(ms"})";
        default:
            return R"({"hedge": {"enabled": )" + std::string(any(0, 3) == 0 ? "false" : "true") +
                   R"(, "quantile": 0.5, "min_delay": "1ms", "max_share": 0.)" + number + "}}";
    }
}

int LiveChangesTest::change() {
    const std::string server = std::string("/servers/") + names[any(0, 1)];
    const auto strategies = upstream::availableStrategies();
    const auto strategy = strategies[any(0, static_cast<unsigned>(strategies.size()) - 1)];
    switch (any(0, 5)) {
        case 0:
            return patch(server, R"({"weight": )" + std::to_string(any(1, 50) / 10.0) + "}");
        case 1:
            return patch(
                "", R"({"strategy": ")" + std::string(upstream::strategyName(strategy)) + "\"}");
        case 2:
            if (!m_hasGuest) return 200;
            return patch("/servers/guest", any(0, 1) == 0 ? R"({"duty": "drained"})"
                                                          : R"({"duty": "active", "weight": 2})");
        default:
            return patch("", resilience());
    }
}

void LiveChangesTest::changesFailNoRequest() {
    for (size_t i = 0; i < names.size(); ++i)
        m_servers[i] = std::make_unique<ScriptedServer>(okAnswer);
    std::atomic<unsigned> connections = 0;
    m_servers[3] = std::make_unique<ScriptedServer>([&](ScriptedServer::Connection& connection) {
        int answers = connections++ % 2 == 0 ? 9 : 0;
        while (connection.readRequest()) {
            if (answers-- == 0) return connection.reset();
            connection.send(okAnswer);
        }
    });
    writeFile(true, true);
    m_gateway = std::make_unique<RunningGateway>(
        std::filesystem::path(m_folder.filePath(QStringLiteral("a.toml")).toStdString()));
    QCOMPARE(m_gateway->error(), std::string());
    m_admin = std::make_unique<RawClient>(m_gateway->adminPort());

    KeepAliveLoad load(m_gateway->port(), clients);
    uint64_t retries = 0;
    for (int i = 1; i <= changes; ++i) {
        QCOMPARE(change(), 200);
        if (!load.waitFor(requestsPerChange)) break;
        if (i % changesPerReload != 0) continue;
        retries += m_gateway->snapshot()->pools.front().retries;
        reload(any(0, 1) == 0, any(0, 3) != 0);
    }
    const std::string problem = load.stop();
    QVERIFY2(problem.empty(), problem.c_str());
    QVERIFY(load.answered() >= changes * requestsPerChange);
    QVERIFY(retries > 0);
    const auto rests = [&] {
        const auto pool = m_gateway->snapshot()->pools.front();
        return pool.concurrency == 0 && pool.queued == 0 && pool.retriesUnderWay == 0;
    };
    QTRY_VERIFY_WITH_TIMEOUT(rests(), limit_ms);
    QCOMPARE(patch("", R"({"retry": {"attempts": 7}})"), 200);
    QTRY_COMPARE_WITH_TIMEOUT(m_gateway->snapshot()->pools.front().settings.at("retry.attempts"),
                              std::string("7"), limit_ms);
}

QTEST_GUILESS_MAIN(LiveChangesTest)
#include "live_changes_test.moc"
