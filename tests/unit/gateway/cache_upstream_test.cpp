#include <QTest>
#include <functional>

#include "gateway/cache_upstream.h"

using namespace sluice;
using gateway::upstreamOf;

/// What a stored answer belongs to besides its URL.
class CacheUpstreamTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void changesWithWhatDecides();
    void staysWithWhatDoesNot();
};

namespace {

struct Place {
    routing::Route route;
    upstream::PoolOptions pool;
    std::string upstream() const { return upstreamOf(route, pool); }
};

Place place() {
    Place place;
    place.route.name = "shop";
    place.route.match.pathPrefix = "/shop";
    place.route.match.headers = {{"X-Tenant", "acme"}};
    place.pool.name = "web";
    return place;
}

}  // namespace

void CacheUpstreamTest::changesWithWhatDecides() {
    const std::vector<std::function<void(Place&)>> changes{
        [](Place& p) { p.pool.name = "other"; },
        [](Place& p) { p.pool.preserveHost = upstream::PreserveHost::always; },
        [](Place& p) { p.route.match.headers = {}; },
        [](Place& p) { p.route.match.headers[0].second = "globex"; },
        [](Place& p) { p.route.match.headers[0].first = "X-Other"; },
        [](Place& p) { p.route.match.headers.emplace_back("Cookie", "*"); },
        [](Place& p) { p.route.stripPrefix = "/shop"; },
        [](Place& p) { p.route.replacePrefix = "/v2"; },
        [](Place& p) {
            p.route.requestFields.set = {{"X-Tenant", "acme"}};
        },
        [](Place& p) { p.route.requestFields.remove = {"Cookie"}; }};
    QStringList seen{QString::fromStdString(place().upstream())};
    for (const auto& change : changes) {
        Place changed = place();
        change(changed);
        seen << QString::fromStdString(changed.upstream());
        QVERIFY(!changed.upstream().empty());
        QVERIFY(changed.upstream().find(' ') == std::string::npos);
    }
    QCOMPARE(seen.removeDuplicates(), 0);
}

void CacheUpstreamTest::staysWithWhatDoesNot() {
    Place changed = place();
    changed.route.name = "other";
    changed.route.match.methods = {"GET"};
    changed.route.match.pathPrefix = "/";
    changed.route.match.headers[0].first = "x-tenant";
    changed.route.responseFields.set = {{"Server", "x"}};
    changed.pool.maxConnections = 1;
    changed.pool.servers.push_back({"new", ServerUrl{}});
    QCOMPARE(changed.upstream(), place().upstream());
}

QTEST_APPLESS_MAIN(CacheUpstreamTest)
#include "cache_upstream_test.moc"
