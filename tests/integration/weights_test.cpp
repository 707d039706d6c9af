#include <QtTest>
#include <array>

#include "support/keep_alive_load.h"
#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

using sluice::test::gatewayTo;
using sluice::test::KeepAliveLoad;
using sluice::test::RawClient;
using sluice::test::RunningGateway;
using sluice::test::ScriptedServer;

namespace {

constexpr int clients = 6;
constexpr int sample = 10'000;
constexpr const char* okAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

using Weights = std::array<double, 3>;

}  // namespace

/// Weights and the split of the traffic, with three servers.
class WeightsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void splitsByTheFile();
    void splitsByTheLatestChange();
    void changesFailNoRequest();
    void spareServersGetNothing();

private:
    void start(const Weights& weights);
    /// The status of the answer to a PATCH of one server's weight.
    int patch(RawClient& admin, size_t server, double weight) const;
    bool patchAll(RawClient& admin, const Weights& weights) const;
    /// How the next 10,000 requests are split.
    std::array<int, 3> split();
    void compare(const std::array<int, 3>& counts, const Weights& shares);

    std::array<std::unique_ptr<ScriptedServer>, 3> m_servers;
    std::unique_ptr<RunningGateway> m_gateway;
    uint16_t m_port = 0;
    uint16_t m_adminPort = 0;
};

void WeightsTest::init() {
    for (auto& server : m_servers)
        server = std::make_unique<ScriptedServer>(okAnswer);
}

void WeightsTest::cleanup() {
    m_gateway.reset();
}

void WeightsTest::start(const Weights& weights) {
    std::string more;
    for (size_t i = 0; i < m_servers.size(); ++i) {
        more += "[[pools.three.servers]]\nname = \"" + std::to_string(i) +
                "\"\nurl = \"http://127.0.0.1:" + std::to_string(m_servers[i]->port()) +
                "\"\nweight = " + std::to_string(weights[i]) + "\n";
    }
    more += "[routes.three]\npool = \"three\"\nmatch = { path_prefix = \"/\", host = \"a\" }\n";
    m_gateway = std::make_unique<RunningGateway>(gatewayTo(m_servers[0]->port(), "", "", more));
    QCOMPARE(m_gateway->error(), std::string());
    m_port = m_gateway->port();
    m_adminPort = m_gateway->adminPort();
}

int WeightsTest::patch(RawClient& admin, size_t server, double weight) const {
    const std::string body = "{\"weight\": " + std::to_string(weight) + "}";
    admin.send("PATCH /api/v1/pools/three/servers/" + std::to_string(server) +
               " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(m_adminPort) +
               "\r\nContent-Type: application/json\r\nContent-Length: " +
               std::to_string(body.size()) + "\r\n\r\n" + body);
    return admin.readResponse().status;
}

bool WeightsTest::patchAll(RawClient& admin, const Weights& weights) const {
    bool done = true;
    for (size_t i = 0; i < weights.size(); ++i)
        done = patch(admin, i, weights[i]) == 200 && done;
    return done;
}

std::array<int, 3> WeightsTest::split() {
    std::array<int, 3> counts{};
    for (size_t i = 0; i < counts.size(); ++i)
        counts[i] = -m_servers[i]->requests();
    KeepAliveLoad load(m_port, clients, sample);
    const std::string problem = load.finish();
    if (!problem.empty()) qWarning("%s", problem.c_str());
    for (size_t i = 0; i < counts.size(); ++i)
        counts[i] += m_servers[i]->requests();
    return counts;
}

/// Within 1 % of what is expected.
void WeightsTest::compare(const std::array<int, 3>& counts, const Weights& shares) {
    QCOMPARE(counts[0] + counts[1] + counts[2], sample);
    for (size_t i = 0; i < counts.size(); ++i) {
        const double expected = sample * shares[i];
        QVERIFY2(std::abs(counts[i] - expected) <= expected / 100,
                 qPrintable(QStringLiteral("server %1: %2").arg(i).arg(counts[i])));
    }
}

void WeightsTest::splitsByTheFile() {
    start({1, 2, 5});
    compare(split(), {0.125, 0.25, 0.625});
}

void WeightsTest::splitsByTheLatestChange() {
    start({1, 1, 1});
    RawClient admin(m_adminPort);
    compare(split(), {1.0 / 3, 1.0 / 3, 1.0 / 3});
    QVERIFY(patchAll(admin, {5, 2, 1}));
    compare(split(), {0.625, 0.25, 0.125});
    QVERIFY(patchAll(admin, {0.5, 1, 2.5}));
    compare(split(), {0.125, 0.25, 0.625});
}

/// Far more often than a slider moves: each change follows the answer to the one before.
void WeightsTest::changesFailNoRequest() {
    constexpr int changes = 400;
    start({1, 1, 1});
    RawClient admin(m_adminPort);
    KeepAliveLoad load(m_port, clients);
    for (int i = 0; i < changes || load.answered() < sample; ++i)
        QCOMPARE(patch(admin, static_cast<size_t>(i) % 3, (i * 7 % 100) / 10.0), 200);
    const std::string problem = load.stop();
    QVERIFY2(problem.empty(), problem.c_str());
    QVERIFY(patchAll(admin, {1, 2, 5}));
    compare(split(), {0.125, 0.25, 0.625});
}

void WeightsTest::spareServersGetNothing() {
    start({1, 1, 1});
    RawClient admin(m_adminPort);
    QVERIFY(patchAll(admin, {3, 1, 0}));
    compare(split(), {0.75, 0.25, 0});
    QCOMPARE(m_servers[2]->requests(), 0);
}

QTEST_GUILESS_MAIN(WeightsTest)
#include "weights_test.moc"
