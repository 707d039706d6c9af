#include "upstream/balancing/consistent_hash.h"

#include <QtTest>
#include <deque>

#include "support/balanced_servers.h"

using namespace sluice;
using namespace sluice::upstream;

namespace {

constexpr uint64_t keys = 20'000;

/// With a bound on the load of servers; 0: none.
Tuning boundBy(double bound) {
    PoolOptions options;
    options.hash.bound = bound;
    return Tuning(options);
}

/// Which server each key goes to. Consecutive numbers are the hardest hashes to spread.
std::vector<size_t> placeKeys(const ServerList& servers, int worker = 0) {
    const Tuning tuning;
    ConsistentHash balancer(servers, worker, tuning);
    std::vector<size_t> places;
    for (uint64_t key = 0; key < keys; ++key)
        places.push_back(balancer.choose(servers, {.hash = key}).value());
    return places;
}

std::vector<size_t> countPlaces(const std::vector<size_t>& places, size_t servers) {
    std::vector<size_t> counts(servers);
    for (const size_t place : places)
        ++counts[place];
    return counts;
}

}  // namespace

class ConsistentHashTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sharesByWeight();
    void isTheSameInEveryWorker();
    void goesByNamesAndNotByPlaces();
    void addingAServerMovesItsPart();
    void losingAServerMovesItsKeysAlone();
    void changingAWeightMovesOnlyThatServersKeys();
    void avoidingMovesAsLosingDoes();
    void sticksWhateverTheLoad();
    void overflowsToTheNextOnTheRing();
    void boundsTheLoad();
    void boundsTheLoadByWeight();
    void leavesKeysAtHomeWhileThereIsRoom();
};

void ConsistentHashTest::sharesByWeight() {
    for (const std::vector<double>& weights :
         {std::vector<double>{1, 2, 5}, std::vector<double>{0.1, 1000, 500},
          std::vector<double>(100, 1)}) {
        const ServerList servers = test::makeServers(weights);
        const auto counts = countPlaces(placeKeys(servers), servers.size());
        const auto shares = expectedShares(Strategy::consistentHash, servers, Tuning());
        QVERIFY(test::chiSquare(counts, shares) < test::chiSquareLimit(servers.size()));
    }
}

void ConsistentHashTest::isTheSameInEveryWorker() {
    const ServerList servers = test::makeServers({1, 2, 1, 1});
    QVERIFY(placeKeys(servers, 0) == placeKeys(test::makeServers({1, 2, 1, 1}), 3));
}

void ConsistentHashTest::goesByNamesAndNotByPlaces() {
    const ServerList servers = test::makeServers({1, 1, 1});
    const auto before = placeKeys(servers);
    const auto after = placeKeys({servers[2], servers[0], servers[1]});
    for (size_t key = 0; key < keys; ++key)
        QCOMPARE(after[key], (before[key] + 1) % 3);
}

void ConsistentHashTest::addingAServerMovesItsPart() {
    const auto before = placeKeys(test::makeServers(std::vector<double>(10, 1)));
    const auto after = placeKeys(test::makeServers(std::vector<double>(11, 1)));
    size_t moved = 0;
    for (size_t key = 0; key < keys; ++key) {
        if (after[key] == before[key]) continue;
        QCOMPARE(after[key], size_t{10});
        ++moved;
    }
    const double share = static_cast<double>(moved) / keys;
    qInfo("10 to 11 servers: %.2f %% of the keys move; 1/11 is %.2f %%", 100 * share, 100 / 11.0);
    QVERIFY(share > 0.5 / 11);
    QVERIFY(share < 1.5 / 11);
}

void ConsistentHashTest::losingAServerMovesItsKeysAlone() {
    const ServerList servers = test::makeServers({1, 2, 3, 1, 1});
    const auto before = placeKeys(servers);
    test::setCondition(*servers[1], Condition::ejected);
    const auto during = placeKeys(servers);
    test::setCondition(*servers[1], Condition::healthy);
    for (size_t key = 0; key < keys; ++key) {
        QVERIFY(during[key] != 1);
        if (before[key] != 1) QCOMPARE(during[key], before[key]);
    }
    QVERIFY(placeKeys(servers) == before);
}

void ConsistentHashTest::changingAWeightMovesOnlyThatServersKeys() {
    const ServerList servers = test::makeServers({1, 1, 1});
    const auto before = placeKeys(servers);
    servers[2]->setWeight(2);
    const auto after = placeKeys(servers);
    for (size_t key = 0; key < keys; ++key) {
        if (after[key] != before[key]) QCOMPARE(after[key], size_t{2});
    }
    QVERIFY(after != before);
}

void ConsistentHashTest::avoidingMovesAsLosingDoes() {
    const ServerList servers = test::makeServers({1, 2, 3, 1});
    const Tuning tuning;
    ConsistentHash balancer(servers, 0, tuning);
    for (uint64_t key = 0; key < 1'000; ++key) {
        const std::array<size_t, 1> home{balancer.choose(servers, {.hash = key}).value()};
        const auto next = balancer.choose(servers, {.hash = key, .avoid = home});
        servers[home[0]]->setDuty(Duty::drained);
        QCOMPARE(balancer.choose(servers, {.hash = key}), next);
        servers[home[0]]->setDuty(Duty::active);
    }
}

void ConsistentHashTest::sticksWhateverTheLoad() {
    const ServerList servers = test::makeServers({1, 1});
    const auto idle = placeKeys(servers);
    for (int i = 0; i < 1'000; ++i)
        servers[idle[7]]->requestStarted();
    QVERIFY(placeKeys(servers) == idle);
}

void ConsistentHashTest::overflowsToTheNextOnTheRing() {
    const ServerList servers = test::makeServers({1, 1, 1, 1});
    const Tuning tuning = boundBy(1.25);
    ConsistentHash balancer(servers, 0, tuning);
    for (uint64_t key = 0; key < 100; ++key) {
        const std::array<size_t, 1> home{balancer.choose(servers, {.hash = key}).value()};
        const size_t next = balancer.choose(servers, {.hash = key, .avoid = home}).value();
        for (int i = 0; i < 10; ++i)
            servers[home[0]]->requestStarted();
        for (int i = 0; i < 3; ++i)
            QCOMPARE(balancer.choose(servers, {.hash = key}).value(), next);
        for (int i = 0; i < 10; ++i)
            servers[home[0]]->requestEnded();
    }
}

/// A thousand requests in flight, half of them for one key, the rest for keys of their own.
void ConsistentHashTest::boundsTheLoad() {
    const ServerList servers = test::makeServers(std::vector<double>(10, 1));
    const Tuning tuning = boundBy(1.25);
    ConsistentHash balancer(servers, 0, tuning);
    Random random(11);
    std::deque<size_t> underWay;
    int64_t most = 0;
    for (int i = 0; i < 20'000; ++i) {
        if (underWay.size() == 1'000) {
            servers[underWay.front()]->requestEnded();
            underWay.pop_front();
        }
        const uint64_t key = random.next() % 2 == 0 ? 1 : random.next();
        const size_t index = balancer.choose(servers, {.hash = key}).value();
        servers[index]->requestStarted();
        underWay.push_back(index);
        most = std::max(most, servers[index]->inFlight());
        const double mean = static_cast<double>(underWay.size()) / 10;
        QVERIFY(static_cast<double>(servers[index]->inFlight()) <= 1.25 * mean + 1);
    }
    qInfo(
        "1,000 in flight over 10 servers, half of them one key: at most %d on one server, "
        "%.2f times the mean",
        static_cast<int>(most), static_cast<double>(most) / 100);
    QVERIFY(most > 100);
}

void ConsistentHashTest::boundsTheLoadByWeight() {
    const ServerList servers = test::makeServers({1, 3});
    const Tuning tuning = boundBy(1.25);
    ConsistentHash balancer(servers, 0, tuning);
    for (int i = 0; i < 100; ++i)
        servers[balancer.choose(servers, {.hash = 5}).value()]->requestStarted();
    QCOMPARE(servers[0]->inFlight() + servers[1]->inFlight(), int64_t{100});
    QVERIFY(servers[0]->inFlight() <= 33);
    QVERIFY(servers[1]->inFlight() <= 95);
}

void ConsistentHashTest::leavesKeysAtHomeWhileThereIsRoom() {
    const ServerList servers = test::makeServers({1, 1, 1, 1});
    const auto idle = placeKeys(servers);
    for (const auto& server : servers) {
        for (int i = 0; i < 20; ++i)
            server->requestStarted();
    }
    QVERIFY(placeKeys(servers) == idle);
}

QTEST_APPLESS_MAIN(ConsistentHashTest)
#include "consistent_hash_test.moc"
