#include "cli/plan_file.h"

#include <QtTest>

using namespace sluice;
using namespace std::chrono_literals;
using cli::loadPlanText;

class PlanFileTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsScenarios();
    void readsOpenLoops();
    void readsWeightedRequests();
    void tellsWhereItIsWrong_data();
    void tellsWhereItIsWrong();
};

void PlanFileTest::readsScenarios() {
    const auto plan = loadPlanText(
        "target = \"http://127.0.0.1:8080\"\n"
        "keep_alive = false\n"
        "[[scenarios]]\n"
        "path = \"/health\"\n"
        "in_flight = 20\n"
        "count = 100\n"
        "[[scenarios]]\n"
        "name = \"other\"\n"
        "target = \"http://127.0.0.1:9090\"\n"
        "duration = \"5s\"\n"
        "keep_alive = true\n"
        "threads = 2\n",
        "plan.toml");
    QVERIFY2(plan, plan ? "" : plan.error().front().toString().c_str());
    QCOMPARE(plan->scenarios.size(), size_t(2));
    const loadtest::Scenario& first = plan->scenarios[0];
    const loadtest::Scenario& second = plan->scenarios[1];
    QCOMPARE(first.name, std::string("/health"));
    QCOMPARE(first.target.endpoint.port, uint16_t(8080));
    QCOMPARE(first.inFlight, size_t(20));
    QCOMPARE(first.count, uint64_t(100));
    QVERIFY(!first.keepAlive && !first.isOpen());
    QCOMPARE(second.name, std::string("other"));
    QCOMPARE(second.target.endpoint.port, uint16_t(9090));
    QCOMPARE(second.duration, Duration(5s));
    QVERIFY(second.keepAlive);
    QCOMPARE(second.threads, 2);
}

void PlanFileTest::readsOpenLoops() {
    const auto plan = loadPlanText(
        "target = \"http://127.0.0.1:8080\"\n"
        "[[scenarios]]\n"
        "rate = 500\n"
        "duration = \"30s\"\n"
        "[[scenarios]]\n"
        "in_flight = 50\n"
        "stages = [{ duration = \"5s\", from = 10, rate = 100 }, { duration = \"9s\", rate = 7 "
        "}]\n",
        "plan.toml");
    QVERIFY2(plan, plan ? "" : plan.error().front().toString().c_str());
    const auto& rate = plan->scenarios[0];
    QCOMPARE(rate.stages.size(), size_t(1));
    QCOMPARE(rate.stages[0].from_per_s, 500.0);
    QCOMPARE(rate.stages[0].duration, Duration(30s));
    QCOMPARE(rate.inFlight, loadtest::Limits::openInFlight);
    const auto& stages = plan->scenarios[1].stages;
    QCOMPARE(stages.size(), size_t(2));
    QCOMPARE(stages[0].from_per_s, 10.0);
    QCOMPARE(stages[0].to_per_s, 100.0);
    QCOMPARE(stages[1].from_per_s, 7.0);
    QCOMPARE(plan->scenarios[1].inFlight, size_t(50));
}

void PlanFileTest::readsWeightedRequests() {
    const auto plan = loadPlanText(
        "target = \"http://127.0.0.1:8080\"\n"
        "[[scenarios]]\n"
        "count = 1\n"
        "[[scenarios.requests]]\n"
        "path = \"/a\"\n"
        "weight = 3\n"
        "[[scenarios.requests]]\n"
        "path = \"/b\"\n"
        "method = \"POST\"\n"
        "headers = { X-Tag = \"1\" }\n"
        "body = \"hello\"\n",
        "plan.toml");
    QVERIFY2(plan, plan ? "" : plan.error().front().toString().c_str());
    const auto& requests = plan->scenarios[0].requests;
    QCOMPARE(requests.size(), size_t(2));
    QCOMPARE(requests[0].weight, 3.0);
    QCOMPARE(requests[1].method, std::string("POST"));
    QCOMPARE(requests[1].fields.front().first, std::string("X-Tag"));
    QCOMPARE(requests[1].body, std::string("hello"));
}

void PlanFileTest::tellsWhereItIsWrong_data() {
    QTest::addColumn<QByteArray>("toml");
    QTest::addColumn<QByteArray>("start");
    const auto row = [](const char* name, const char* scenario, const char* start) {
        QTest::newRow(name) << QByteArray("target = \"http://127.0.0.1:8080\"\n[[scenarios]]\n") +
                                   scenario
                            << QByteArray(start);
    };
    row("syntax", "count = = 1\n", "p:3:9: ");
    row("unknown key", "cont = 1\n", "p:3:1: scenarios[0]: unknown key 'cont'; did you mean");
    row("kind", "count = \"1\"\n", "p:3:9: ");
    row("range", "in_flight = 0\ncount = 1\n", "p:3:13: ");
    row("no end", "path = \"/\"\n", "p:2:1: scenarios[0]: has no end");
    row("rate and stages", "rate = 1\nstages = []\n", "p:3:8: ");
    row("rate and count", "count = 3\nrate = 1\nduration = \"1s\"\n", "p:3:9: ");
    row("request", "count = 1\n[[scenarios.requests]]\npath = \"a\"\n", "p:4:1: ");
    row("https", "count = 1\ntarget = \"https://127.0.0.1\"\n",
        "p:2:1: scenarios[0]: has an https");
    QTest::newRow("target") << QByteArray("target = \"nowhere\"\n") << QByteArray("p:1:10: ");
    QTest::newRow("empty") << QByteArray("") << QByteArray("p: ");
}

void PlanFileTest::tellsWhereItIsWrong() {
    QFETCH(QByteArray, toml);
    QFETCH(QByteArray, start);
    const auto plan = loadPlanText(toml.toStdString(), "p");
    QVERIFY(!plan);
    const std::string first = plan.error().front().toString();
    QVERIFY2(first.starts_with(start.toStdString()), first.c_str());
}

QTEST_APPLESS_MAIN(PlanFileTest)
#include "plan_file_test.moc"
