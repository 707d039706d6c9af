#include "upstream/what_if/replay.h"

#include <QtTest>

#include "unit/upstream/what_if/recorded_traffic.h"

using namespace sluice;
using namespace sluice::upstream;
using test::makeServers;
using test::milliseconds;
using test::RecordedTraffic;

class ReplayTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingRecorded();
    void roundRobinGivesWhatWasRecordedUnderIt();
    void estimatesWhatAnotherLoadGives();
    void isTheSameEveryTime();
    void adaptiveStrategiesAvoidASlowServer();
    void healthStrategiesAvoidAFailingServer();
    void aHotKeyMakesConsistentHashUneven();
    void leavesOutConsistentHashWithoutHashes();
    void weightsCountForTheShares();
    void leavesOutServersThatGetNothing();
    void allRefusedIsAllErrors();
    void retriesAreNoRequests();
    void recentTriesAreMerged();
    void recentTriesAreBounded();
    void recentTriesBeginWhereEveryLogKnowsAll();
    void stopsWhenAsked();
};

namespace {

/// A row without a name if there is none.
WhatIf::Row rowOf(const WhatIf& result, const std::string& strategy) {
    const auto found = std::find_if(result.rows.begin(), result.rows.end(),
                                    [&](const auto& row) { return row.strategy == strategy; });
    return found == result.rows.end() ? WhatIf::Row{} : *found;
}

WhatIf replayed(const ServerList& servers, const std::vector<Try>& tries) {
    return replay(servers, Tuning(), tries);
}

bool isWithin(double value, double due, double fraction) {
    return std::abs(value - due) <= due * fraction;
}

Try at(double time_ms, double service_ms = 1) {
    Try result;
    result.start = TimePoint(milliseconds(time_ms));
    result.service = milliseconds(service_ms);
    return result;
}

/// Traffic on servers that each answer one request after the other, so that times depend on load.
std::vector<Try> queued(const ServerList& servers, const std::vector<double>& means_ms) {
    const Tuning tuning;
    const auto balancer = makeBalancer(Strategy::weightedRoundRobin, servers, 0, tuning);
    std::vector<Try> tries = RecordedTraffic({1}).requests(30000, 150);
    std::mt19937_64 random(5);
    std::exponential_distribution<> work(1);
    std::vector<TimePoint> freeAt(servers.size());
    for (Try& each : tries) {
        const size_t server = balancer->choose(servers).value_or(0);
        const TimePoint begin = std::max(each.start, freeAt[server]);
        freeAt[server] = begin + milliseconds(means_ms[server] * work(random));
        each.service = freeAt[server] - each.start;
        each.server = static_cast<uint16_t>(server);
    }
    return tries;
}

std::vector<std::unique_ptr<TryLog>> makeLogs(size_t count) {
    std::vector<std::unique_ptr<TryLog>> logs;
    for (size_t i = 0; i < count; ++i)
        logs.push_back(std::make_unique<TryLog>());
    return logs;
}

}  // namespace

void ReplayTest::nothingRecorded() {
    const WhatIf result = replayed(makeServers({1, 1}), {});
    QCOMPARE(result.requests, uint64_t(0));
    QVERIFY(result.rows.empty());
    QCOMPARE(result.recorded.strategy, std::string("weighted-round-robin"));
}

void ReplayTest::roundRobinGivesWhatWasRecordedUnderIt() {
    const WhatIf result =
        replayed(makeServers({1, 1, 1}), RecordedTraffic({1, 2, 10}).requests(20000, 300));
    QCOMPARE(result.requests, uint64_t(20000));
    QVERIFY(isWithin(result.window_s, 20000 / 300.0, 0.05));
    QCOMPARE(result.slowestServer, std::string("server-2"));
    const WhatIf::Row simulated = rowOf(result, "round-robin");
    QVERIFY(isWithin(simulated.p50_ms, result.recorded.p50_ms, 0.03));
    QVERIFY(isWithin(simulated.p99_ms, result.recorded.p99_ms, 0.05));
    QVERIFY(isWithin(simulated.slowestShare, 1 / 3.0, 0.001));
    QVERIFY(isWithin(simulated.imbalance, 1, 0.001));
    QCOMPARE(simulated.errorRate, 0.0);
}

/// Recorded with equal weights, replayed with those that suit the servers better.
void ReplayTest::estimatesWhatAnotherLoadGives() {
    const std::vector<double> means_ms{8, 8, 12};
    const auto equal = makeServers({1, 1, 1});
    const auto suited = makeServers({2, 2, 1});
    const auto tries = queued(equal, means_ms);
    const WhatIf before = replayed(equal, tries);
    QVERIFY(isWithin(rowOf(before, "round-robin").p50_ms, before.recorded.p50_ms, 0.05));
    QVERIFY(isWithin(rowOf(before, "round-robin").p99_ms, before.recorded.p99_ms, 0.1));
    const WhatIf::Row estimated = rowOf(replayed(suited, tries), "weighted-round-robin");
    const WhatIf::Row happened = replayed(suited, queued(suited, means_ms)).recorded;
    QVERIFY(happened.p99_ms < before.recorded.p99_ms * 0.8);
    QVERIFY(isWithin(estimated.p50_ms, happened.p50_ms, 0.1));
    QVERIFY(isWithin(estimated.p99_ms, happened.p99_ms, 0.2));
}

void ReplayTest::isTheSameEveryTime() {
    const auto servers = makeServers({1, 2, 1});
    const auto tries = RecordedTraffic({1, 2, 10}).requests(3000, 300);
    const WhatIf first = replayed(servers, tries);
    const WhatIf second = replayed(servers, tries);
    QCOMPARE(first.rows.size(), availableStrategies().size());
    QVERIFY(first.rows == second.rows);
    for (size_t i = 0; i < first.rows.size(); ++i)
        QCOMPARE(first.rows[i].strategy, std::string(strategyName(availableStrategies()[i])));
}

void ReplayTest::adaptiveStrategiesAvoidASlowServer() {
    const WhatIf result =
        replayed(makeServers({1, 1, 1}), RecordedTraffic({2, 2, 60}).requests(20000, 300));
    const WhatIf::Row inTurn = rowOf(result, "round-robin");
    QVERIFY(isWithin(inTurn.slowestShare, 1 / 3.0, 0.001));
    for (const char* strategy : {"least-response-time", "peak-ewma"}) {
        const WhatIf::Row row = rowOf(result, strategy);
        QCOMPARE(row.strategy, std::string(strategy));
        QVERIFY2(row.slowestShare < inTurn.slowestShare / 2, strategy);
        QVERIFY2(row.p99_ms < inTurn.p99_ms, strategy);
        QVERIFY2(row.imbalance > inTurn.imbalance, strategy);
    }
    for (const char* strategy : {"least-connections", "power-of-two", "health-weighted"}) {
        const WhatIf::Row row = rowOf(result, strategy);
        QCOMPARE(row.strategy, std::string(strategy));
        QVERIFY2(row.slowestShare < inTurn.slowestShare, strategy);
    }
}

void ReplayTest::healthStrategiesAvoidAFailingServer() {
    RecordedTraffic traffic({2, 2, 2});
    traffic.setErrors(1, 0.5);
    const WhatIf result = replayed(makeServers({1, 1, 1}), traffic.requests(20000, 300));
    const WhatIf::Row inTurn = rowOf(result, "round-robin");
    QVERIFY(isWithin(result.recorded.errorRate, 1 / 6.0, 0.05));
    QVERIFY(isWithin(inTurn.errorRate, result.recorded.errorRate, 0.05));
    const WhatIf::Row healthWeighted = rowOf(result, "health-weighted");
    QCOMPARE(healthWeighted.strategy, std::string("health-weighted"));
    QVERIFY(healthWeighted.errorRate < inTurn.errorRate);
}

void ReplayTest::aHotKeyMakesConsistentHashUneven() {
    auto tries = RecordedTraffic({2, 2, 2}).requests(10000, 3000);
    for (size_t i = 0; i < tries.size(); i += 2)
        tries[i].hash = 42;
    const WhatIf result = replayed(makeServers({1, 1, 1}), tries);
    QVERIFY(isWithin(rowOf(result, "round-robin").imbalance, 1, 0.001));
    QVERIFY(rowOf(result, "consistent-hash").imbalance > 1.02);
}

void ReplayTest::leavesOutConsistentHashWithoutHashes() {
    auto tries = RecordedTraffic({2, 2}).requests(100, 300);
    for (Try& each : tries)
        each.hash = 0;
    const WhatIf result = replayed(makeServers({1, 1}), tries);
    QCOMPARE(result.rows.size(), availableStrategies().size() - 1);
    QCOMPARE(rowOf(result, "consistent-hash"), WhatIf::Row{});
}

void ReplayTest::weightsCountForTheShares() {
    const WhatIf result =
        replayed(makeServers({1, 2, 5}), RecordedTraffic({1, 1, 9}).requests(8000, 300));
    const WhatIf::Row byWeight = rowOf(result, "weighted-round-robin");
    QVERIFY(isWithin(byWeight.slowestShare, 0.625, 0.001));
    QVERIFY(isWithin(byWeight.imbalance, 1, 0.001));
    QVERIFY(isWithin(rowOf(result, "round-robin").imbalance, (1 / 3.0) / (1 / 8.0), 0.001));
}

void ReplayTest::leavesOutServersThatGetNothing() {
    const auto servers = makeServers({1, 1, 1, 1});
    servers[1]->setOut(Condition::ejected, "for a test", {});
    const WhatIf result = replayed(servers, RecordedTraffic({2, 60, 2}).requests(3000, 300));
    QCOMPARE(result.excludedServers, std::vector<std::string>{"server-1"});
    QCOMPARE(result.unknownServers, std::vector<std::string>{"server-3"});
    QCOMPARE(result.slowestServer, std::string("server-1"));
    QVERIFY(isWithin(result.recorded.slowestShare, 1 / 3.0, 0.001));
    for (const auto& row : result.rows)
        QCOMPARE(row.slowestShare, 0.0);
    QCOMPARE(servers[0]->statistics().answers(), uint64_t(0));
}

void ReplayTest::allRefusedIsAllErrors() {
    const auto servers = makeServers({1, 1});
    const auto tries = RecordedTraffic({2, 2}).requests(100, 300);
    for (const auto& server : servers)
        server->setDuty(Duty::drained);
    const WhatIf result = replayed(servers, tries);
    QVERIFY(!result.rows.empty());
    for (const auto& row : result.rows)
        QCOMPARE(row.errorRate, 1.0);
    QCOMPARE(result.recorded.errorRate, 0.0);
}

void ReplayTest::retriesAreNoRequests() {
    Try failed = at(1);
    failed.ending = Ending::failure;
    Try retry = at(2, 30);
    retry.again = true;
    retry.server = 1;
    const WhatIf result = replayed(makeServers({1, 1}), {failed, retry});
    QCOMPARE(result.requests, uint64_t(1));
    QCOMPARE(result.recorded.errorRate, 1.0);
    QCOMPARE(result.recorded.p99_ms, 1.0);
    QVERIFY(result.unknownServers.empty());
}

void ReplayTest::recentTriesAreMerged() {
    const auto logs = makeLogs(2);
    for (const double time_ms : {5.0, 1.0, 7.0})
        logs[0]->record(at(time_ms));
    for (const double time_ms : {6.0, 2.0})
        logs[1]->record(at(time_ms));
    const auto tries = recentTries(logs, TimePoint(milliseconds(2)));
    QCOMPARE(tries.size(), size_t(4));
    QVERIFY(tries.front().start == TimePoint(milliseconds(2)));
    QVERIFY(tries.back().start == TimePoint(milliseconds(7)));
}

void ReplayTest::recentTriesAreBounded() {
    const auto logs = makeLogs(3);
    for (size_t i = 0; i < 30000; ++i) {
        for (size_t worker = 0; worker < 3; ++worker)
            logs[worker]->record(at(static_cast<double>(3 * i + worker)));
    }
    const auto tries = recentTries(logs, TimePoint());
    QCOMPARE(tries.size(), size_t(50000));
    QVERIFY(tries.back().start == TimePoint(milliseconds(89999)));
}

void ReplayTest::recentTriesBeginWhereEveryLogKnowsAll() {
    const auto logs = makeLogs(2);
    for (size_t i = 0; i < TryLog::capacity + 100; ++i)
        logs[0]->record(at(static_cast<double>(i), 1));
    for (const double time_ms : {50.0, 200.0})
        logs[1]->record(at(time_ms));
    const auto tries = recentTries(logs, TimePoint());
    QVERIFY(tries.front().start == TimePoint(milliseconds(101)));
    QCOMPARE(tries.size(), TryLog::capacity);
}

void ReplayTest::stopsWhenAsked() {
    std::stop_source source;
    source.request_stop();
    const auto tries = RecordedTraffic({2, 60}).requests(1000, 300);
    const WhatIf result = replay(makeServers({1, 1}), Tuning(), tries, source.get_token());
    for (const auto& row : result.rows)
        QCOMPARE(row.p50_ms, 0.0);
    QVERIFY(result.recorded.p50_ms > 0);
}

QTEST_APPLESS_MAIN(ReplayTest)
#include "replay_test.moc"
