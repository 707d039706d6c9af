#include <QtTest>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <new>
#include <random>
#include <set>
#include <thread>

#include "upstream/balancing/balancer.h"

using namespace sluice::upstream;

namespace {

thread_local size_t allocations = 0;

}  // namespace

void* operator new(size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size ? size : 1)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, size_t) noexcept {
    std::free(memory);
}

namespace {

using Weights = std::vector<double>;

/// A choice that passes over one server.
class Avoiding {
public:
    explicit Avoiding(std::optional<size_t> server) : m_server(server) {}
    operator Selection() const {
        return {.avoid = m_server ? std::span(&*m_server, 1) : std::span<const size_t>()};
    }

private:
    std::optional<size_t> m_server;
};

ServerList makeServers(const Weights& weights) {
    ServerList servers;
    for (size_t i = 0; i < weights.size(); ++i) {
        ServerOptions options;
        options.name = "server-" + std::to_string(i);
        options.url.endpoint = {"127.0.0.1", static_cast<uint16_t>(3000 + i)};
        options.weight = weights[i];
        servers.push_back(std::make_shared<Server>(std::move(options), nullptr));
    }
    return servers;
}

/// Whether a strategy takes turns; the others draw lots, and keep to their shares on average.
bool takesTurns(Strategy strategy) {
    return strategy != Strategy::powerOfTwo && strategy != Strategy::peakEwma &&
           strategy != Strategy::consistentHash;
}

/// How often each server is chosen; one entry more for "none".
std::vector<size_t> countChoices(Balancer& balancer, const ServerList& servers, size_t choices,
                                 std::optional<size_t> avoid = std::nullopt) {
    std::vector<size_t> counts(servers.size() + 1);
    std::mt19937_64 hashes(7);
    for (size_t i = 0; i < choices; ++i) {
        Selection selection = Avoiding(avoid);
        selection.hash = hashes();
        ++counts[std::min(balancer.choose(servers, selection).value_or(servers.size()),
                          servers.size())];
    }
    return counts;
}

/// Whether the servers got what they should have got: to within `slack` requests by turns, and by
/// lots to within five standard deviations besides.
bool keepsToShares(Strategy strategy, const std::vector<size_t>& counts,
                   const std::vector<double>& shares, size_t choices, double slack) {
    for (size_t i = 0; i < shares.size(); ++i) {
        const double due = shares[i] * static_cast<double>(choices);
        const double deviation = takesTurns(strategy) ? 0 : std::sqrt(due * (1 - shares[i]));
        if (std::abs(static_cast<double>(counts[i]) - due) > slack + 5 * deviation) return false;
    }
    return true;
}

}  // namespace

/// What every strategy owes the gateway, whatever else it does.
class BalancerContractTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesTheExpectedShares_data();
    void givesTheExpectedShares();
    void neverChoosesWeightZero_data() { everyStrategy(); }
    void neverChoosesWeightZero();
    void neverChoosesServersThatAreOut_data() { everyStrategy(); }
    void neverChoosesServersThatAreOut();
    void givesAServerInSlowStartItsPart_data() { everyStrategy(); }
    void givesAServerInSlowStartItsPart();
    void choosesNothingWithoutAnEligibleServer_data() { everyStrategy(); }
    void choosesNothingWithoutAnEligibleServer();
    void passesOverTheAvoidedServer_data() { everyStrategy(); }
    void passesOverTheAvoidedServer();
    void choosesTheAvoidedServerWhenItIsTheOnlyOne_data() { everyStrategy(); }
    void choosesTheAvoidedServerWhenItIsTheOnlyOne();
    void startsWorkersAtDifferentServers_data() { everyStrategy(takesTurns); }
    void startsWorkersAtDifferentServers();
    void followsAChangeOfWeightsAtOnce_data() { everyStrategy(); }
    void followsAChangeOfWeightsAtOnce();
    void takesAServerBack_data() { everyStrategy(); }
    void takesAServerBack();
    void standsChangesByAnotherThread_data() { everyStrategy(); }
    void standsChangesByAnotherThread();
    void allocatesNothing_data() { everyStrategy(); }
    void allocatesNothing();

private:
    static void everyStrategy(bool (*which)(Strategy) = nullptr);
};

void BalancerContractTest::everyStrategy(bool (*which)(Strategy)) {
    QTest::addColumn<int>("strategy");
    for (const Strategy strategy : availableStrategies()) {
        if (which && !which(strategy)) continue;
        QTest::newRow(std::string(strategyName(strategy)).c_str()) << static_cast<int>(strategy);
    }
}

#define FETCH_STRATEGY()                               \
    QFETCH(int, strategy);                             \
    const auto kind = static_cast<Strategy>(strategy); \
    const Tuning tuning

void BalancerContractTest::givesTheExpectedShares_data() {
    QTest::addColumn<int>("strategy");
    QTest::addColumn<QList<double>>("weights");
    const std::vector<std::pair<const char*, QList<double>>> cases{
        {"one", {1}},
        {"equal", {1, 1, 1}},
        {"integers", {5, 1, 1}},
        {"fractions", {0.5, 2.5, 0.1}},
        {"with zero", {3, 0, 1}},
        {"extremes", {1000, 1}},
        {"tiny", {1e-9, 3e-9}},
        {"hundred", QList<double>(100, 0.1)},
    };
    for (const Strategy strategy : availableStrategies()) {
        for (const auto& [name, weights] : cases) {
            QTest::addRow("%s, %s", std::string(strategyName(strategy)).c_str(), name)
                << static_cast<int>(strategy) << weights;
        }
    }
}

void BalancerContractTest::givesTheExpectedShares() {
    FETCH_STRATEGY();
    QFETCH(QList<double>, weights);
    const ServerList servers = makeServers(Weights(weights.begin(), weights.end()));
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    constexpr size_t choices = 20'020;
    const auto counts = countChoices(*balancer, servers, choices);
    QCOMPARE(counts.back(), size_t{0});
    const auto shares = expectedShares(kind, servers, tuning);
    double sum = 0;
    for (const double share : shares)
        sum += share;
    QVERIFY(std::abs(sum - 1) < 1e-9);
    QVERIFY(keepsToShares(kind, counts, shares, choices, static_cast<double>(servers.size())));
}

void BalancerContractTest::neverChoosesWeightZero() {
    FETCH_STRATEGY();
    const ServerList servers = makeServers({0, 1, 0, 2, 0});
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    for (const std::optional<size_t> avoid : {std::optional<size_t>(), std::optional<size_t>(1)}) {
        const auto counts = countChoices(*balancer, servers, 1000, avoid);
        QCOMPARE(counts[0] + counts[2] + counts[4] + counts.back(), size_t{0});
    }
}

void BalancerContractTest::neverChoosesServersThatAreOut() {
    FETCH_STRATEGY();
    const ServerList servers = makeServers({1, 1, 1, 1, 1});
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    servers[0]->setDuty(Duty::drained);
    servers[1]->setDuty(Duty::maintenance);
    servers[2]->setOut(Condition::unhealthy, "no answer", {});
    servers[3]->setOut(Condition::ejected, "errors", {});
    QCOMPARE(countChoices(*balancer, servers, 100)[4], size_t{100});
    QCOMPARE(expectedShares(kind, servers, tuning), (std::vector<double>{0, 0, 0, 0, 1}));
    for (const auto& server : servers)
        server->setTrustedAnyway(true);
    const auto counts = countChoices(*balancer, servers, 300);
    QCOMPARE(counts[0] + counts[1], size_t{0});
    QVERIFY(keepsToShares(kind, counts, {0, 0, 1 / 3.0, 1 / 3.0, 1 / 3.0}, 300, 3));
}

void BalancerContractTest::givesAServerInSlowStartItsPart() {
    FETCH_STRATEGY();
    const ServerList servers = makeServers({1, 1});
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    servers[0]->setRamp(0.25);
    const auto counts = countChoices(*balancer, servers, 1000);
    QVERIFY(keepsToShares(kind, counts, {0.2, 0.8}, 1000, 2));
}

void BalancerContractTest::choosesNothingWithoutAnEligibleServer() {
    FETCH_STRATEGY();
    for (const Weights& weights : {Weights{}, Weights{0}, Weights{0, 0, 0}}) {
        const ServerList servers = makeServers(weights);
        const auto balancer = makeBalancer(kind, servers, 3, tuning);
        QVERIFY(!balancer->choose(servers));
        QVERIFY(!balancer->choose(servers, Avoiding(0)));
        for (const double share : expectedShares(kind, servers, tuning))
            QCOMPARE(share, 0.0);
    }
}

void BalancerContractTest::passesOverTheAvoidedServer() {
    FETCH_STRATEGY();
    const ServerList servers = makeServers({1000, 1, 1});
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    for (int i = 0; i < 1000; ++i) {
        const auto first = balancer->choose(servers);
        QVERIFY(first);
        const auto second = balancer->choose(servers, Avoiding(first));
        QVERIFY(second);
        QVERIFY(*second != *first);
    }
}

void BalancerContractTest::choosesTheAvoidedServerWhenItIsTheOnlyOne() {
    FETCH_STRATEGY();
    const ServerList servers = makeServers({0, 1, 0});
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    QCOMPARE(balancer->choose(servers, Avoiding(1)), std::optional<size_t>(1));
}

void BalancerContractTest::startsWorkersAtDifferentServers() {
    FETCH_STRATEGY();
    const ServerList servers = makeServers({1, 1, 1, 1});
    std::set<size_t> first;
    for (int worker = 0; worker < 4; ++worker) {
        first.insert(makeBalancer(kind, servers, worker, tuning)->choose(servers).value_or(99));
    }
    QCOMPARE(first, (std::set<size_t>{0, 1, 2, 3}));
}

void BalancerContractTest::followsAChangeOfWeightsAtOnce() {
    FETCH_STRATEGY();
    const ServerList servers = makeServers({1000, 1});
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    countChoices(*balancer, servers, 500);
    servers[0]->setWeight(1);
    const auto counts = countChoices(*balancer, servers, 20);
    QVERIFY(keepsToShares(kind, counts, {0.5, 0.5}, 20, 2));
}

void BalancerContractTest::takesAServerBack() {
    FETCH_STRATEGY();
    const ServerList servers = makeServers({1, 1});
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    servers[0]->setWeight(0);
    QCOMPARE(countChoices(*balancer, servers, 100)[0], size_t{0});
    servers[0]->setWeight(1);
    QVERIFY(keepsToShares(kind, countChoices(*balancer, servers, 100), {0.5, 0.5}, 100, 2));
}

void BalancerContractTest::standsChangesByAnotherThread() {
    FETCH_STRATEGY();
    const ServerList servers = makeServers({1, 1, 1, 1});
    std::atomic<int> changes{0};
    std::jthread changer([&](const std::stop_token& stop) {
        std::mt19937 random(42);
        const Weights weights{0, 5e-324, 0.1, 1, 1000};
        while (!stop.stop_requested()) {
            Server& server = *servers[random() % servers.size()];
            server.setWeight(weights[random() % weights.size()]);
            server.setDuty(random() % 4 ? Duty::active : Duty::drained);
            if (random() % 4) {
                server.setBack();
            } else {
                server.setOut(Condition::ejected, "errors", {});
            }
            server.statistics().recordAnswer(std::chrono::milliseconds(random() % 9 + 1), 200, {});
            ++changes;
        }
        for (const auto& server : servers) {
            server->setWeight(1);
            server->setDuty(Duty::active);
            server->setBack();
            server->statistics().reset();
        }
    });
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    QTRY_VERIFY(changes > 0);
    size_t outside = 0;
    for (int i = 0; i < 50'000; ++i) {
        outside += balancer->choose(servers).value_or(0) >= servers.size() ? 1 : 0;
    }
    changer.request_stop();
    changer.join();
    QCOMPARE(outside, size_t{0});
    const auto counts = countChoices(*balancer, servers, 400);
    QVERIFY(keepsToShares(kind, counts, expectedShares(kind, servers, tuning), 400, 8));
}

void BalancerContractTest::allocatesNothing() {
    FETCH_STRATEGY();
    const ServerList servers = makeServers({3, 1, 0, 2.5});
    const auto balancer = makeBalancer(kind, servers, 1, tuning);
    const size_t before = allocations;
    size_t sum = 0;
    for (size_t i = 0; i < 10'000; ++i) {
        if (i % 100 == 0) servers[0]->setWeight(static_cast<double>(i % 7));
        sum += balancer->choose(servers, Avoiding(i % 5)).value_or(0);
    }
    QCOMPARE(allocations - before, size_t{0});
    QVERIFY(sum > 0);
}

QTEST_GUILESS_MAIN(BalancerContractTest)
#include "balancer_contract_test.moc"
