#include "upstream/health/monitor.h"

#include <QEventLoop>
#include <atomic>

#include "support/nginx_process.h"
#include "support/scripted_server.h"
#include "unit/event/epoll_main.h"
#include "upstream/health/slow_start.h"

using namespace std::chrono_literals;
using namespace sluice;
using namespace sluice::upstream;
using sluice::test::Gate;
using sluice::test::ScriptedServer;

namespace {

constexpr int limit_ms = 30'000;
const std::string okAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
const std::string badAnswer = "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n";

/// A pool whose servers listen on `ports`.
std::shared_ptr<Pool> poolOf(const std::vector<uint16_t>& ports) {
    PoolOptions options;
    options.name = "api";
    for (size_t i = 0; i < ports.size(); ++i) {
        options.servers.push_back(
            {.name = "s" + std::to_string(i + 1), .url = {false, {"127.0.0.1", ports[i]}}});
    }
    auto pool = std::make_shared<Pool>(options);
    for (const auto& server : options.servers)
        pool->servers.push_back(std::make_shared<Server>(server, nullptr));
    return pool;
}

/// Servers that nobody connects to.
std::shared_ptr<Pool> poolOf(size_t servers) {
    return poolOf(std::vector<uint16_t>(servers, 9));
}

HealthOptions unchecked() {
    HealthOptions options;
    options.outlier.ejection = 50ms;
    options.slowStart = 300ms;
    return options;
}

HealthOptions checkedQuickly() {
    HealthOptions options;
    options.check.kind = CheckOptions::Kind::http;
    options.check.interval = 20ms;
    options.check.timeout = 30s;
    options.slowStart = 0s;
    return options;
}

void fail(Server& server, int times) {
    for (int i = 0; i < times; ++i)
        server.statistics().recordFailure("connection refused", {}, Clock::now());
}

void succeed(Server& server, int times, Duration latency = 1ms) {
    for (int i = 0; i < times; ++i)
        server.statistics().recordAnswer(latency, 200, Clock::now());
}

/// A server that answers as a switch says.
class SwitchedServer {
public:
    uint16_t port() const { return m_server.port(); }
    int connections() const { return m_server.connections(); }
    std::atomic<bool> well = true;

private:
    ScriptedServer m_server{[this](ScriptedServer::Connection& connection) {
        while (connection.readRequest() && connection.send(well ? okAnswer : badAnswer)) {
        }
    }};
};

}  // namespace

class MonitorTest : public QObject {
    Q_OBJECT

private:
    Monitor::Report report();
    /// "eject s1: 5 errors in a row, …"
    QStringList m_events;
    QString last() const { return m_events.isEmpty() ? QString() : m_events.last(); }

private Q_SLOTS:
    void init() { m_events.clear(); }

    void failedChecksTakeAServerOut();
    void checksOfAServerNeverOverlap();
    void doesNotCheckInMaintenance();
    void endsChecksWhenSwitchedOff();
    void ejectsAndTakesInAgain();
    void ejectedServersWaitForAGoodCheck();
    void ejectionsGrow();
    void neverEjectsTheLastOne_data();
    void neverEjectsTheLastOne();
    void tellsOfAServerThatFailsWithoutAnother();
    void respectsTheCap();
    void ejectsTheWorstFirst();
    void aFewErrorsUnderLittleTrafficDoNotEject();
    void ejectsSoonWhatTurnsSlowUnderMuchTraffic();
    void slownessSaysNothingWhereAHashChooses();
    void switchingDetectionOffEndsEjections();
    void serversAtTheStartHaveTheirWholeWeight();
    void newAndDrainedServersStartSlowly();
    void failsOpenAndCloses();
    void aReloadKeepsWhatIsKnown();
};

#define TRY(condition) QTRY_VERIFY2_WITH_TIMEOUT(condition, qPrintable(last()), limit_ms)

Monitor::Report MonitorTest::report() {
    return [this](const std::string& kind, const std::string& subject, const std::string& cause) {
        m_events << QString::fromStdString(kind + " " + subject + ": " + cause);
    };
}

void MonitorTest::failedChecksTakeAServerOut() {
    SwitchedServer sick;
    SwitchedServer well;
    const auto pool = poolOf({sick.port(), well.port()});
    Server& server = *pool->servers[0];
    Monitor monitor(pool, checkedQuickly(), report());
    TRY(monitor.find(server)->lastCheck() == "200");
    QVERIFY(m_events.isEmpty());
    sick.well = false;
    TRY(server.condition() == Condition::unhealthy);
    QCOMPARE(last(), QStringLiteral("unhealthy s1: 3 checks in a row failed, last: status 503, "
                                    "expected 200-399"));
    QVERIFY(server.reason().find("status 503") != std::string::npos);
    QVERIFY(!server.eligible());
    QVERIFY(pool->servers[1]->eligible());
    fail(server, 7);
    sick.well = true;
    TRY(server.condition() == Condition::healthy);
    QCOMPARE(last(), QStringLiteral("healthy s1: 2 good checks, last: 200"));
    QCOMPARE(m_events.size(), 2);
    QCOMPARE(server.statistics().errorsInARow(), 0U);
    QVERIFY(monitor.find(server)->lastCheckTime() > TimePoint{});
    QVERIFY(!monitor.find(*poolOf(1)->servers[0]));
}

void MonitorTest::checksOfAServerNeverOverlap() {
    Gate go;
    std::atomic<int> underWay = 0;
    std::atomic<int> most = 0;
    ScriptedServer slow([&](ScriptedServer::Connection& connection) {
        if (!connection.readRequest()) return;
        most = std::max<int>(most, ++underWay);
        go.wait();
        --underWay;
        connection.send(okAnswer);
    });
    SwitchedServer other;
    const auto pool = poolOf({slow.port(), other.port()});
    Monitor monitor(pool, checkedQuickly(), report());
    TRY(underWay == 1 && other.connections() > 10);
    QCOMPARE(slow.connections(), 1);
    go.open();
    TRY(slow.connections() > 3);
    QCOMPARE(most.load(), 1);
}

void MonitorTest::doesNotCheckInMaintenance() {
    SwitchedServer kept;
    SwitchedServer other;
    const auto pool = poolOf({kept.port(), other.port()});
    pool->servers[0]->setDuty(Duty::maintenance);
    kept.well = false;
    Monitor monitor(pool, checkedQuickly(), report());
    TRY(other.connections() > 10);
    QCOMPARE(kept.connections(), 0);
    pool->servers[0]->setDuty(Duty::drained);
    TRY(pool->servers[0]->condition() == Condition::unhealthy);
}

void MonitorTest::endsChecksWhenSwitchedOff() {
    const auto pool = poolOf(std::vector<uint16_t>{test::freePort(), test::freePort()});
    HealthOptions options = checkedQuickly();
    options.check.kind = CheckOptions::Kind::tcp;
    options.check.unhealthyAfter = 1;
    Monitor monitor(pool, options, report());
    TRY(!pool->servers[0]->eligible() && !pool->servers[1]->eligible());
    QCOMPARE(QString::fromStdString(pool->servers[0]->reason()).section(QStringLiteral(": "), 1),
             QStringLiteral("connection refused"));
    options.check.kind = CheckOptions::Kind::none;
    monitor.setOptions(options);
    TRY(pool->servers[0]->eligible() && pool->servers[1]->eligible());
    QVERIFY(m_events.contains(QStringLiteral("healthy s1: servers are not checked any more")));
}

void MonitorTest::ejectsAndTakesInAgain() {
    const auto pool = poolOf(3);
    Server& server = *pool->servers[1];
    Monitor monitor(pool, unchecked(), report());
    fail(server, 5);
    TRY(server.condition() == Condition::ejected);
    QCOMPARE(last(), QStringLiteral("eject s2: 5 errors in a row, last: connection refused; "
                                    "out for 0.05 s"));
    QCOMPARE(server.reason(), std::string("5 errors in a row, last: connection refused"));
    QVERIFY(!server.eligible());
    TRY(server.condition() == Condition::healthy);
    QCOMPARE(last(), QStringLiteral("recover s2: taken in again after 0.05 s"));
    QCOMPARE(server.statistics().errorsInARow(), 0U);
    QVERIFY(server.ramp() < 1);
    TRY(server.ramp() == 1);
    QCOMPARE(server.condition(), Condition::healthy);
    QCOMPARE(m_events.size(), 2);
}

void MonitorTest::ejectedServersWaitForAGoodCheck() {
    SwitchedServer sick;
    SwitchedServer well;
    const auto pool = poolOf({sick.port(), well.port()});
    Server& server = *pool->servers[0];
    HealthOptions options = checkedQuickly();
    options.outlier.ejection = 50ms;
    options.check.unhealthyAfter = 1'000'000;
    Monitor monitor(pool, options, report());
    sick.well = false;
    TRY(monitor.find(server)->lastCheck().starts_with("status 503"));
    fail(server, 5);
    TRY(server.condition() == Condition::ejected);
    const int before = sick.connections();
    TRY(sick.connections() > before + 20 && Clock::now() > server.outUntil());
    QCOMPARE(server.condition(), Condition::ejected);
    sick.well = true;
    TRY(server.condition() == Condition::healthy);
    QCOMPARE(last(), QStringLiteral("recover s1: a good check after 0.05 s: 200"));
}

void MonitorTest::ejectionsGrow() {
    const auto pool = poolOf(2);
    HealthOptions options = unchecked();
    options.outlier.maxEjection = 100ms;
    Monitor monitor(pool, options, report());
    for (const char* expected : {"out for 0.05 s", "out for 0.1 s", "out for 0.1 s"}) {
        fail(*pool->servers[0], 5);
        TRY(!pool->servers[0]->eligible());
        QVERIFY2(last().endsWith(QLatin1String(expected)), qPrintable(last()));
        TRY(pool->servers[0]->eligible());
    }
}

void MonitorTest::neverEjectsTheLastOne_data() {
    QTest::addColumn<int>("servers");
    QTest::newRow("one server") << 1;
    QTest::newRow("the other one drained") << 2;
}

void MonitorTest::neverEjectsTheLastOne() {
    QFETCH(const int, servers);
    const auto pool = poolOf(static_cast<size_t>(servers));
    if (servers > 1) pool->servers[1]->setDuty(Duty::drained);
    HealthOptions options = unchecked();
    options.outlier.maxEjected = 1;
    Monitor monitor(pool, options, report());
    // Another pool's monitor that ticks as often tells when this one must have had its say.
    const auto others = poolOf(2);
    options.outlier.ejection = options.outlier.maxEjection = 10ms;
    Monitor other(others, options, report());
    for (int round = 1; round <= 3; ++round) {
        fail(*pool->servers[0], 5);
        fail(*others->servers[0], 5);
        TRY(m_events.size() == 2 * round);
    }
    QCOMPARE(m_events.filter(QStringLiteral("eject ")).size(), 3);
    QVERIFY(pool->servers[0]->eligible());
}

void MonitorTest::tellsOfAServerThatFailsWithoutAnother() {
    const auto pool = poolOf(1);
    Server& server = *pool->servers[0];
    Monitor monitor(pool, unchecked(), report());
    fail(server, 3);
    QVERIFY(!server.failing());
    QTRY_VERIFY_WITH_TIMEOUT(server.failing(), limit_ms);
    QVERIFY(server.eligible());
    QVERIFY(server.condition() == Condition::healthy);
    QVERIFY(Clock::now() - server.failingSince() >= ServerHealth::failingAfter);
    QCOMPARE(last(), QStringLiteral("failing s1: connection refused"));
    succeed(server, 1);
    QTRY_VERIFY_WITH_TIMEOUT(!server.failing(), limit_ms);
    QVERIFY2(last().startsWith(QStringLiteral("answers s1: again, after ")), qPrintable(last()));
    QCOMPARE(m_events.size(), 2);
}

void MonitorTest::respectsTheCap() {
    const auto pool = poolOf(5);
    HealthOptions options = unchecked();
    options.outlier.ejection = 1h;
    options.outlier.maxEjection = 1h;
    Monitor monitor(pool, options, report());
    for (const auto& server : pool->servers)
        fail(*server, 5);
    TRY(m_events.size() == 2);  // half of five
    QCOMPARE(std::count_if(pool->servers.begin(), pool->servers.end(),
                           [](const auto& server) { return server->eligible(); }),
             3);
    options.outlier.maxEjected = 1;
    monitor.setOptions(options);
    TRY(m_events.size() == 4);
    QVERIFY(pool->servers[4]->eligible());
}

void MonitorTest::ejectsTheWorstFirst() {
    const auto pool = poolOf(4);
    HealthOptions options = unchecked();
    options.outlier.ejection = options.outlier.maxEjection = 1h;
    options.outlier.maxEjected = 0.25;
    Monitor monitor(pool, options, report());
    for (const auto& server : pool->servers)
        succeed(*server, 30, server == pool->servers[0] ? 200ms : 10ms);
    fail(*pool->servers[2], 60);
    TRY(!m_events.isEmpty());
    QCOMPARE(pool->servers[2]->condition(), Condition::ejected);
    QCOMPARE(m_events.size(), 1);
    options.outlier.maxEjected = 0.5;
    monitor.setOptions(options);
    TRY(m_events.size() == 2);
    QCOMPARE(pool->servers[0]->condition(), Condition::ejected);
}

/// Three errors close together after many requests long ago: the averages alone would condemn it.
void MonitorTest::aFewErrorsUnderLittleTrafficDoNotEject() {
    const auto pool = poolOf(2);
    succeed(*pool->servers[0], 100);
    HealthOptions options = unchecked();
    Monitor monitor(pool, options, report());
    // Another pool's monitor that ticks as often tells when this one must have had its say.
    const auto others = poolOf(2);
    Monitor other(others, options, report());
    fail(*pool->servers[0], 3);
    for (int round = 1; round <= 3; ++round) {
        fail(*others->servers[0], 5);
        TRY(m_events.size() == 2 * round);
    }
    QVERIFY(pool->servers[0]->eligible());
    QVERIFY(pool->servers[0]->statistics().successRate() < options.outlier.minSuccess);
}

void MonitorTest::ejectsSoonWhatTurnsSlowUnderMuchTraffic() {
    const auto pool = poolOf(2);
    HealthOptions options = unchecked();
    options.outlier.window = 1h;
    options.outlier.minHealth = options.outlier.minSuccess = 0;
    Monitor monitor(pool, options, report());
    for (const auto& server : pool->servers)
        succeed(*server, 100'000, 5ms);
    const auto goOn = [&] {
        succeed(*pool->servers[0], 50, 50ms);
        succeed(*pool->servers[1], 100, 5ms);
        return !m_events.isEmpty();
    };
    TRY(goOn());
    QVERIFY2(last().startsWith(u"eject s1: average 50 ms, 10 times"), qPrintable(last()));
    QVERIFY(pool->servers[0]->statistics().answers() < 200'000);
}

/// One server's requests are not another's. Errors count all the same.
void MonitorTest::slownessSaysNothingWhereAHashChooses() {
    const auto pool = poolOf(4);
    pool->tuning.strategy = Strategy::consistentHash;
    HealthOptions options = unchecked();
    options.outlier.ejection = 1h;
    Monitor monitor(pool, options, report());
    succeed(*pool->servers[0], 30, 100ms);
    for (const size_t i : {1, 2, 3})
        succeed(*pool->servers[i], 30, 10ms);
    fail(*pool->servers[3], 5);
    TRY(!pool->servers[3]->eligible());
    QCOMPARE(m_events.size(), 1);
    pool->tuning.strategy = Strategy::roundRobin;
    TRY(!pool->servers[0]->eligible());
}

void MonitorTest::switchingDetectionOffEndsEjections() {
    const auto pool = poolOf(2);
    HealthOptions options = unchecked();
    options.outlier.ejection = 1h;
    Monitor monitor(pool, options, report());
    succeed(*pool->servers[0], 30, 100ms);
    succeed(*pool->servers[1], 30, 10ms);
    TRY(!pool->servers[0]->eligible());
    QVERIFY2(last().startsWith(u"eject s1: average 100 ms, 10 times its peers' 10 ms"),
             qPrintable(last()));
    options.outlier.enabled = false;
    monitor.setOptions(options);
    TRY(pool->servers[0]->eligible());
    QCOMPARE(last(), QStringLiteral("recover s1: outliers are not ejected any more"));
}

void MonitorTest::serversAtTheStartHaveTheirWholeWeight() {
    const auto pool = poolOf(3);
    Monitor monitor(pool, unchecked(), report());
    for (const auto& server : pool->servers)
        QCOMPARE(server->ramp(), 1.0);
}

void MonitorTest::newAndDrainedServersStartSlowly() {
    const auto pool = poolOf(3);
    Server& drained = *pool->servers[0];
    Server& fresh = *pool->servers[1];
    drained.setDuty(Duty::drained);
    fresh.setRamp(slowStartShare);  // as a reload leaves it
    HealthOptions options = unchecked();
    options.slowStart = 1h;
    Monitor monitor(pool, options, report());
    QCOMPARE(drained.ramp(), slowStartShare);
    drained.setDuty(Duty::active);
    QCOMPARE(drained.effectiveWeight(), slowStartShare);
    TRY(fresh.ramp() > slowStartShare && drained.ramp() > slowStartShare);
    QVERIFY(fresh.ramp() < 1 && drained.ramp() < 1);
    options.slowStart = 0s;
    monitor.setOptions(options);
    TRY(fresh.ramp() == 1 && drained.ramp() == 1);
}

void MonitorTest::failsOpenAndCloses() {
    SwitchedServer one;
    SwitchedServer two;
    one.well = two.well = false;
    const auto pool = poolOf({one.port(), two.port()});
    HealthOptions options = checkedQuickly();
    Monitor monitor(pool, options, report());
    TRY(pool->servers[0]->condition() == Condition::unhealthy &&
        pool->servers[1]->condition() == Condition::unhealthy);
    QVERIFY(!monitor.failsOpen() && !pool->servers[0]->eligible());
    options.failOpen = true;
    monitor.setOptions(options);
    TRY(monitor.failsOpen());
    QVERIFY(pool->servers[0]->eligible() && pool->servers[1]->eligible());
    QCOMPARE(last(), QStringLiteral("fail-open api: no server is healthy: the sick ones are used"));
    two.well = true;
    TRY(!monitor.failsOpen());
    QVERIFY(!pool->servers[0]->eligible() && pool->servers[1]->eligible());
    QCOMPARE(last(), QStringLiteral("fail-open api: over"));
}

void MonitorTest::aReloadKeepsWhatIsKnown() {
    SwitchedServer sick;
    SwitchedServer well;
    sick.well = false;
    const auto pool = poolOf({sick.port(), well.port()});
    Monitor monitor(pool, checkedQuickly(), report());
    TRY(pool->servers[0]->condition() == Condition::unhealthy);
    const auto next = poolOf({sick.port(), well.port()});
    next->servers[0] = pool->servers[0];
    monitor.setPool(next);
    QVERIFY(monitor.find(*next->servers[0])->lastCheck().starts_with("status 503"));
    QVERIFY(monitor.find(*next->servers[1])->lastCheck().empty());
    QVERIFY(!monitor.find(*pool->servers[1]));
    TRY(monitor.find(*next->servers[1])->lastCheck() == "200");
    QCOMPARE(next->servers[0]->condition(), Condition::unhealthy);
    sick.well = true;
    TRY(next->servers[0]->condition() == Condition::healthy);
    QCOMPARE(m_events.size(), 2);
}

EPOLL_TEST_MAIN(MonitorTest)
#include "monitor_test.moc"
