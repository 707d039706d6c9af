#include "upstream/retry_budget.h"

#include <QTest>
#include <atomic>
#include <thread>
#include <vector>

using sluice::upstream::RetryBudget;
using sluice::upstream::RetryOptions;

namespace {

/// How many of `tries` are allowed; each ends at once.
int take(RetryBudget& budget, int tries) {
    int allowed = 0;
    for (int i = 0; i < tries; ++i) {
        if (!budget.begin()) continue;
        ++allowed;
        budget.end();
    }
    return allowed;
}

}  // namespace

class RetryBudgetTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void earnsAShareOfTheRequests();
    void keepsAWindowOfAboutTenSeconds();
    void alwaysAllowsAFew();
    void boundsWhatIsUnderWay();
    void countsWhatItRefuses();
    void keepsToLimitsThatChange();
    void neverGivesMoreThanItHasToManyThreads();
};

void RetryBudgetTest::earnsAShareOfTheRequests() {
    RetryOptions options;
    options.budget = 0.2;
    options.minPerSecond = 0;
    RetryBudget budget(options);
    QCOMPARE(take(budget, 10), 0);
    budget.tick(1000);
    QCOMPARE(take(budget, 1000), 200);
}

void RetryBudgetTest::keepsAWindowOfAboutTenSeconds() {
    RetryOptions options;
    options.budget = 0.1;
    options.minPerSecond = 0;
    RetryBudget budget(options);
    for (int second = 0; second < 100; ++second)
        budget.tick(1000);
    const int saved = take(budget, 100'000);
    QVERIFY2(saved > 900 && saved < 1100, std::to_string(saved).c_str());
    budget.tick(1000);
    for (int second = 0; second < 60; ++second)
        budget.tick(0);
    QVERIFY(take(budget, 1000) <= 1);
}

void RetryBudgetTest::alwaysAllowsAFew() {
    RetryOptions options;
    options.budget = 0;
    options.minPerSecond = 5;
    RetryBudget budget(options);
    QCOMPARE(take(budget, 1000), 55);  // what ten quiet seconds have saved, and this second's
    budget.tick(0);
    QCOMPARE(take(budget, 1000), 5);
}

void RetryBudgetTest::boundsWhatIsUnderWay() {
    RetryOptions options;
    options.maxConcurrent = 2;
    RetryBudget budget(options);
    QVERIFY(budget.begin());
    QVERIFY(budget.begin());
    QVERIFY(!budget.begin());
    QCOMPARE(budget.underWay(), 2);
    budget.end();
    QVERIFY(budget.begin());
}

void RetryBudgetTest::countsWhatItRefuses() {
    RetryOptions options;
    options.budget = 0;
    options.minPerSecond = 1;
    RetryBudget budget(options);
    take(budget, 100);
    QCOMPARE(budget.allowed(), uint64_t{11});
    QCOMPARE(budget.refused(), uint64_t{89});
}

void RetryBudgetTest::keepsToLimitsThatChange() {
    RetryOptions options;
    options.minPerSecond = 0;
    RetryBudget budget(options);
    QCOMPARE(take(budget, 3), 0);
    options.minPerSecond = 5;
    budget.set(options);
    QCOMPARE(take(budget, 9), 5);
    budget.set(options);
    QCOMPARE(take(budget, 9), 0);
    options.minPerSecond = 2;
    budget.set(options);
    budget.tick(0);
    QCOMPARE(take(budget, 9), 2);
    options.budget = 0.5;
    budget.set(options);
    budget.tick(10);
    QCOMPARE(take(budget, 99), 7);

    budget.tick(100);
    QVERIFY(budget.begin());
    options.maxConcurrent = 1;
    budget.set(options);
    QVERIFY(!budget.begin());
    budget.end();
    QVERIFY(budget.begin());
    budget.end();
}

void RetryBudgetTest::neverGivesMoreThanItHasToManyThreads() {
    RetryOptions options;
    options.budget = 0;
    options.minPerSecond = 100;
    RetryBudget budget(options);
    std::atomic<int> allowed{0};
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] { allowed += take(budget, 2000); });
    }
    QCOMPARE(allowed.load(), 1100);
    QCOMPARE(budget.underWay(), 0);
}

QTEST_APPLESS_MAIN(RetryBudgetTest)
#include "retry_budget_test.moc"
