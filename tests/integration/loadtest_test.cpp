#include <QtTest>
#include <atomic>
#include <thread>

#include "loadtest/generator.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

using namespace sluice;
using namespace sluice::loadtest;
using namespace std::chrono_literals;
using sluice::test::Gate;
using sluice::test::ScriptedServer;

namespace {

constexpr int limit_ms = 60'000;
constexpr const char* okAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
constexpr const char* busyAnswer = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n";

Scenario scenarioFor(uint16_t port) {
    Scenario scenario;
    scenario.name = "test";
    scenario.target = {false, {"127.0.0.1", port}};
    scenario.inFlight = 4;
    scenario.timeout = 30s;
    return scenario;
}

/// Answers, but is silent to everybody for two seconds, once, from its `first` request on.
class PausingServer {
public:
    explicit PausingServer(int first)
        : m_first(first), m_server([this](auto& connection) { serve(connection); }) {}
    uint16_t port() const { return m_server.port(); }

private:
    void serve(ScriptedServer::Connection& connection) {
        while (connection.readRequest()) {
            const TimePoint now = Clock::now();
            if (++m_requests == m_first) m_pauseEnd = now + 2s;
            const TimePoint end = m_pauseEnd;
            if (now < end) std::this_thread::sleep_until(end);
            if (!connection.send(okAnswer)) return;
        }
    }

    const int m_first;
    std::atomic<int> m_requests = 0;
    std::atomic<TimePoint> m_pauseEnd{TimePoint{}};
    ScriptedServer m_server;  // last: its threads use the rest
};

}  // namespace

/// Loads on real servers.
class LoadTestTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void endsAfterACount();
    void endsAfterADuration();
    void keepsSoManyInFlight();
    void sendsAtARate();
    void doesNotCountTheWarmUp();
    void showsAStallInAnOpenLoopOnly();
    void tellsWhatAnOverloadedTargetNeverGot();
    void countsErrorsByKind_data();
    void countsErrorsByKind();
    void connectsAnewWithoutKeepAlive();
    void readsAnswersOfEveryKind();
    void isBrokenOff();
    void aGatewayCountsTheSameRequests();

private:
    /// Runs it to its end.
    static Report run(const Scenario& scenario);
};

Report LoadTestTest::run(const Scenario& scenario) {
    Generator generator(scenario);
    generator.start();
    if (!QTest::qWaitFor([&] { return generator.finished(); }, limit_ms)) qWarning("too slow");
    generator.stop();
    return generator.report();
}

void LoadTestTest::endsAfterACount() {
    const ScriptedServer server(okAnswer);
    Scenario scenario = scenarioFor(server.port());
    scenario.count = 500;
    scenario.threads = 2;
    const Report report = run(scenario);
    QCOMPARE(report.counts().successful, uint64_t(500));
    QCOMPARE(report.counts().failed, uint64_t(0));
    QCOMPARE(report.counts().latency.total(), uint64_t(500));
    QCOMPARE(report.counts().bytes, uint64_t(500 * strlen(okAnswer)));
    QCOMPARE(server.requests(), 500);
    QVERIFY2(server.connections() <= 4, "connections are kept");
    QVERIFY(!report.facts().brokenOff);
    QCOMPARE(report.facts().threads.size(), size_t(2));
}

void LoadTestTest::endsAfterADuration() {
    const ScriptedServer server(okAnswer);
    Scenario scenario = scenarioFor(server.port());
    scenario.duration = 300ms;
    const Report report = run(scenario);
    QVERIFY(report.counts().successful > 0);
    QCOMPARE(report.counts().failed, uint64_t(0));
    QCOMPARE(static_cast<uint64_t>(server.requests()), report.counts().successful);
}

void LoadTestTest::keepsSoManyInFlight() {
    Gate gate;
    const ScriptedServer server([&gate](auto& connection) {
        while (connection.readRequest() && gate.wait() && connection.send(okAnswer)) {
        }
    });
    Scenario scenario = scenarioFor(server.port());
    scenario.inFlight = 7;
    scenario.count = 20;
    scenario.threads = 3;
    Generator generator(scenario);
    generator.start();
    QTRY_COMPARE_WITH_TIMEOUT(server.requests(), 7, limit_ms);
    QCOMPARE(generator.inFlight(), size_t(7));
    QVERIFY(!generator.finished());
    gate.open();
    QTRY_VERIFY_WITH_TIMEOUT(generator.finished(), limit_ms);
    QCOMPARE(generator.counts().successful, uint64_t(20));
}

void LoadTestTest::sendsAtARate() {
    const ScriptedServer server(okAnswer);
    Scenario scenario = scenarioFor(server.port());
    scenario.inFlight = 64;
    scenario.threads = 2;
    scenario.stages = {{500ms, 0, 400}, {500ms, 400, 400}};
    const Report report = run(scenario);
    QCOMPARE(report.counts().total() + report.counts().unsent, uint64_t(300));
    QCOMPARE(report.counts().failed, uint64_t(0));
    QCOMPARE(report.counts().service.total(), report.counts().total());
    QVERIFY2(report.counts().latency.sum() >= report.counts().service.sum(),
             "a request is not sent before it is due");
}

void LoadTestTest::doesNotCountTheWarmUp() {
    const ScriptedServer server(okAnswer);
    Scenario scenario = scenarioFor(server.port());
    scenario.count = 50;
    scenario.warmUp = 200ms;
    const Report report = run(scenario);
    QCOMPARE(report.counts().total(), uint64_t(50));
    QVERIFY(server.requests() > 50);
}

void LoadTestTest::showsAStallInAnOpenLoopOnly() {
    const PausingServer closedTarget(100);
    Scenario closed = scenarioFor(closedTarget.port());
    closed.count = 2000;
    const Latency waiting = run(closed).latency();
    QVERIFY2(waiting.max_ms > 1900, qPrintable(QString::number(waiting.max_ms)));
    QVERIFY2(waiting.p99_ms < 1000, qPrintable(QString::number(waiting.p99_ms)));

    const PausingServer openTarget(100);
    Scenario open = scenarioFor(openTarget.port());
    open.stages = {{4s, 100, 100}};
    const Report report = run(open);
    const double p99_ms = report.latency().p99_ms;
    QVERIFY2(p99_ms > 1500, qPrintable(QString::number(p99_ms)));
    QVERIFY2(report.latency().median_ms > report.uncorrected().median_ms,
             "half of them were due while nothing could be sent");
    QVERIFY2(report.counts().queued > 0, "4 connections are not enough for the pause");
}

void LoadTestTest::tellsWhatAnOverloadedTargetNeverGot() {
    const ScriptedServer server([](auto& connection) {
        while (connection.readRequest()) {
            connection.waitForClose();
        }
    });
    Scenario scenario = scenarioFor(server.port());
    scenario.timeout = 2s;
    scenario.stages = {{100ms, 100, 100}};
    const Report report = run(scenario);
    QCOMPARE(report.counts().errors.at("read-timeout"), uint64_t(4));
    QCOMPARE(report.counts().unsent, uint64_t(6));
    QCOMPARE(report.successRate(), 0.0);
}

void LoadTestTest::countsErrorsByKind_data() {
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QByteArray>("kind");
    QTest::newRow("status") << QByteArray(busyAnswer) << QByteArray("HTTP 503");
    QTest::newRow("closed") << QByteArray() << QByteArray("reset-before-response");
    QTest::newRow("truncated") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok")
                               << QByteArray("truncated-response");
    QTest::newRow("malformed") << QByteArray("220 mail.example ESMTP\r\n\r\n")
                               << QByteArray("malformed-response");
}

void LoadTestTest::countsErrorsByKind() {
    QFETCH(QByteArray, answer);
    QFETCH(QByteArray, kind);
    const ScriptedServer server([&answer](auto& connection) {
        if (connection.readRequest()) connection.send(answer.toStdString());
    });
    Scenario scenario = scenarioFor(server.port());
    scenario.count = 5;
    scenario.keepAlive = false;
    const std::map<std::string, uint64_t> expected{{kind.toStdString(), 5}};
    const Report report = run(scenario);
    QVERIFY2(report.counts().errors == expected, report.counts().errors.begin()->first.c_str());
    QCOMPARE(report.counts().failed, uint64_t(5));
    QCOMPARE(report.counts().latency.total(), uint64_t(5));
}

void LoadTestTest::connectsAnewWithoutKeepAlive() {
    const ScriptedServer server(okAnswer);
    Scenario scenario = scenarioFor(server.port());
    scenario.count = 20;
    scenario.keepAlive = false;
    QCOMPARE(run(scenario).counts().successful, uint64_t(20));
    QCOMPARE(server.connections(), 20);
    QVERIFY(server.received().find("Connection: close") != std::string::npos);
}

void LoadTestTest::readsAnswersOfEveryKind() {
    std::atomic<int> next = 0;
    const ScriptedServer server([&next](auto& connection) {
        static const std::vector<std::string> answers{
            "HTTP/1.1 204 No Content\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
            "HTTP/1.0 200 OK\r\n\r\nuntil the end"};
        while (connection.readRequest()) {
            const size_t which = static_cast<size_t>(next++) % answers.size();
            if (!connection.send(answers[which]) || which >= 3) return;
        }
    });
    Scenario scenario = scenarioFor(server.port());
    scenario.inFlight = 1;
    scenario.count = 50;
    const Report report = run(scenario);
    QCOMPARE(report.counts().successful, uint64_t(50));
    QCOMPARE(server.connections(), 20);
}

void LoadTestTest::isBrokenOff() {
    const ScriptedServer server([](auto& connection) {
        while (connection.readRequest()) {
            connection.waitForClose();
        }
    });
    Scenario scenario = scenarioFor(server.port());
    scenario.count = 100;
    Generator generator(scenario);
    generator.start();
    QTRY_COMPARE_WITH_TIMEOUT(server.requests(), 4, limit_ms);
    generator.stop();
    QVERIFY(generator.finished());
    const Report report = generator.report();
    QVERIFY(report.facts().brokenOff);
    QCOMPARE(report.facts().abandoned, uint64_t(4));
    QCOMPARE(report.counts().total(), uint64_t(0));
}

/// What it has counted before and after differs by the load, and by nothing else.
void LoadTestTest::aGatewayCountsTheSameRequests() {
    const ScriptedServer server(okAnswer);
    test::RunningGateway gateway(test::gatewayTo(server.port()));
    const auto counted = [&gateway] {
        engine::RecordPtr record;
        gateway.call([&record](engine::Engine& engine) { record = engine.recordNow(); });
        return record->routes.begin()->second;
    };
    Scenario scenario = scenarioFor(gateway.port());
    scenario.count = 100;
    run(scenario);
    QTRY_COMPARE_WITH_TIMEOUT(counted().requests(), uint64_t{100}, limit_ms);
    const metrics::Reading before = counted();
    scenario.count = 700;
    const Report report = run(scenario);
    QTRY_COMPARE_WITH_TIMEOUT(counted().since(before).requests(), report.counts().total(),
                              limit_ms);
    QCOMPARE(counted().since(before).latency.total(), uint64_t{700});
    QCOMPARE(counted().since(before).byStatusClass[2], report.counts().successful);
}

QTEST_GUILESS_MAIN(LoadTestTest)
#include "loadtest_test.moc"
