#include "upstream/balancing/two_choices.h"

#include <QtTest>

#include "support/balanced_servers.h"

using namespace sluice;
using namespace sluice::upstream;

class TwoChoicesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void drawsPairsByWeight();
    void drawsEvenlyFromMany();
    void drawsTheOnlyServerTwice();
    void drawsNothingFromNothing();
    void standsWeightsOfAllSizes();
    void workersDrawDifferently();
};

void TwoChoicesTest::drawsPairsByWeight() {
    const std::vector<double> weights{1, 2, 5, 0};
    const ServerList servers = test::makeServers(weights);
    TwoChoices choices(servers.size(), 0);
    std::vector<size_t> counts(9);
    for (int i = 0; i < 50'000; ++i) {
        const auto drawn = choices.draw(servers, {});
        QVERIFY(drawn && drawn->first < 3 && drawn->second < 3);
        ++counts[drawn->first * 3 + drawn->second];
    }
    QCOMPARE(counts[0] + counts[4] + counts[8], size_t{0});
    std::vector<size_t> pairs;
    std::vector<double> shares;
    for (size_t first = 0; first < 3; ++first) {
        for (size_t second = 0; second < 3; ++second) {
            if (first == second) continue;
            pairs.push_back(counts[first * 3 + second]);
            shares.push_back(weights[first] / 8 * weights[second] / (8 - weights[first]));
        }
    }
    QVERIFY(test::chiSquare(pairs, shares) < test::chiSquareLimit(pairs.size()));
}

void TwoChoicesTest::drawsEvenlyFromMany() {
    const ServerList servers = test::makeServers(std::vector<double>(300, 0.1));
    TwoChoices choices(servers.size(), 3);
    std::vector<size_t> first(300);
    std::vector<size_t> second(300);
    for (int i = 0; i < 30'000; ++i) {
        const auto drawn = choices.draw(servers, {});
        QVERIFY(drawn && drawn->first != drawn->second);
        ++first[drawn->first];
        ++second[drawn->second];
    }
    const std::vector<double> shares(300, 1.0 / 300);
    QVERIFY(test::chiSquare(first, shares) < test::chiSquareLimit(300));
    QVERIFY(test::chiSquare(second, shares) < test::chiSquareLimit(300));
}

void TwoChoicesTest::drawsTheOnlyServerTwice() {
    const ServerList servers = test::makeServers({0, 0.3, 0});
    TwoChoices choices(servers.size(), 0);
    const auto drawn = choices.draw(servers, {});
    QVERIFY(drawn && *drawn == std::pair(size_t{1}, size_t{1}));
}

void TwoChoicesTest::drawsNothingFromNothing() {
    for (const std::vector<double>& weights : {std::vector<double>{}, std::vector<double>{0, 0}}) {
        const ServerList servers = test::makeServers(weights);
        QVERIFY(!TwoChoices(servers.size(), 0).draw(servers, {}));
    }
}

void TwoChoicesTest::standsWeightsOfAllSizes() {
    const ServerList servers = test::makeServers({5e-324, 1e-9, 1000, 5e-324, 0});
    TwoChoices choices(servers.size(), 0);
    for (int i = 0; i < 10'000; ++i) {
        const auto drawn = choices.draw(servers, {});
        QVERIFY(drawn && drawn->first < 4 && drawn->second < 4);
    }
}

void TwoChoicesTest::workersDrawDifferently() {
    const ServerList servers = test::makeServers(std::vector<double>(300, 1));
    QVERIFY(TwoChoices(300, 0).draw(servers, {}) != TwoChoices(300, 1).draw(servers, {}));
    QVERIFY(TwoChoices(300, 1).draw(servers, {}) == TwoChoices(300, 1).draw(servers, {}));
}

QTEST_APPLESS_MAIN(TwoChoicesTest)
#include "two_choices_test.moc"
