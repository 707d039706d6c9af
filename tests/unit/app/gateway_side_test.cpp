#include "gateway_side.h"

#include <QtTest>

using namespace sluice;
using sluice::desktop::GatewaySide;

namespace {

metrics::Snapshot snapshot(uint64_t orders, uint64_t data, uint64_t errors) {
    metrics::Snapshot snapshot;
    snapshot.routes.resize(2);
    snapshot.routes[0].name = "orders";
    snapshot.routes[0].traffic.requests = orders;
    snapshot.routes[1].name = "data";
    snapshot.routes[1].traffic.requests = data;
    snapshot.routes[1].traffic.byStatusClass[5] = errors;
    return snapshot;
}

}  // namespace

class GatewaySideTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsOfTheRouteThatTheLoadWentThrough();
    void tellsNothingWithoutRequests();
    void countsARouteThatIsNew();
};

void GatewaySideTest::tellsOfTheRouteThatTheLoadWentThrough() {
    GatewaySide side;
    side.begin(std::make_shared<metrics::Snapshot>(snapshot(1000, 50, 5)));
    const auto view = side.view(snapshot(1010, 850, 9));
    QVERIFY(view);
    QCOMPARE(view->route, QStringLiteral("data"));
    QCOMPARE(view->requests, 800.0);
    QCOMPARE(view->errors, 4.0);
}

void GatewaySideTest::tellsNothingWithoutRequests() {
    GatewaySide side;
    side.begin(std::make_shared<metrics::Snapshot>(snapshot(10, 50, 5)));
    QVERIFY(!side.view(snapshot(10, 50, 5)));
}

void GatewaySideTest::countsARouteThatIsNew() {
    GatewaySide side;
    side.begin(nullptr);
    QCOMPARE(side.view(snapshot(3, 0, 0))->requests, 3.0);
}

QTEST_APPLESS_MAIN(GatewaySideTest)
#include "gateway_side_test.moc"
