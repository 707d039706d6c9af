#include "engine/configuration_builder.h"

#include <QTest>

using namespace sluice;

class ConfigurationBuilderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsWhatStays();
    void changedOptionsMakeANewPoolWithTheOldServers();
    void aChangedUrlMakesANewServer();
    void serversThatJoinOthersStartSlowly();
    void refusesARouteToNowhere();
};

namespace {

config::Model model() {
    config::Model model;
    upstream::PoolOptions pool;
    pool.name = "api";
    pool.servers = {{.name = "a", .url = {.tls = false, .endpoint = {"127.0.0.1", 3001}}}};
    model.pools = {pool};
    routing::Route route;
    route.name = "all";
    route.pool = "api";
    model.routes = {route};
    return model;
}

}  // namespace

void ConfigurationBuilderTest::keepsWhatStays() {
    metrics::Registry registry(2);
    config::Model options = model();
    const auto first = engine::buildConfiguration(options, registry, nullptr);
    QVERIFY(first);
    options.pools[0].servers[0].weight = 7;
    options.pools[0].resilience.retry.attempts = 9;
    const auto second = engine::buildConfiguration(options, registry, first->get());
    QVERIFY(second);
    QVERIFY((*first)->pools[0] == (*second)->pools[0]);
    QVERIFY((*first)->targets[0].series == (*second)->targets[0].series);
    QVERIFY((*second)->targets[0].pool == (*second)->pools[0]);
    QCOMPARE((*second)->pools[0]->servers[0]->weight(), 7.0);
    QCOMPARE((*first)->resilience[0]->retry.attempts, 2U);
    QCOMPARE((*second)->resilience[0]->retry.attempts, 9U);
    QCOMPARE((*second)->pools[0]->cells.size(), size_t(2));
    QCOMPARE((*second)->pools[0]->logs.size(), size_t(2));
}

void ConfigurationBuilderTest::changedOptionsMakeANewPoolWithTheOldServers() {
    metrics::Registry registry(1);
    config::Model options = model();
    const auto first = engine::buildConfiguration(options, registry, nullptr);
    QVERIFY(first);
    options.pools[0].maxConnections = 5;
    const auto second = engine::buildConfiguration(options, registry, first->get());
    QVERIFY(second);
    QVERIFY((*first)->pools[0] != (*second)->pools[0]);
    QVERIFY((*first)->pools[0]->servers[0] == (*second)->pools[0]->servers[0]);
}

void ConfigurationBuilderTest::aChangedUrlMakesANewServer() {
    metrics::Registry registry(1);
    config::Model options = model();
    const auto first = engine::buildConfiguration(options, registry, nullptr);
    QVERIFY(first);
    options.pools[0].servers[0].url.endpoint.port = 3002;
    const auto second = engine::buildConfiguration(options, registry, first->get());
    QVERIFY(second);
    QVERIFY((*first)->pools[0]->servers[0] != (*second)->pools[0]->servers[0]);
}

void ConfigurationBuilderTest::serversThatJoinOthersStartSlowly() {
    metrics::Registry registry(1);
    config::Model options = model();
    const auto first = engine::buildConfiguration(options, registry, nullptr);
    QVERIFY(first);
    QCOMPARE((*first)->pools[0]->servers[0]->ramp(), 1.0);
    const auto add = [&](const char* name) {
        options.pools[0].servers.push_back(
            {.name = name, .url = {.tls = false, .endpoint = {"127.0.0.1", 3009}}});
    };
    add("b");
    const auto second = engine::buildConfiguration(options, registry, first->get());
    QVERIFY(second);
    QCOMPARE((*second)->pools[0]->servers[0]->ramp(), 1.0);
    QVERIFY((*second)->pools[0]->servers[1]->ramp() < 1);
    options.pools[0].health.slowStart = Duration::zero();
    add("c");
    const auto third = engine::buildConfiguration(options, registry, second->get());
    QVERIFY(third);
    QCOMPARE((*third)->pools[0]->servers[2]->ramp(), 1.0);
}

void ConfigurationBuilderTest::refusesARouteToNowhere() {
    metrics::Registry registry(1);
    config::Model options = model();
    options.routes[0].pool = "none";
    const auto built = engine::buildConfiguration(options, registry, nullptr);
    QVERIFY(!built);
    QVERIFY(built.error().message.find("pool none") != std::string::npos);
}

QTEST_APPLESS_MAIN(ConfigurationBuilderTest)
#include "configuration_builder_test.moc"
