#include "engine/what_if_run.h"

#include <QtTest>

#include "unit/event/epoll_main.h"

using namespace sluice;
using engine::WhatIfRun;

class WhatIfRunTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void replaysWhatIsRecent();
    void runsOneAtATime();
    void saysNothingOnceDestroyed();
};

namespace {

constexpr int patience_ms = 30000;

/// Its two logs hold as many requests of each server.
std::shared_ptr<upstream::Pool> poolWith(size_t requests, Duration ago) {
    upstream::PoolOptions options;
    options.name = "web";
    auto pool = std::make_shared<upstream::Pool>(options);
    for (const char* name : {"a", "b"}) {
        upstream::ServerOptions server;
        server.name = name;
        pool->servers.push_back(std::make_shared<upstream::Server>(server, nullptr));
        pool->logs.push_back(std::make_unique<upstream::TryLog>());
    }
    upstream::Try finished;
    for (size_t i = 0; i < requests; ++i) {
        finished.start = Clock::now() - ago;
        finished.service = std::chrono::milliseconds(1 + i % 2);
        finished.server = static_cast<uint16_t>(i % 2);
        pool->logs[i / 2 % 2]->record(finished);
    }
    return pool;
}

}  // namespace

void WhatIfRunTest::replaysWhatIsRecent() {
    const auto pool = poolWith(100, std::chrono::seconds(1));
    upstream::Try old;
    old.start = Clock::now() - WhatIfRun::memory - std::chrono::seconds(1);
    pool->logs[0]->record(old);
    WhatIfRun run;
    std::vector<Result<upstream::WhatIf>> results;
    run.start(pool, [&](auto result) { results.push_back(std::move(result)); });
    QVERIFY(results.empty());
    QTRY_COMPARE_WITH_TIMEOUT(results.size(), size_t(1), patience_ms);
    QVERIFY(results[0]);
    QCOMPARE(results[0]->pool, std::string("web"));
    QCOMPARE(results[0]->requests, uint64_t(100));
    QCOMPARE(results[0]->slowestServer, std::string("b"));
    QCOMPARE(results[0]->recorded.p99_ms, 2.0);
    QVERIFY(!results[0]->rows.empty());
}

void WhatIfRunTest::runsOneAtATime() {
    WhatIfRun run;
    const auto pool = poolWith(10, std::chrono::seconds(1));
    std::vector<bool> succeeded;
    const auto note = [&](const auto& result) { succeeded.push_back(result.has_value()); };
    run.start(pool, note);
    run.start(pool, note);
    QCOMPARE(succeeded, std::vector<bool>{false});
    QTRY_COMPARE_WITH_TIMEOUT(succeeded.size(), size_t(2), patience_ms);
    run.start(pool, note);
    QTRY_COMPARE_WITH_TIMEOUT(succeeded.size(), size_t(3), patience_ms);
    QCOMPARE(succeeded, (std::vector<bool>{false, true, true}));
}

void WhatIfRunTest::saysNothingOnceDestroyed() {
    bool told = false;
    {
        WhatIfRun run;
        run.start(poolWith(50000, std::chrono::seconds(1)), [&](const auto&) { told = true; });
    }
    QCoreApplication::processEvents();
    QVERIFY(!told);
}

EPOLL_TEST_MAIN(WhatIfRunTest)
#include "what_if_run_test.moc"
