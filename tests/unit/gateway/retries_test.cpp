#include "gateway/retries.h"

#include <QTest>

using namespace sluice;
using gateway::Retries;
using Kind = upstream::Failure::Kind;

namespace {

constexpr TimePoint never = TimePoint::max();

std::unique_ptr<upstream::Pool> poolOf(size_t servers, upstream::RetryOptions retry = {}) {
    upstream::PoolOptions options;
    options.resilience.retry = std::move(retry);
    auto pool = std::make_unique<upstream::Pool>(options);
    for (size_t i = 0; i < servers; ++i) {
        upstream::ServerOptions server;
        server.name = "s" + std::to_string(i);
        pool->servers.push_back(std::make_shared<upstream::Server>(server, nullptr));
    }
    return pool;
}

const upstream::RetryOptions& retryOf(const upstream::Pool& pool) {
    return pool.options.resilience.retry;
}

upstream::Outcome<> failed(Kind kind, bool sentNothing = false) {
    return upstream::failed(upstream::Blame::server, kind, "so it is", sentNothing);
}

}  // namespace

Q_DECLARE_METATYPE(sluice::upstream::Failure::Kind)

class RetriesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void repeatsWhatThePoolWants_data();
    void repeatsWhatThePoolWants();
    void repeatsOnlyWhatIsSafe();
    void repeatsTheChosenStatuses();
    void needsAnotherServer();
    void endsAfterTheAttempts();
    void heedsOptionsThatChange();
    void passesOverServersThatWereHedgedTo();
    void needsTheBody();
    void endsAtTheDeadline();
    void keepsToTheBudget();
    void givesItsPlaceBack();
};

void RetriesTest::repeatsWhatThePoolWants_data() {
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<bool>("byDefault");
    QTest::addColumn<bool>("whenAsked");
    const auto row = [](Kind kind, bool byDefault, bool whenAsked) {
        QTest::newRow(upstream::name(kind)) << kind << byDefault << whenAsked;
    };
    row(Kind::connect, true, true);
    row(Kind::connectTimeout, true, true);
    row(Kind::resolve, true, true);
    row(Kind::tls, true, true);
    row(Kind::reset, true, true);
    row(Kind::readTimeout, false, true);
    row(Kind::writeTimeout, false, true);
    row(Kind::malformed, false, false);
    row(Kind::truncated, false, false);
    row(Kind::clientBody, false, false);
    row(Kind::queueFull, false, false);
    row(Kind::acquireTimeout, false, false);
    row(Kind::unsupported, false, false);
    row(Kind::noServer, false, false);
}

void RetriesTest::repeatsWhatThePoolWants() {
    QFETCH(const Kind, kind);
    QFETCH(const bool, byDefault);
    QFETCH(const bool, whenAsked);
    upstream::RetryOptions all;
    all.onTimeout = true;
    upstream::RetryOptions nothing;
    nothing.onConnectFailure = nothing.onReset = false;
    for (const auto& [options, expected] : {std::pair(upstream::RetryOptions{}, byDefault),
                                            std::pair(all, whenAsked), std::pair(nothing, false)}) {
        const auto pool = poolOf(2, options);
        Retries retries(*pool, true);
        retries.addTried(0);
        QCOMPARE(retries.again(retryOf(*pool), failed(kind), 0, true, never), expected);
    }
}

void RetriesTest::repeatsOnlyWhatIsSafe() {
    const auto pool = poolOf(2);
    Retries post(*pool, false);
    post.addTried(0);
    QVERIFY(!post.again(retryOf(*pool), failed(Kind::reset), 0, true, never));
    QVERIFY(post.again(retryOf(*pool), failed(Kind::connect, true), 0, true, never));
}

void RetriesTest::repeatsTheChosenStatuses() {
    upstream::RetryOptions options;
    options.statuses = {503};
    const auto pool = poolOf(2, options);
    Retries get(*pool, true);
    get.addTried(0);
    QVERIFY(!get.again(retryOf(*pool), {}, 200, true, never));
    QVERIFY(!get.again(retryOf(*pool), {}, 500, true, never));
    QVERIFY(get.again(retryOf(*pool), {}, 503, true, never));
    Retries post(*pool, false);
    post.addTried(0);
    QVERIFY(!post.again(retryOf(*pool), {}, 503, true, never));
}

void RetriesTest::needsAnotherServer() {
    const auto pool = poolOf(2);
    pool->servers[1]->setWeight(0);
    Retries retries(*pool, true);
    retries.addTried(0);
    QVERIFY(!retries.again(retryOf(*pool), failed(Kind::connect), 0, true, never));
    pool->servers[1]->setWeight(1);
    QVERIFY(retries.again(retryOf(*pool), failed(Kind::connect), 0, true, never));
}

void RetriesTest::endsAfterTheAttempts() {
    upstream::RetryOptions options;
    options.attempts = 2;
    const auto pool = poolOf(9, options);
    Retries retries(*pool, true);
    for (size_t tries = 0; tries < 2; ++tries) {
        retries.addTried(tries);
        QVERIFY(retries.again(retryOf(*pool), failed(Kind::connect), 0, true, never));
    }
    retries.addTried(2);
    QVERIFY(!retries.again(retryOf(*pool), failed(Kind::connect), 0, true, never));
    QCOMPARE(retries.tried().size(), size_t{3});
}

void RetriesTest::heedsOptionsThatChange() {
    const auto pool = poolOf(3);
    Retries retries(*pool, true);
    retries.addTried(0);
    upstream::RetryOptions none;
    none.attempts = 0;
    QVERIFY(!retries.again(none, failed(Kind::connect), 0, true, never));
    QVERIFY(retries.again(retryOf(*pool), failed(Kind::connect), 0, true, never));
}

/// A hedge is no try of its own, but its server is not asked again either.
void RetriesTest::passesOverServersThatWereHedgedTo() {
    upstream::RetryOptions options;
    options.attempts = 1;
    const auto three = poolOf(3, options);
    Retries retries(*three, true);
    retries.addTried(0);
    retries.addHedged(1);
    QCOMPARE(retries.tried().size(), size_t{2});
    QVERIFY(!retries.isRetry());
    QVERIFY(retries.again(retryOf(*three), failed(Kind::connect), 0, true, never));
    retries.addTried(2);
    QVERIFY(retries.isRetry());
    QVERIFY(!retries.again(retryOf(*three), failed(Kind::connect), 0, true, never));

    const auto two = poolOf(2, options);
    Retries allAsked(*two, true);
    allAsked.addTried(0);
    allAsked.addHedged(1);
    QVERIFY(!allAsked.again(retryOf(*two), failed(Kind::connect), 0, true, never));
}

void RetriesTest::needsTheBody() {
    const auto pool = poolOf(2);
    Retries retries(*pool, true);
    retries.addTried(0);
    QVERIFY(!retries.again(retryOf(*pool), failed(Kind::reset), 0, false, never));
}

void RetriesTest::endsAtTheDeadline() {
    const auto pool = poolOf(2);
    Retries retries(*pool, true);
    retries.addTried(0);
    QVERIFY(!retries.again(retryOf(*pool), failed(Kind::connect), 0, true, Clock::now()));
}

void RetriesTest::keepsToTheBudget() {
    upstream::RetryOptions options;
    options.budget = 0;
    options.minPerSecond = 0;
    const auto pool = poolOf(2, options);
    Retries retries(*pool, true);
    retries.addTried(0);
    QVERIFY(!retries.again(retryOf(*pool), failed(Kind::connect), 0, true, never));
    QCOMPARE(pool->retryBudget.refused(), uint64_t{1});
}

void RetriesTest::givesItsPlaceBack() {
    const auto pool = poolOf(3);
    {
        Retries retries(*pool, true);
        retries.addTried(0);
        QVERIFY(retries.again(retryOf(*pool), failed(Kind::connect), 0, true, never));
        QCOMPARE(pool->retryBudget.underWay(), 1);
        retries.addTried(1);
        QVERIFY(retries.again(retryOf(*pool), failed(Kind::connect), 0, true, never));
        QCOMPARE(pool->retryBudget.underWay(), 1);
    }
    QCOMPARE(pool->retryBudget.underWay(), 0);
    QCOMPARE(pool->retryBudget.allowed(), uint64_t{2});
}

QTEST_APPLESS_MAIN(RetriesTest)
#include "retries_test.moc"
