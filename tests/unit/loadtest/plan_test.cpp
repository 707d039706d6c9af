#include "loadtest/plan.h"

#include <QtTest>
#include <functional>

using namespace sluice;
using namespace sluice::loadtest;
using namespace std::chrono_literals;

using Change = std::function<void(Scenario&)>;
Q_DECLARE_METATYPE(Change)

namespace {

Scenario good() {
    Scenario scenario;
    scenario.target = *parseServerUrl("http://127.0.0.1:8080");
    scenario.count = 100;
    return scenario;
}

}  // namespace

class PlanTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void letsAGoodOnePass();
    void refuses_data();
    void refuses();
};

void PlanTest::letsAGoodOnePass() {
    QVERIFY(check(good()));
    Scenario open = good();
    open.stages = {{10s, 0, 5000}, {1s, 0, 0}};
    QVERIFY(check(open));
}

void PlanTest::refuses_data() {
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("word");
    const auto row = [](const char* name, const Change& change, const char* word) {
        QTest::newRow(name) << change << QString::fromLatin1(word);
    };
    row(
        "no target", [](Scenario& s) { s.target = {}; }, "target");
    row(
        "https", [](Scenario& s) { s.target.tls = true; }, "https");
    row(
        "no end", [](Scenario& s) { s.count = 0; }, "no end");
    row(
        "no requests", [](Scenario& s) { s.requests.clear(); }, "requests");
    row(
        "nothing in flight", [](Scenario& s) { s.inFlight = 0; }, "in flight");
    row(
        "too many in flight", [](Scenario& s) { s.inFlight = 10'001; }, "in flight");
    row(
        "no threads", [](Scenario& s) { s.threads = 0; }, "threads");
    row(
        "two days", [](Scenario& s) { s.duration = 48h; }, "24 hours");
    row(
        "no rate",
        [](Scenario& s) {
            s.stages = {{1s, 0, 0}};
        },
        "sends nothing");
    row(
        "no time",
        [](Scenario& s) {
            s.stages = {{0s, 1, 1}};
        },
        "duration");
    row(
        "method", [](Scenario& s) { s.requests[0].method = "GE T"; }, "method");
    row(
        "tunnel", [](Scenario& s) { s.requests[0].method = "CONNECT"; }, "CONNECT");
    row(
        "path", [](Scenario& s) { s.requests[0].target = "data"; }, "path");
    row(
        "path with a space", [](Scenario& s) { s.requests[0].target = "/a b"; }, "path");
    row(
        "header name",
        [](Scenario& s) {
            s.requests[0].fields = {{"a b", "c"}};
        },
        "header");
    row(
        "header value",
        [](Scenario& s) {
            s.requests[0].fields = {{"a", "b\r\nc: d"}};
        },
        "header");
    row(
        "weight", [](Scenario& s) { s.requests[0].weight = 0; }, "weight");
}

void PlanTest::refuses() {
    QFETCH(Change, change);
    QFETCH(QString, word);
    Scenario scenario = good();
    change(scenario);
    const auto sane = check(scenario);
    QVERIFY(!sane);
    const QString message = QString::fromStdString(sane.error().message);
    QVERIFY2(message.contains(word), qPrintable(message));
}

QTEST_APPLESS_MAIN(PlanTest)
#include "plan_test.moc"
