#include <QtTest>
#include <atomic>
#include <thread>

#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"
#include "support/temporary_file.h"

using sluice::test::fetch;
using sluice::test::Gate;
using sluice::test::gatewayToAll;
using sluice::test::RawClient;
using sluice::test::RunningGateway;
using sluice::test::ScriptedServer;
using namespace sluice;
using namespace std::chrono_literals;

namespace {

constexpr int limit_ms = 30'000;
constexpr const char* okAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
constexpr const char* get = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

uint16_t deadPort() {
    const ScriptedServer gone(okAnswer);
    return gone.port();
}

metrics::ServerSnapshot serverOf(RunningGateway& gateway, size_t index) {
    return gateway.snapshot()->pools.front().servers.at(index);
}

/// The texts of the events of a kind about a subject, oldest first.
QStringList events(RunningGateway& gateway, const std::string& kind, const std::string& subject) {
    QStringList texts;
    const auto snapshot = gateway.snapshot();
    for (const auto& event : snapshot->events) {
        if (event.kind == kind && event.subject == subject) {
            texts << QString::fromStdString(event.text);
        }
    }
    return texts;
}

upstream::HealthOptions healthOf(RunningGateway& gateway) {
    upstream::HealthOptions options;
    gateway.call([&](engine::Engine& engine) { options = *engine.health("web"); });
    return options;
}

QString setHealth(RunningGateway& gateway, const upstream::HealthOptions& options) {
    Result<> result;
    gateway.call([&](engine::Engine& engine) { result = engine.setHealth("web", options); });
    return result ? QString() : QString::fromStdString(result.error().message);
}

/// Answers, well or with a 500.
class SwitchedServer {
public:
    uint16_t port() const { return m_server.port(); }
    int requests() const { return m_server.requests(); }
    std::atomic<bool> well = true;

private:
    ScriptedServer m_server{[this](ScriptedServer::Connection& connection) {
        const std::string bad = "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n";
        while (connection.readRequest() && connection.send(well ? okAnswer : bad)) {
        }
    }};
};

}  // namespace

/// A whole gateway whose servers fall sick and get well.
class HealthTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ejectsAServerThatFailsAndTakesItInSlowly();
    void takesAServerOutWhoseChecksHang();
    void saysOfEveryServerWhyItIsOut();
    void aDrainedServerFinishesWhatItHas();
    void aReloadKeepsConditions();
    void healthSettingsChangeWhileItRuns();
};

void HealthTest::ejectsAServerThatFailsAndTakesItInSlowly() {
    SwitchedServer sick;
    ScriptedServer second(okAnswer);
    ScriptedServer third(okAnswer);
    RunningGateway gateway(gatewayToAll({sick.port(), second.port(), third.port()},
                                        "outlier = { ejection = \"1s\" }\nslow_start = \"24h\""));
    QCOMPARE(gateway.error(), std::string());
    const uint16_t port = gateway.port();
    sick.well = false;
    for (int i = 0; i < 15; ++i)
        fetch(port, get);
    QCOMPARE(sick.requests(), 5);
    QTRY_VERIFY_WITH_TIMEOUT(!events(gateway, "eject", "s1").isEmpty(), limit_ms);
    QCOMPARE(events(gateway, "eject", "s1").first(),
             QStringLiteral("5 errors in a row, last: status 500; out for 1 s"));

    sick.well = true;
    QTRY_VERIFY_WITH_TIMEOUT(!events(gateway, "recover", "s1").isEmpty(), limit_ms);
    QTRY_COMPARE_WITH_TIMEOUT(serverOf(gateway, 0).state, std::string("slow start"), limit_ms);
    const auto back = serverOf(gateway, 0);
    QVERIFY(back.ramp < 0.2 && back.effectiveWeight < 0.2);
    QCOMPARE(back.reason, std::string("10 % of its weight"));
    const int before = sick.requests();
    for (int i = 0; i < 210; ++i)
        QCOMPARE(fetch(port, get).status, 200);
    const int taken = sick.requests() - before;  // of 210, one in 21
    QVERIFY2(taken >= 8 && taken <= 12, std::to_string(taken).c_str());

    auto options = healthOf(gateway);
    options.slowStart = Duration::zero();
    QCOMPARE(setHealth(gateway, options), QString());
    QTRY_COMPARE_WITH_TIMEOUT(serverOf(gateway, 0).state, std::string("healthy"), limit_ms);
    QCOMPARE(serverOf(gateway, 0).reason, std::string());
    QCOMPARE(events(gateway, "eject", "s1").size(), 1);
}

void HealthTest::takesAServerOutWhoseChecksHang() {
    std::atomic<bool> hangs = true;
    ScriptedServer hanging([&](ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            if (hangs && request->head.starts_with("GET /healthz"))
                return connection.waitForClose();
            connection.send(okAnswer);
        }
    });
    ScriptedServer second(okAnswer);
    RunningGateway gateway(gatewayToAll({hanging.port(), second.port()},
                                        "health = { path = \"/healthz\", interval = \"50ms\", "
                                        "timeout = \"2s\", unhealthy_after = 2 }"));
    QCOMPARE(gateway.error(), std::string());
    QTRY_COMPARE_WITH_TIMEOUT(serverOf(gateway, 0).state, std::string("unhealthy"), limit_ms);
    const auto sick = serverOf(gateway, 0);
    QVERIFY2(sick.reason.ends_with("checks in a row failed, last: no answer within 2 s"),
             sick.reason.c_str());
    QCOMPARE(sick.lastCheck, std::string("no answer within 2 s"));
    QVERIFY(sick.lastCheckAgo_s >= 0);
    QCOMPARE(events(gateway, "unhealthy", "s1").first(),
             QStringLiteral("2 checks in a row failed, last: no answer within 2 s"));
    const auto well = serverOf(gateway, 1);
    QCOMPARE(well.state, std::string("healthy"));
    QCOMPARE(well.lastCheck, std::string("200"));
    for (int i = 0; i < 10; ++i)
        QCOMPARE(fetch(gateway.port(), get).status, 200);
    QVERIFY(hanging.received().find("GET /a") == std::string::npos);
    hangs = false;
    QTRY_VERIFY_WITH_TIMEOUT(!events(gateway, "healthy", "s1").isEmpty(), limit_ms);
    QVERIFY(serverOf(gateway, 0).effectiveWeight > 0);
}

void HealthTest::saysOfEveryServerWhyItIsOut() {
    RunningGateway gateway(gatewayToAll({deadPort(), deadPort(), deadPort(), deadPort()},
                                        "health = { kind = \"tcp\", interval = \"50ms\", "
                                        "timeout = \"20s\", unhealthy_after = 1 }"));
    QCOMPARE(gateway.error(), std::string());
    gateway.call([](engine::Engine& engine) {
        (void)engine.setDuty("web", "s3", upstream::Duty::maintenance);
        (void)engine.setWeight("web", "s4", 0);
    });
    QTRY_VERIFY_WITH_TIMEOUT(events(gateway, "unhealthy", "s1").size() == 1 &&
                                 events(gateway, "unhealthy", "s2").size() == 1,
                             limit_ms);
    const auto answer = fetch(gateway.port(), get);
    QCOMPARE(answer.status, 503);
    QCOMPARE(answer.field("Retry-After"), std::string("1"));
    for (const char* text : {"s1 is unhealthy: ", "s2 is unhealthy: ", ": connection refused",
                             "s3 is in maintenance", "s4 has weight 0"}) {
        QVERIFY2(answer.body.find(text) != std::string::npos, answer.body.c_str());
    }
    QVERIFY(!gateway.snapshot()->pools.front().failOpen);

    auto options = healthOf(gateway);
    options.failOpen = true;
    QCOMPARE(setHealth(gateway, options), QString());
    QTRY_VERIFY_WITH_TIMEOUT(gateway.snapshot()->pools.front().failOpen, limit_ms);
    QCOMPARE(events(gateway, "fail-open", "web").size(), 1);
    QCOMPARE(fetch(gateway.port(), get).status, 502);
    options.failOpen = false;
    QCOMPARE(setHealth(gateway, options), QString());
    QTRY_VERIFY_WITH_TIMEOUT(!gateway.snapshot()->pools.front().failOpen, limit_ms);
    QCOMPARE(fetch(gateway.port(), get).status, 503);
}

void HealthTest::aDrainedServerFinishesWhatItHas() {
    Gate asked;
    Gate go;
    ScriptedServer first([&](ScriptedServer::Connection& connection) {
        if (!connection.readRequest()) return;
        asked.open();
        go.wait(std::chrono::milliseconds(limit_ms));
        connection.send(okAnswer);
    });
    ScriptedServer second(okAnswer);
    RunningGateway gateway(gatewayToAll({first.port(), second.port()}, ""));
    QCOMPARE(gateway.error(), std::string());
    gateway.call([](engine::Engine& engine) { (void)engine.setWeight("web", "s2", 0); });
    RawClient client(gateway.port());
    QVERIFY(client.send(get));
    QVERIFY(asked.wait());
    gateway.call([](engine::Engine& engine) {
        (void)engine.setWeight("web", "s2", 1);
        (void)engine.setDuty("web", "s1", upstream::Duty::drained);
    });
    for (int i = 0; i < 20; ++i)
        QCOMPARE(fetch(gateway.port(), get).status, 200);
    QCOMPARE(first.requests(), 1);
    QTRY_COMPARE_WITH_TIMEOUT(serverOf(gateway, 0).reason, std::string("1 request still in flight"),
                              limit_ms);
    QCOMPARE(serverOf(gateway, 0).state, std::string("drained"));
    go.open();
    QCOMPARE(client.readResponse().status, 200);
    QTRY_COMPARE_WITH_TIMEOUT(serverOf(gateway, 0).reason, std::string("nothing in flight"),
                              limit_ms);
    gateway.call(
        [](engine::Engine& engine) { (void)engine.setDuty("web", "s1", upstream::Duty::active); });
    QTRY_COMPARE_WITH_TIMEOUT(serverOf(gateway, 0).state, std::string("slow start"), limit_ms);
}

void HealthTest::aReloadKeepsConditions() {
    ScriptedServer second(okAnswer);
    ScriptedServer third(okAnswer);
    const uint16_t dead = deadPort();
    const std::string check =
        "health = { kind = \"tcp\", interval = \"100ms\", timeout = \"20s\" }\n";
    test::TemporaryFile file(gatewayToAll({dead, second.port()}, check));
    RunningGateway gateway(file.path());
    QCOMPARE(gateway.error(), std::string());
    QTRY_COMPARE_WITH_TIMEOUT(serverOf(gateway, 0).state, std::string("unhealthy"), limit_ms);
    // Another pool of the same servers and one more, since a limit differs.
    QVERIFY(file.write(
        gatewayToAll({dead, second.port(), third.port()}, check + "connections = { max = 17 }\n")));
    gateway.call([](engine::Engine& engine) { (void)engine.reload(); });
    QCOMPARE(gateway.snapshot()->configError, std::string());
    const auto pool = gateway.snapshot()->pools.front();
    QCOMPARE(pool.connectionsMax, int64_t{17});
    QCOMPARE(pool.servers.at(0).state, std::string("unhealthy"));
    QVERIFY(!pool.servers.at(0).lastCheck.empty());
    QCOMPARE(pool.servers.at(1).state, std::string("healthy"));
    QCOMPARE(pool.servers.at(2).state, std::string("slow start"));
    QTRY_COMPARE_WITH_TIMEOUT(serverOf(gateway, 2).lastCheck, std::string("connected"), limit_ms);
    QCOMPARE(events(gateway, "unhealthy", "s1").size(), 1);
    QVERIFY(events(gateway, "healthy", "s1").isEmpty());
}

void HealthTest::healthSettingsChangeWhileItRuns() {
    ScriptedServer server(okAnswer);
    RunningGateway gateway(gatewayToAll({server.port(), server.port()}, ""));
    QCOMPARE(gateway.error(), std::string());
    QVERIFY(healthOf(gateway) == upstream::HealthOptions{});
    auto options = healthOf(gateway);
    options.check.kind = upstream::CheckOptions::Kind::http;
    options.check.interval = 50ms;
    options.check.timeout = 20s;
    options.outlier.maxEjected = 0.25;
    QCOMPARE(setHealth(gateway, options), QString());
    QVERIFY(healthOf(gateway) == options);
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->pools.front().maxEjected, 0.25, limit_ms);
    QTRY_COMPARE_WITH_TIMEOUT(serverOf(gateway, 1).lastCheck, std::string("200"), limit_ms);
    options.check.interval = Duration::zero();
    bool unknown = false;
    bool stopped = false;
    QVERIFY(setHealth(gateway, options).contains(QStringLiteral("health.interval")));
    gateway.call([&](engine::Engine& engine) {
        unknown = engine.health("none") == nullptr && !engine.setHealth("none", {});
        engine.stop();
        engine.stop();
        stopped = engine.health("web") == nullptr && !engine.setHealth("web", {});
    });
    QVERIFY(unknown && stopped);
}

QTEST_GUILESS_MAIN(HealthTest)
#include "health_test.moc"
