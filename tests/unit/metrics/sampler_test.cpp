#include "metrics/sampler.h"

#include <QtTest>
#include <numeric>
#include <thread>

using namespace std::chrono_literals;

namespace sluice::metrics {

namespace {

void answer(Cell& cell, size_t statusClass, uint64_t latency_ns, int times = 1) {
    for (int i = 0; i < times; ++i) {
        cell.byStatusClass[statusClass].add();
        cell.bytesIn.add(10);
        cell.bytesOut.add(1000);
        cell.latency.record(latency_ns);
    }
}

bool near(double value, double expected) {
    return std::abs(value - expected) <= 0.01 * expected;
}

}  // namespace

class SamplerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingBeforeTheFirstSample();
    void addsUpTheWorkers();
    void totalIsOfTheRoutesAndBadRequests();
    void aSeriesThatComesLaterCountsFromThen();
    void aSeriesThatGoesIsForgottenButCounted();
    void aSeriesThatComesBackGoesOn();
    void aNewSeriesOfTheSameNameBeginsAgain();
    void tellsTheTimeSinceTheLastHit();
    void ignoresATimeThatDoesNotRise();
    void aRecordOfNowHasWhatCameSinceTheSample();
    void sharesEveryTenSeconds();
    void fillsASnapshot();
    void fillsBandsOfTheLastSecond();
    void workersGoOnCountingMeanwhile();
};

void SamplerTest::nothingBeforeTheFirstSample() {
    Registry registry(1);
    const Sampler sampler(registry);
    const auto route = registry.route("api");
    QCOMPARE(sampler.total().requests, uint64_t{0});
    QCOMPARE(sampler.of(*route).requests, uint64_t{0});
    QCOMPARE(sampler.lastHitAgo_s(*route), -1.0);
    Snapshot snapshot;
    sampler.fill(snapshot);
    QCOMPARE(snapshot.total.requests, uint64_t{0});
    QCOMPARE(snapshot.process.uptime_s, 0.0);
}

void SamplerTest::addsUpTheWorkers() {
    Registry registry(2);
    Sampler sampler(registry);
    const auto route = registry.route("api");
    sampler.sample(TimePoint(10s));
    answer(route->cell(0), 2, 1'000'000, 60);
    answer(route->cell(1), 5, 3'000'000, 40);
    route->cell(1).failures.add(7);
    route->cell(0).inFlight.add(3);
    route->cell(1).inFlight.add(2);
    sampler.sample(TimePoint(11s));

    const Traffic traffic = sampler.of(*route);
    QCOMPARE(traffic.requests, uint64_t{100});
    QCOMPARE(traffic.byStatusClass[2], uint64_t{60});
    QCOMPARE(traffic.byStatusClass[5], uint64_t{40});
    QCOMPARE(traffic.failures, uint64_t{7});
    QCOMPARE(traffic.bytesIn, uint64_t{1000});
    QCOMPARE(traffic.bytesOut, uint64_t{100'000});
    QCOMPARE(traffic.inFlight, int64_t{5});
    QCOMPARE(traffic.rates.per_1s, 100.0);
    QCOMPARE(traffic.errorRate, 0.4);
    QVERIFY(near(traffic.latency.p50_ms, 1));
    QVERIFY(near(traffic.latency.p90_ms, 3));
    QCOMPARE(traffic.latency.mean_ms, 1.8);
}

void SamplerTest::totalIsOfTheRoutesAndBadRequests() {
    Registry registry(2);
    Sampler sampler(registry);
    const auto first = registry.route("first");
    const auto second = registry.route("second");
    const auto server = registry.server("pool", "one");
    sampler.sample(TimePoint(0s));
    answer(first->cell(0), 2, 1'000'000, 10);
    answer(second->cell(1), 4, 1'000'000, 5);
    answer(server->cell(0), 2, 1'000'000, 15);
    registry.worker(0).badRequests[4].add(2);
    registry.worker(1).badRequests[5].add(3);
    sampler.sample(TimePoint(1s));

    const Traffic total = sampler.total();
    QCOMPARE(total.requests, uint64_t{20});
    QCOMPARE(total.byStatusClass[2], uint64_t{10});
    QCOMPARE(total.byStatusClass[4], uint64_t{7});
    QCOMPARE(total.byStatusClass[5], uint64_t{3});
    QCOMPARE(total.rates.per_1s, 20.0);
    sampler.sample(TimePoint(2s));
    QCOMPARE(sampler.total().requests, uint64_t{20});
    QCOMPARE(sampler.total().rates.per_1s, 0.0);
}

void SamplerTest::aSeriesThatComesLaterCountsFromThen() {
    Registry registry(1);
    Sampler sampler(registry);
    sampler.sample(TimePoint(0s));
    sampler.sample(TimePoint(1s));
    const auto route = registry.route("late");
    answer(route->cell(0), 2, 1'000'000, 30);
    sampler.sample(TimePoint(2s));
    QCOMPARE(sampler.of(*route).rates.per_1s, 30.0);
    QCOMPARE(sampler.of(*route).rates.per_5m, 30.0);
    QCOMPARE(sampler.total().rates.per_1s, 30.0);
    QCOMPARE(sampler.total().rates.per_10s, 15.0);
    QVERIFY(near(sampler.of(*route).latency.p99_ms, 1));
}

/// Up to its end: what it counted after the last sample, too.
void SamplerTest::aSeriesThatGoesIsForgottenButCounted() {
    Registry registry(1);
    Sampler sampler(registry);
    const auto kept = registry.route("kept");
    auto route = registry.route("gone");
    sampler.sample(TimePoint(0s));
    answer(route->cell(0), 2, 1'000'000, 30);
    sampler.sample(TimePoint(1s));
    const Record before = sampler.record();
    answer(route->cell(0), 2, 1'000'000, 4);
    answer(kept->cell(0), 2, 1'000'000, 5);
    const Series* address = route.get();
    const std::weak_ptr<Series> watch = route;
    route.reset();
    sampler.sample(TimePoint(2s));
    QVERIFY(watch.expired());
    QCOMPARE(sampler.of(*address).requests, uint64_t{0});
    QCOMPARE(sampler.lastHitAgo_s(*address), -1.0);
    QCOMPARE(sampler.total().requests, uint64_t{39});
    QCOMPARE(sampler.total().rates.per_1s, 9.0);
    for (const Record& record : {sampler.record(), sampler.recordNow(TimePoint(2500ms))}) {
        QCOMPARE(record.routes.at("other").requests(), uint64_t{34});
        QCOMPARE(record.routes.size(), size_t{2});
        const Record period = record.since(before);
        QCOMPARE(period.total.requests(), uint64_t{9});
        QCOMPARE(period.routes.at("other").requests(), uint64_t{4});
        QCOMPARE(period.routes.at("kept").requests(), uint64_t{5});
    }
}

void SamplerTest::aSeriesThatComesBackGoesOn() {
    Registry registry(1);
    Sampler sampler(registry);
    auto route = registry.route("api");
    sampler.sample(TimePoint(0s));
    answer(route->cell(0), 2, 1'000'000, 30);
    sampler.sample(TimePoint(1s));
    route.reset();
    route = registry.route("api");
    answer(route->cell(0), 2, 1'000'000, 4);
    sampler.sample(TimePoint(2s));
    QCOMPARE(sampler.of(*route).requests, uint64_t{34});
    QCOMPARE(sampler.of(*route).rates.per_1s, 4.0);
    QCOMPARE(sampler.total().requests, uint64_t{34});
}

/// Long after that it was gone, under the same name.
void SamplerTest::aNewSeriesOfTheSameNameBeginsAgain() {
    Registry registry(1);
    Sampler sampler(registry);
    auto route = registry.route("api");
    sampler.sample(TimePoint(0s));
    answer(route->cell(0), 2, 1'000'000, 30);
    sampler.sample(TimePoint(1s));
    const Record before = sampler.record();
    route.reset();
    sampler.sample(TimePoint(2s));
    route = registry.route("api");
    answer(route->cell(0), 2, 1'000'000, 4);
    sampler.sample(TimePoint(3s));
    QCOMPARE(sampler.of(*route).requests, uint64_t{4});
    QCOMPARE(sampler.of(*route).rates.per_1s, 4.0);
    QCOMPARE(sampler.total().requests, uint64_t{34});
    const Record period = sampler.record().since(before);
    QCOMPARE(period.routes.at("api").requests(), uint64_t{4});
    QCOMPARE(period.routes.at("other").requests(), uint64_t{0});
    QCOMPARE(period.total.requests(), uint64_t{4});
}

void SamplerTest::tellsTheTimeSinceTheLastHit() {
    Registry registry(1);
    Sampler sampler(registry);
    const auto route = registry.route("api");
    sampler.sample(TimePoint(0s));
    QCOMPARE(sampler.lastHitAgo_s(*route), -1.0);
    answer(route->cell(0), 2, 1'000'000);
    sampler.sample(TimePoint(1s));
    QCOMPARE(sampler.lastHitAgo_s(*route), 0.0);
    sampler.sample(TimePoint(2s));
    sampler.sample(TimePoint(4500ms));
    QCOMPARE(sampler.lastHitAgo_s(*route), 3.5);
    for (int i = 5; i < 1000; ++i)
        sampler.sample(TimePoint(i * 1s));
    QCOMPARE(sampler.lastHitAgo_s(*route), 998.0);
}

void SamplerTest::ignoresATimeThatDoesNotRise() {
    Registry registry(1);
    Sampler sampler(registry);
    const auto route = registry.route("api");
    sampler.sample(TimePoint(5s));
    answer(route->cell(0), 2, 1'000'000, 10);
    sampler.sample(TimePoint(5s));
    sampler.sample(TimePoint(4s));
    QCOMPARE(sampler.total().requests, uint64_t{0});
    sampler.sample(TimePoint(6s));
    QCOMPARE(sampler.total().rates.per_1s, 10.0);
}

void SamplerTest::aRecordOfNowHasWhatCameSinceTheSample() {
    Registry registry(1);
    Sampler sampler(registry);
    const auto route = registry.route("api");
    const auto server = registry.server("web", "one");
    sampler.sample(TimePoint(0s));
    answer(route->cell(0), 2, 1'000'000, 3);
    sampler.sample(TimePoint(1s));
    answer(route->cell(0), 5, 1'000'000, 2);
    answer(server->cell(0), 2, 1'000'000, 4);
    const auto later = registry.route("later");
    answer(later->cell(0), 2, 1'000'000, 7);
    registry.workerCells().front()->badRequests[4].add(6);
    const Record now = sampler.recordNow(TimePoint(1500ms));
    QCOMPARE(now.elapsed_s, 1.5);
    QCOMPARE(now.badRequests, uint64_t{6});
    QCOMPARE(now.total.byStatusClass[4], uint64_t{6});
    QCOMPARE(now.routes.at("api").requests(), uint64_t{5});
    QCOMPARE(now.routes.at("api").latency.total(), uint64_t{5});
    QCOMPARE(now.routes.at("later").requests(), uint64_t{7});
    QCOMPARE(now.servers.at("web/one").requests(), uint64_t{4});
    QCOMPARE(now.total.requests(), uint64_t{18});
    QCOMPARE(sampler.record().total.requests(), uint64_t{3});
    sampler.sample(TimePoint(2s));
    QCOMPARE(sampler.record().total.requests(), uint64_t{18});
}

void SamplerTest::sharesEveryTenSeconds() {
    Registry registry(1);
    Sampler sampler(registry);
    const auto route = registry.route("api");
    Snapshot snapshot;
    for (int second = 0; second <= 20; ++second) {
        sampler.sample(TimePoint(second * 1s));
        sampler.fill(snapshot);
        QCOMPARE(snapshot.tens != nullptr, second >= 10);
        answer(route->cell(0), 2, 1'000'000, 5);
    }
    QCOMPARE(snapshot.tens->size(), size_t{2});
    QCOMPARE(snapshot.tens->back().time_s, 20.0F);
    QCOMPARE(snapshot.tens->back().requests_per_s, 5.0F);
}

void SamplerTest::fillsASnapshot() {
    Registry registry(2);
    Sampler sampler(registry);
    const auto route = registry.route("api");
    sampler.sample(TimePoint(100s));
    answer(route->cell(0), 2, 1'000'000, 8);
    answer(route->cell(1), 5, 1'000'000, 2);
    registry.worker(0).connectionsAccepted.add(5);
    registry.worker(1).connectionsAccepted.add(6);
    registry.worker(0).connectionsOpen.add(4);
    registry.worker(1).connectionsOpen.add(-1);
    registry.worker(1).connectionsRefused.add(1);
    registry.worker(1).badRequests[4].add(10);
    registry.worker(0).tunnelsOpen.add(2);
    registry.worker(0).tunnelsTotal.add(3);
    for (int worker : {0, 1}) {
        registry.worker(worker).memory.frames.take(true);
        registry.worker(worker).memory.frames.giveBack();
        registry.worker(worker).memory.frames.take(false);
    }
    sampler.sample(TimePoint(102s));

    Snapshot snapshot;
    sampler.fill(snapshot);
    sampler.fill(snapshot);
    QCOMPARE(snapshot.workers, 2);
    QCOMPARE(snapshot.total.requests, uint64_t{20});
    QCOMPARE(snapshot.okPerSecond, 9.0);
    QCOMPARE(snapshot.errorPerSecond, 1.0);
    QCOMPARE(snapshot.connectionsAccepted, uint64_t{11});
    QCOMPARE(snapshot.connectionsOpen, int64_t{3});
    QCOMPARE(snapshot.connectionsRefused, uint64_t{1});
    QCOMPARE(snapshot.badRequests, uint64_t{10});
    QCOMPARE(snapshot.tunnelsOpen, int64_t{2});
    QCOMPARE(snapshot.tunnelsTotal, uint64_t{3});
    QCOMPARE(snapshot.frames.taken, uint64_t{4});
    QCOMPARE(snapshot.frames.inUse, int64_t{2});
    QCOMPARE(snapshot.frames.most, int64_t{2});
    QCOMPARE(snapshot.frames.reuseRate(), 0.5);
    QCOMPARE(snapshot.process.uptime_s, 2.0);
    QVERIFY(snapshot.process.residentBytes > 0);
    QVERIFY(snapshot.process.cpuPercent >= 0);
}

void SamplerTest::fillsBandsOfTheLastSecond() {
    Registry registry(1);
    Sampler sampler(registry);
    const auto first = registry.route("first");
    const auto second = registry.route("second");
    sampler.sample(TimePoint(0s));
    answer(first->cell(0), 2, 1'300'000, 5);
    answer(second->cell(0), 2, 1'400'000, 6);
    answer(second->cell(0), 2, 20'000'000'000, 2);
    sampler.sample(TimePoint(1s));
    Snapshot snapshot;
    sampler.fill(snapshot);
    QCOMPARE(snapshot.latencyBands[4], uint32_t{11});
    QCOMPARE(snapshot.latencyBands[19], uint32_t{2});
    QCOMPARE(std::accumulate(snapshot.latencyBands.begin(), snapshot.latencyBands.end(), 0u), 13u);
    sampler.sample(TimePoint(2s));
    sampler.fill(snapshot);
    QCOMPARE(std::accumulate(snapshot.latencyBands.begin(), snapshot.latencyBands.end(), 0u), 0u);
}

// Meant for -fsanitize=thread too.
void SamplerTest::workersGoOnCountingMeanwhile() {
    constexpr int n = 50'000;
    Registry registry(2);
    Sampler sampler(registry);
    const auto route = registry.route("api");
    TimePoint now(0s);
    sampler.sample(now);
    std::vector<std::thread> workers;
    for (int i = 0; i < registry.workers(); ++i) {
        workers.emplace_back([&cell = route->cell(i)] { answer(cell, 2, 1'000'000, n); });
    }
    uint64_t last = 0;
    bool rising = true;
    while (last < 2 * n && rising) {
        sampler.sample(now += 1s);
        rising = sampler.total().requests >= last;
        last = sampler.total().requests;
    }
    for (auto& worker : workers)
        worker.join();
    QVERIFY(rising);
    sampler.sample(now += 1s);
    QCOMPARE(sampler.of(*route).requests, uint64_t{2 * n});
    QCOMPARE(sampler.of(*route).bytesOut, uint64_t{2'000ull * n});
}

}  // namespace sluice::metrics

QTEST_APPLESS_MAIN(sluice::metrics::SamplerTest)
#include "sampler_test.moc"
