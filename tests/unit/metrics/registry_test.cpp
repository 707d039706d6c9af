#include "metrics/registry.h"

#include <QtTest>

namespace sluice::metrics {

namespace {

QByteArrayList namesOf(const std::vector<std::shared_ptr<Series>>& list) {
    QByteArrayList names;
    for (const auto& series : list)
        names << QByteArray::fromStdString(series->name());
    return names;
}

}  // namespace

class RegistryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hasACellForEachWorker();
    void sameNameIsTheSameSeries();
    void routesAndServersAreApart();
    void slashesInNamesDoNotMixPools();
    void listsInOrderOfName();
    void forgetsWhatNobodyHolds();
    void boundsTheRoutesInUse();
};

void RegistryTest::hasACellForEachWorker() {
    Registry registry(3);
    QCOMPARE(registry.workers(), 3);
    QCOMPARE(registry.workerCells().size(), size_t{3});
    const auto series = registry.route("api");
    QCOMPARE(series->cells().size(), size_t{3});
    series->cell(2).bytesIn.add(7);
    QCOMPARE(series->cells()[2]->bytesIn.value(), uint64_t{7});
    QCOMPARE(series->cells()[1]->bytesIn.value(), uint64_t{0});
    registry.worker(1).connectionsOpen.add(1);
    QCOMPARE(registry.workerCells()[1]->connectionsOpen.value(), int64_t{1});
}

void RegistryTest::sameNameIsTheSameSeries() {
    Registry registry(1);
    const auto route = registry.route("api");
    QCOMPARE(registry.route("api"), route);
    QVERIFY(registry.route("app") != route);
    const auto server = registry.server("pool", "one");
    QCOMPARE(registry.server("pool", "one"), server);
    QVERIFY(registry.server("pool", "two") != server);
    QVERIFY(registry.server("other", "one") != server);
    QCOMPARE(QByteArray::fromStdString(server->name()), QByteArray("pool/one"));
}

void RegistryTest::routesAndServersAreApart() {
    Registry registry(1);
    const auto route = registry.route("pool/one");
    const auto server = registry.server("pool", "one");
    QVERIFY(route != server);
    QCOMPARE(registry.routes().size(), size_t{1});
    QCOMPARE(registry.servers().size(), size_t{1});
}

void RegistryTest::slashesInNamesDoNotMixPools() {
    Registry registry(1);
    const auto first = registry.server("a/b", "c");
    QVERIFY(registry.server("a", "b/c") != first);
}

void RegistryTest::listsInOrderOfName() {
    Registry registry(1);
    const auto c = registry.route("c");
    const auto a = registry.route("a");
    const auto b = registry.route("b");
    QCOMPARE(namesOf(registry.routes()), QByteArrayList({"a", "b", "c"}));
}

/// Once it was told what that had counted.
void RegistryTest::forgetsWhatNobodyHolds() {
    Registry registry(1);
    auto gone = registry.route("gone");
    const auto kept = registry.route("kept");
    auto server = registry.server("pool", "one");
    gone->cell(0).bytesIn.add(1);
    QVERIFY(registry.retireRoutes().empty());
    gone.reset();
    server.reset();
    QCOMPARE(namesOf(registry.routes()), QByteArrayList({"gone", "kept"}));
    const auto retired = registry.retireRoutes();
    QCOMPARE(namesOf(retired), QByteArrayList{"gone"});
    QCOMPARE(retired.front()->cell(0).bytesIn.value(), uint64_t{1});
    QCOMPARE(namesOf(registry.routes()), QByteArrayList({"kept"}));
    QCOMPARE(registry.route("gone")->cell(0).bytesIn.value(), uint64_t{0});
    QCOMPARE(namesOf(registry.retireServers()), QByteArrayList{"pool/one"});
    QVERIFY(registry.servers().empty());
}

/// A name that is waiting to be retired takes nobody's place.
void RegistryTest::boundsTheRoutesInUse() {
    Registry registry(1);
    std::vector<std::shared_ptr<Series>> held;
    for (size_t i = 0; i < Registry::maxRoutes; ++i)
        held.push_back(registry.route(std::to_string(i)));
    QCOMPARE(registry.route("more")->name(), std::string("other"));
    held.pop_back();
    QCOMPARE(registry.route("one more")->name(), std::string("one more"));
}

}  // namespace sluice::metrics

QTEST_APPLESS_MAIN(sluice::metrics::RegistryTest)
#include "registry_test.moc"
