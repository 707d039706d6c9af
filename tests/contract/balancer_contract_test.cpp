#include <QtTest>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <new>
#include <numeric>
#include <random>
#include <set>
#include <thread>

#include "support/balanced_servers.h"
#include "upstream/balancing/balancer.h"

using namespace sluice;
using namespace sluice::upstream;
using sluice::test::ClosedLoop;
using sluice::test::makeServers;

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

/// Choices, each with a key of its own, that pass over one server or none.
class Choices {
public:
    explicit Choices(std::optional<size_t> avoid = std::nullopt) : m_avoid(avoid) {}

    std::optional<size_t> next(Balancer& balancer, const ServerList& servers) {
        const auto avoid = m_avoid ? std::span(&*m_avoid, 1) : std::span<const size_t>();
        return balancer.choose(servers, {m_random.next(), avoid, test::someTime()});
    }
    void avoid(size_t server) { m_avoid = server; }

private:
    std::optional<size_t> m_avoid;
    Random m_random{1};
};

/// How often each server is chosen; one entry more for "none".
std::vector<size_t> countChoices(Balancer& balancer, const ServerList& servers, size_t choices,
                                 std::optional<size_t> avoid = std::nullopt) {
    std::vector<size_t> counts(servers.size() + 1);
    Choices choice(avoid);
    for (size_t i = 0; i < choices; ++i) {
        const size_t index = choice.next(balancer, servers).value_or(servers.size());
        ++counts[std::min(index, servers.size())];
    }
    return counts;
}

/// How far a strategy's split may be from the expected one while nothing is in flight.
enum class Split {
    inTurn,   ///< never by more than a few requests
    byChance  ///< as far as chance goes
};

Split splitOf(Strategy strategy) {
    return strategy == Strategy::powerOfTwo || strategy == Strategy::peakEwma ||
                   strategy == Strategy::consistentHash
               ? Split::byChance
               : Split::inTurn;
}

/// True when no server is farther from its share than the strategy allows: servers.size() requests,
/// or five standard deviations and a request.
bool isSplit(Strategy strategy, const std::vector<size_t>& counts,
             const std::vector<double>& shares, size_t choices) {
    for (size_t i = 0; i < shares.size(); ++i) {
        const double due = shares[i] * static_cast<double>(choices);
        const double chance = 1 + 5 * std::sqrt(due * (1 - shares[i]));
        const double allowed =
            splitOf(strategy) == Split::inTurn ? static_cast<double>(shares.size()) : chance;
        const double error = std::abs(static_cast<double>(counts[i]) - due);
        if (error > allowed) {
            qWarning() << "server" << i << "got" << counts[i] << "instead of" << due;
            return false;
        }
    }
    return true;
}

double sumOf(const std::vector<double>& shares) {
    return std::accumulate(shares.begin(), shares.end(), 0.0);
}

/// Gives a strategy what it goes by: answers of 10 ms from every server.
void measureAlike(const ServerList& servers) {
    for (const auto& server : servers)
        test::answer(*server, 10, test::someTime());
}

}  // namespace

/// What every strategy owes the gateway, whatever else it does.
class BalancerContractTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesTheExpectedShares_data();
    void givesTheExpectedShares();
    void givesTheExpectedSharesUnderLoad_data();
    void givesTheExpectedSharesUnderLoad();
    void neverChoosesWeightZero_data() { everyStrategy(); }
    void neverChoosesWeightZero();
    void neverChoosesAServerThatMustGetNothing_data();
    void neverChoosesAServerThatMustGetNothing();
    void choosesSickServersThatAreTrustedAnyway_data() { everyStrategy(); }
    void choosesSickServersThatAreTrustedAnyway();
    void choosesNothingWithoutAnEligibleServer_data() { everyStrategy(); }
    void choosesNothingWithoutAnEligibleServer();
    void passesOverTheAvoidedServer_data() { everyStrategy(); }
    void passesOverTheAvoidedServer();
    void passesOverAllAvoidedServersButTheLast_data() { everyStrategy(); }
    void passesOverAllAvoidedServersButTheLast();
    void choosesTheAvoidedServerWhenItIsTheOnlyOne_data() { everyStrategy(); }
    void choosesTheAvoidedServerWhenItIsTheOnlyOne();
    void workersStartApart_data() { everyStrategy(); }
    void workersStartApart();
    void followsAChangeOfWeightsAtOnce_data() { everyStrategy(); }
    void followsAChangeOfWeightsAtOnce();
    void takesAServerBack_data() { everyStrategy(); }
    void takesAServerBack();
    void givesSlowStartItsPart_data() { everyStrategy(); }
    void givesSlowStartItsPart();
    void standsChangesByAnotherThread_data() { everyStrategy(); }
    void standsChangesByAnotherThread();
    void allocatesNothing_data() { everyStrategy(); }
    void allocatesNothing();

private:
    static void everyStrategy();
};

void BalancerContractTest::everyStrategy() {
    QTest::addColumn<int>("strategy");
    for (const Strategy strategy : availableStrategies()) {
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
        {"three hundred", QList<double>(300, 1)},
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
    QVERIFY(std::abs(sumOf(shares) - 1) < 1e-9);
    QVERIFY(isSplit(kind, counts, shares, choices));
}

void BalancerContractTest::givesTheExpectedSharesUnderLoad_data() {
    QTest::addColumn<int>("strategy");
    QTest::addColumn<QList<double>>("weights");
    const std::vector<std::pair<const char*, QList<double>>> cases{
        {"equal", {1, 1, 1}}, {"1:2:5", {1, 2, 5}}, {"with zero", {3, 0, 1}}};
    for (const Strategy strategy : availableStrategies()) {
        for (const auto& [name, weights] : cases) {
            QTest::addRow("%s, %s", std::string(strategyName(strategy)).c_str(), name)
                << static_cast<int>(strategy) << weights;
        }
    }
}

/// The servers answer equally fast, and there is enough in flight for every strategy that goes by
/// that to see the weights in it.
void BalancerContractTest::givesTheExpectedSharesUnderLoad() {
    FETCH_STRATEGY();
    QFETCH(QList<double>, weights);
    const ServerList servers = makeServers(Weights(weights.begin(), weights.end()));
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    ClosedLoop loop(*balancer, servers, Weights(servers.size(), 10), 400);
    loop.run(4'000);
    constexpr size_t choices = 10'000;
    const auto counts = loop.run(choices);
    const auto shares = expectedShares(kind, servers, tuning);
    for (size_t i = 0; i < servers.size(); ++i) {
        const double share = static_cast<double>(counts[i]) / choices;
        QVERIFY2(std::abs(share - shares[i]) < 0.02, qPrintable(QString::number(share)));
    }
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

void BalancerContractTest::neverChoosesAServerThatMustGetNothing_data() {
    QTest::addColumn<int>("strategy");
    QTest::addColumn<int>("duty");
    QTest::addColumn<int>("condition");
    QTest::addColumn<bool>("trustedAnyway");
    for (const Strategy strategy : availableStrategies()) {
        const auto row = [&](const char* name, Duty duty, Condition condition, bool trusted) {
            QTest::addRow("%s, %s", std::string(strategyName(strategy)).c_str(), name)
                << static_cast<int>(strategy) << static_cast<int>(duty)
                << static_cast<int>(condition) << trusted;
        };
        row("drained", Duty::drained, Condition::healthy, false);
        row("maintenance", Duty::maintenance, Condition::healthy, false);
        row("unhealthy", Duty::active, Condition::unhealthy, false);
        row("ejected", Duty::active, Condition::ejected, false);
        row("drained, trusted anyway", Duty::drained, Condition::healthy, true);
        row("maintenance, trusted anyway", Duty::maintenance, Condition::ejected, true);
    }
}

void BalancerContractTest::neverChoosesAServerThatMustGetNothing() {
    FETCH_STRATEGY();
    QFETCH(int, duty);
    QFETCH(int, condition);
    QFETCH(bool, trustedAnyway);
    const ServerList servers = makeServers({1, 1000, 1});
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    measureAlike(servers);
    countChoices(*balancer, servers, 100);
    servers[1]->setDuty(static_cast<Duty>(duty));
    test::setCondition(*servers[1], static_cast<Condition>(condition));
    servers[1]->setTrustedAnyway(trustedAnyway);
    for (const std::optional<size_t> avoid : {std::optional<size_t>(), std::optional<size_t>(0)}) {
        const auto counts = countChoices(*balancer, servers, 1000, avoid);
        QCOMPARE(counts[1] + counts.back(), size_t{0});
    }
    QCOMPARE(expectedShares(kind, servers, tuning)[1], 0.0);
}

void BalancerContractTest::choosesSickServersThatAreTrustedAnyway() {
    FETCH_STRATEGY();
    const ServerList servers = makeServers({1, 1});
    test::setCondition(*servers[0], Condition::unhealthy);
    test::setCondition(*servers[1], Condition::ejected);
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    QVERIFY(!balancer->choose(servers));
    for (const auto& server : servers)
        server->setTrustedAnyway(true);
    const auto counts = countChoices(*balancer, servers, 100);
    QVERIFY(counts[0] > 0);
    QVERIFY(counts[1] > 0);
    QCOMPARE(counts.back(), size_t{0});
}

void BalancerContractTest::choosesNothingWithoutAnEligibleServer() {
    FETCH_STRATEGY();
    for (const Weights& weights : {Weights{}, Weights{0}, Weights{0, 0, 0}}) {
        const ServerList servers = makeServers(weights);
        const auto balancer = makeBalancer(kind, servers, 3, tuning);
        const std::array<size_t, 1> first{0};
        QVERIFY(!balancer->choose(servers));
        QVERIFY(!balancer->choose(servers, {.avoid = first}));
        for (const double share : expectedShares(kind, servers, tuning))
            QCOMPARE(share, 0.0);
    }
}

void BalancerContractTest::passesOverTheAvoidedServer() {
    FETCH_STRATEGY();
    const ServerList servers = makeServers({1000, 1, 1});
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    Choices choice;
    for (int i = 0; i < 1000; ++i) {
        const auto first = choice.next(*balancer, servers);
        QVERIFY(first);
        const auto second = Choices(first).next(*balancer, servers);
        QVERIFY(second);
        QVERIFY(*second != *first);
    }
}

void BalancerContractTest::passesOverAllAvoidedServersButTheLast() {
    FETCH_STRATEGY();
    const ServerList servers = makeServers({5, 4, 3, 2, 1});
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    for (const auto& server : servers)
        server->requestStarted();
    std::vector<size_t> tried;
    while (tried.size() < servers.size()) {
        const auto index = balancer->choose(servers, {42, tried, test::someTime()});
        QVERIFY(index);
        QVERIFY(std::find(tried.begin(), tried.end(), *index) == tried.end());
        tried.push_back(*index);
    }
    QVERIFY(balancer->choose(servers, {42, tried, test::someTime()}));
}

void BalancerContractTest::choosesTheAvoidedServerWhenItIsTheOnlyOne() {
    FETCH_STRATEGY();
    const ServerList servers = makeServers({0, 1, 0});
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    QCOMPARE(Choices(1).next(*balancer, servers), std::optional<size_t>(1));
}

/// Or all would send their first requests to the same server. By hash, they must.
void BalancerContractTest::workersStartApart() {
    FETCH_STRATEGY();
    const ServerList servers = makeServers({1, 1, 1, 1});
    std::set<std::vector<size_t>> sequences;
    std::set<size_t> first;
    for (int worker = 0; worker < 4; ++worker) {
        const auto balancer = makeBalancer(kind, servers, worker, tuning);
        Choices choice;
        std::vector<size_t> sequence;
        for (int i = 0; i < 16; ++i)
            sequence.push_back(choice.next(*balancer, servers).value());
        first.insert(sequence.front());
        sequences.insert(std::move(sequence));
    }
    QCOMPARE(sequences.size(), size_t{kind == Strategy::consistentHash ? 1u : 4u});
    if (splitOf(kind) == Split::inTurn) QCOMPARE(first, (std::set<size_t>{0, 1, 2, 3}));
}

void BalancerContractTest::followsAChangeOfWeightsAtOnce() {
    FETCH_STRATEGY();
    const ServerList servers = makeServers({1000, 1});
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    countChoices(*balancer, servers, 500);
    servers[0]->setWeight(1);
    const auto counts = countChoices(*balancer, servers, 40);
    QVERIFY(isSplit(kind, counts, expectedShares(kind, servers, tuning), 40));
}

void BalancerContractTest::takesAServerBack() {
    FETCH_STRATEGY();
    const ServerList servers = makeServers({1, 1});
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    test::setCondition(*servers[0], Condition::ejected);
    QCOMPARE(countChoices(*balancer, servers, 100)[0], size_t{0});
    test::setCondition(*servers[0], Condition::healthy);
    QVERIFY(isSplit(kind, countChoices(*balancer, servers, 100), {0.5, 0.5}, 100));
}

void BalancerContractTest::givesSlowStartItsPart() {
    FETCH_STRATEGY();
    const ServerList servers = makeServers({1, 1});
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    servers[1]->setRamp(0.25);
    QVERIFY(isSplit(kind, countChoices(*balancer, servers, 1000), {0.8, 0.2}, 1000));
    servers[0]->setRamp(0.25);
    QVERIFY(isSplit(kind, countChoices(*balancer, servers, 1000), {0.5, 0.5}, 1000));
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
            server.setRamp(1.0 / static_cast<double>(1 + random() % 4));
            server.setDuty(static_cast<Duty>(random() % 3));
            test::setCondition(server, static_cast<Condition>(random() % 3));
            server.setTrustedAnyway(random() % 2 == 0);
            server.requestStarted();
            test::answer(server, static_cast<double>(random() % 100), test::someTime());
            server.requestEnded();
            ++changes;
        }
    });
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    QTRY_VERIFY(changes > 0);
    size_t outside = 0;
    Choices choice(1);
    for (int i = 0; i < 50'000; ++i) {
        outside += choice.next(*balancer, servers).value_or(0) >= servers.size() ? 1 : 0;
    }
    changer.request_stop();
    changer.join();
    QCOMPARE(outside, size_t{0});
    for (const auto& server : servers) {
        server->setWeight(1);
        server->setRamp(1);
        server->setDuty(Duty::active);
        test::setCondition(*server, Condition::healthy);
        server->statistics().reset();
    }
    const auto counts = countChoices(*balancer, servers, 400);
    for (size_t i = 0; i < servers.size(); ++i)
        QVERIFY(counts[i] > 60 && counts[i] < 140);
}

void BalancerContractTest::allocatesNothing() {
    FETCH_STRATEGY();
    const ServerList servers = makeServers({3, 1, 0, 2.5});
    const auto balancer = makeBalancer(kind, servers, 1, tuning);
    Choices choice;
    const size_t before = allocations;
    size_t sum = 0;
    for (size_t i = 0; i < 10'000; ++i) {
        if (i % 100 == 0) servers[0]->setWeight(static_cast<double>(i % 7));
        if (i % 100 == 50) test::answer(*servers[i % 4], 10, test::someTime());
        choice.avoid(i % 5);
        sum += choice.next(*balancer, servers).value_or(0);
    }
    QCOMPARE(allocations - before, size_t{0});
    QVERIFY(sum > 0);
}

QTEST_GUILESS_MAIN(BalancerContractTest)
#include "balancer_contract_test.moc"
