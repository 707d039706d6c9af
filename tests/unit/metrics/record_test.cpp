#include "metrics/record.h"

#include <QtTest>

#include "base/random.h"
#include "metrics/registry.h"
#include "metrics/sampler.h"

using namespace std::chrono_literals;

namespace sluice::metrics {

namespace {

/// Latencies over many orders of magnitude, as an error or a success.
void answer(Cell& cell, Random& random) {
    const uint64_t latency_ns = 1000 + random.next() % (uint64_t{1} << (12 + random.next() % 25));
    cell.byStatusClass[random.next() % 10 == 0 ? 5 : 2].add();
    cell.bytesOut.add(random.next() % 5000);
    cell.latency.record(latency_ns);
    cell.firstByte.record(latency_ns / 2);
    cell.phase[random.next() % phases].add(latency_ns);
}

Record made(const std::string& configuration) {
    Record record;
    record.elapsed_s = 2;
    record.configurationHash = configuration;
    record.configuration = {{"key", configuration}};
    record.environment = {"Linux", 2, 2, "0.1.0"};
    return record;
}

}  // namespace

class RecordTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void percentileOfTwoMergedIsThatOfOneOverBoth();
    void periodsOfOneProcessAddUpToTheWhole();
    void aSeriesThatBeganAgainCountsWhole();
    void whatDiffersInMergedRecordsIsLeftOut();
    void batchesAddUp();
    void ratesAreOfTheWholePeriod();
    void routesBeyondTheBoundShareOne();
};

/// Two gateways, and a third that is sent all that the two are sent.
void RecordTest::percentileOfTwoMergedIsThatOfOneOverBoth() {
    for (uint64_t seed = 1; seed <= 20; ++seed) {
        Random random(seed);
        Registry registryA(1), registryB(2), registryBoth(3);
        Sampler a(registryA), b(registryB), both(registryBoth);
        const auto routeA = registryA.route("api");
        const auto routeB = registryB.route("api");
        const auto routeBoth = registryBoth.route("api");
        for (uint64_t n = random.next() % 3000; n > 0; --n) {
            Random same(random.next());
            Random again = same;
            const bool first = random.next() % 3 == 0;
            answer(first ? routeA->cell(0) : routeB->cell(static_cast<int>(n % 2)), same);
            answer(routeBoth->cell(static_cast<int>(n % 3)), again);
        }
        for (Sampler* sampler : {&a, &b, &both}) {
            sampler->sample(TimePoint(1s));
            sampler->sample(TimePoint(2s));
        }
        Record merged = a.record();
        merged.merge(b.record());
        const Record whole = both.record();
        for (const auto& [one, other] : {std::pair{merged.total, whole.total},
                                         std::pair{merged.routes["api"], whole.routes.at("api")}}) {
            for (int promille = 0; promille <= 1000; ++promille) {
                QCOMPARE(one.latency.percentile(promille / 1000.0),
                         other.latency.percentile(promille / 1000.0));
                QCOMPARE(one.firstByte.percentile(promille / 1000.0),
                         other.firstByte.percentile(promille / 1000.0));
            }
            QCOMPARE(one.latency.sum(), other.latency.sum());
            QVERIFY(one.phase_ns == other.phase_ns);
            QVERIFY(one.byStatusClass == other.byStatusClass);
        }
    }
}

void RecordTest::periodsOfOneProcessAddUpToTheWhole() {
    Random random(7);
    Registry registry(2);
    Sampler sampler(registry);
    const auto route = registry.route("api");
    sampler.sample(TimePoint(0s));
    Record last;
    Record sum;
    for (int second = 1; second <= 5; ++second) {
        for (int i = 0; i < 200; ++i)
            answer(route->cell(i % 2), random);
        sampler.sample(TimePoint(second * 1s));
        const Record now = sampler.record();
        if (second == 1) {
            sum = now;
        } else {
            const Record period = now.since(last);
            QCOMPARE(period.elapsed_s, 1.0);
            QCOMPARE(period.routes.at("api").requests(), uint64_t{200});
            sum.merge(period);
        }
        last = now;
    }
    QCOMPARE(sum.elapsed_s, last.elapsed_s);
    QCOMPARE(sum.total.requests(), last.total.requests());
    QCOMPARE(sum.total.latency.percentile(0.99), last.total.latency.percentile(0.99));
    QCOMPARE(sum.routes["api"].latency.sum(), last.routes["api"].latency.sum());
}

void RecordTest::aSeriesThatBeganAgainCountsWhole() {
    Record earlier;
    earlier.routes["api"].byStatusClass[2] = 10;
    Record later;
    later.routes["api"].byStatusClass[2] = 4;
    later.routes["new"].byStatusClass[2] = 3;
    const Record period = later.since(earlier);
    QCOMPARE(period.routes.at("api").requests(), uint64_t{4});
    QCOMPARE(period.routes.at("new").requests(), uint64_t{3});
}

void RecordTest::whatDiffersInMergedRecordsIsLeftOut() {
    Record one = made("a");
    one.merge(made("a"));
    QCOMPARE(one.configurationHash, std::string("a"));
    Record other = made("b");
    other.environment.workers = 4;
    one.merge(other);
    QCOMPARE(one.configurationHash, std::string());
    QVERIFY(one.configuration.empty());
    QCOMPARE(one.environment.workers, 0);
    QCOMPARE(one.environment.system, std::string("Linux"));
    QCOMPARE(one.elapsed_s, 6.0);
}

void RecordTest::batchesAddUp() {
    Registry registry(2);
    Sampler sampler(registry);
    sampler.sample(TimePoint(1s));
    const auto run = [&registry](int worker, uint64_t items) {
        BatchCell& cell = registry.worker(worker).batch;
        cell.batches.add();
        cell.items.add(items);
        cell.itemsFailed.add();
        cell.time_ns.add(2'000'000);
    };
    run(0, 10);
    const Record first = sampler.record();
    run(1, 20);
    registry.worker(1).batch.refused.add();
    const Record last = sampler.record();
    QVERIFY(last.batch == (BatchTraffic{2, 1, 30, 2, 4'000'000}));
    const Record period = last.since(first);
    QVERIFY(period.batch == (BatchTraffic{1, 1, 20, 1, 2'000'000}));
    Record sum = first;
    sum.merge(period);
    QVERIFY(sum.batch == last.batch);
    QCOMPARE(snapshotOf(sum).batch.meanTime_ms(), 2.0);
}

void RecordTest::ratesAreOfTheWholePeriod() {
    Record record = made("a");
    record.cpu_s = 0.5;
    record.routes["api"].byStatusClass = {0, 0, 6, 0, 0, 2};
    record.total = record.routes["api"];
    record.servers["web/one"].byStatusClass[2] = 8;
    const Snapshot snapshot = snapshotOf(record);
    QCOMPARE(snapshot.total.rates.per_10s, 4.0);
    QCOMPARE(snapshot.total.errorRate, 0.25);
    QCOMPARE(snapshot.process.cpuPercent, 25.0);
    QCOMPARE(snapshot.process.uptime_s, 2.0);
    QCOMPARE(snapshot.routes.front().traffic.requests, uint64_t{8});
    QCOMPARE(snapshot.pools.front().name, std::string("web"));
    QCOMPARE(snapshot.pools.front().servers.front().name, std::string("one"));
}

void RecordTest::routesBeyondTheBoundShareOne() {
    Registry registry(1);
    std::vector<std::shared_ptr<Series>> routes;
    for (size_t i = 0; i < Registry::maxRoutes; ++i)
        routes.push_back(registry.route("route " + std::to_string(i)));
    QCOMPARE(registry.route("one more")->name(), std::string("other"));
    const auto other = registry.route("one more");
    QCOMPARE(registry.route("and another"), other);
    QCOMPARE(registry.route("route 3"), routes[3]);
    QCOMPARE(registry.routes().size(), Registry::maxRoutes + 1);
}

}  // namespace sluice::metrics

QTEST_APPLESS_MAIN(sluice::metrics::RecordTest)
#include "record_test.moc"
