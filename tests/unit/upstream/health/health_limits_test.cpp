#include "upstream/health/health_limits.h"

#include <QTest>
#include <cmath>
#include <functional>

using namespace std::chrono_literals;
using namespace sluice::upstream;

using Change = std::function<void(HealthOptions&)>;

Q_DECLARE_METATYPE(Change)

class HealthLimitsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesTheDefaults();
    void namesWhatIsWrong_data();
    void namesWhatIsWrong();
};

void HealthLimitsTest::takesTheDefaults() {
    QVERIFY(checkHealthOptions({}));
}

void HealthLimitsTest::namesWhatIsWrong_data() {
    QTest::addColumn<Change>("change");
    const auto row = [](const char* name, Change change) { QTest::newRow(name) << change; };
    row("health.interval", [](HealthOptions& o) { o.check.interval = 1us; });
    row("health.timeout", [](HealthOptions& o) { o.check.timeout = 25h; });
    row("health.jitter", [](HealthOptions& o) { o.check.jitter = 1.5; });
    row("health.healthy_after", [](HealthOptions& o) { o.check.healthyAfter = 0; });
    row("health.unhealthy_after", [](HealthOptions& o) { o.check.unhealthyAfter = 0; });
    row("health.path", [](HealthOptions& o) { o.check.path = "/a HTTP/1.1\r\n"; });
    row("health.method", [](HealthOptions& o) { o.check.method.clear(); });
    row("health.host", [](HealthOptions& o) { o.check.host = "a b"; });
    row("health.headers", [](HealthOptions& o) { o.check.headers = {{"X", "a\r\nHost: b"}}; });
    row("health.status", [](HealthOptions& o) { o.check.statuses = {{399, 200}}; });
    row("health.body", [](HealthOptions& o) {
        o.check.method = "HEAD";
        o.check.body = "x";
    });
    row("outlier.window", [](HealthOptions& o) { o.outlier.window = 0s; });
    row("outlier.error_rate", [](HealthOptions& o) { o.outlier.errorRate = -0.1; });
    row("outlier.latency_factor", [](HealthOptions& o) { o.outlier.latencyFactor = 0.5; });
    row("outlier.latency_floor", [](HealthOptions& o) { o.outlier.latencyFloor = -1s; });
    row("outlier.min_health", [](HealthOptions& o) { o.outlier.minHealth = 2; });
    row("outlier.min_success", [](HealthOptions& o) { o.outlier.minSuccess = std::nan(""); });
    row("outlier.ejection", [](HealthOptions& o) { o.outlier.ejection = 0s; });
    row("outlier.max_ejection", [](HealthOptions& o) { o.outlier.maxEjection = 1s; });
    row("outlier.max_ejected", [](HealthOptions& o) { o.outlier.maxEjected = 1.1; });
    row("slow_start", [](HealthOptions& o) { o.slowStart = -1s; });
}

void HealthLimitsTest::namesWhatIsWrong() {
    QFETCH(const Change, change);
    HealthOptions options;
    change(options);
    const auto checked = checkHealthOptions(options);
    QVERIFY(!checked);
    QVERIFY2(checked.error().message.find(QTest::currentDataTag()) != std::string::npos,
             checked.error().message.c_str());
}

QTEST_APPLESS_MAIN(HealthLimitsTest)
#include "health_limits_test.moc"
