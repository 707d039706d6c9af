#include "config/loader.h"

#include <QtTest>
#include <random>

#include "config/document.h"
#include "config/route_writer.h"
#include "config/tuning_writer.h"
#include "problem_text.h"

using namespace sluice;
using namespace sluice::config;

namespace {

QByteArray readExample() {
    QFile file(QStringLiteral(SLUICE_EXAMPLE));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

/// The example that explains every key.
class LoaderExampleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theExampleHasNoProblems();
    void theExampleSaysTheDefaults();
    void theExampleNamesAllThatMayBeTuned();
    void allOfAPoolAndARouteMayBeTuned();
    void loadsFiles();
    void survivesMutatedFiles();
};

void LoaderExampleTest::theExampleHasNoProblems() {
    const QByteArray example = readExample();
    QVERIFY(!example.isEmpty());
    const auto loaded = loadText(example.toStdString(), "sluice.example.toml");
    QVERIFY2(loaded, allOf(loaded ? std::vector<Problem>() : loaded.error()).constData());
    QCOMPARE(allOf(loaded->warnings), QByteArray());
}

void LoaderExampleTest::theExampleSaysTheDefaults() {
    const auto loaded = loadText(readExample().toStdString(), "sluice.example.toml");
    QVERIFY(loaded && loaded->model.cache && loaded->model.cache->redis);
    cache::Options cache;
    cache.rules = loaded->model.cache->rules;
    cache.defaultTtl = std::chrono::minutes(5);  // an example, so that people see and change it
    cache.redis.emplace().url = loaded->model.cache->redis->url;
    QCOMPARE(*loaded->model.cache, cache);
    QCOMPARE(loaded->model.batch, std::optional(listener::BatchOptions{}));
    const listener::Options listen, &listenRead = loaded->model.listen;
    QCOMPARE(listenRead.address, listen.address);
    QCOMPARE(listenRead.maxConnections, listen.maxConnections);
    QCOMPARE(listenRead.maxHeaderBytes, listen.maxHeaderBytes);
    QCOMPARE(listenRead.maxTargetBytes, listen.maxTargetBytes);
    QCOMPARE(listenRead.maxBodyBytes, listen.maxBodyBytes);
    QVERIFY(listenRead.trustedProxies == listen.trustedProxies);
    QCOMPARE(listenRead.headerTimeout, listen.headerTimeout);
    QCOMPARE(listenRead.bodyTimeout, listen.bodyTimeout);
    QCOMPARE(listenRead.writeTimeout, listen.writeTimeout);
    QCOMPARE(listenRead.idleTimeout, listen.idleTimeout);
    QCOMPARE(listenRead.tunnelIdleTimeout, listen.tunnelIdleTimeout);
    QCOMPARE(listenRead.tunnelLifetime, listen.tunnelLifetime);
    QCOMPARE(listenRead.drainTimeout, listen.drainTimeout);
    const upstream::PoolOptions pool, &poolRead = loaded->model.pools.front();
    QVERIFY(poolRead.strategy == pool.strategy && poolRead.transport == pool.transport);
    QCOMPARE(poolRead.maxConnections, pool.maxConnections);
    QCOMPARE(poolRead.keepAlive, pool.keepAlive);
    QCOMPARE(poolRead.keepAliveExpiry, pool.keepAliveExpiry);
    QCOMPARE(poolRead.maxWaiting, pool.maxWaiting);
    QCOMPARE(poolRead.connectTimeout, pool.connectTimeout);
    QCOMPARE(poolRead.readTimeout, pool.readTimeout);
    QCOMPARE(poolRead.writeTimeout, pool.writeTimeout);
    QCOMPARE(poolRead.acquireTimeout, pool.acquireTimeout);
    QCOMPARE(poolRead.streamIdleTimeout, pool.streamIdleTimeout);
    QCOMPARE(poolRead.verifyTls, pool.verifyTls);
    QVERIFY(poolRead.caFile == pool.caFile && poolRead.preserveHost == pool.preserveHost);
    QVERIFY(poolRead.resilience.concurrency == pool.resilience.concurrency &&
            poolRead.scoreScale == pool.scoreScale);
    QVERIFY(poolRead.health.outlier == pool.health.outlier);
    QVERIFY(poolRead.health.slowStart == pool.health.slowStart);
    QVERIFY(poolRead.health.failOpen == pool.health.failOpen);
    // Apart from what the file gives as examples.
    upstream::CheckOptions check;
    check.kind = upstream::CheckOptions::Kind::http;
    check.path = "/healthz";
    check.host = "orders.internal";
    check.headers = {{"Accept", "*/*"}};
    check.body = "ok";
    QVERIFY(poolRead.health.check == check);
    upstream::RetryOptions retry;
    retry.statuses = {503};
    QVERIFY(poolRead.resilience.retry == retry);
    upstream::HedgeOptions hedge;
    hedge.enabled = true;
    QVERIFY(poolRead.resilience.hedge == hedge);
    QCOMPARE(loaded->model.admin.address, AdminOptions().address);
    QCOMPARE(loaded->model.routes.front().timeout, routing::Route().timeout);
}

void LoaderExampleTest::theExampleNamesAllThatMayBeTuned() {
    const auto document = parseDocument(readExample().toStdString());
    const Value* pool = document ? document->find("pools") : nullptr;
    QVERIFY(pool && pool->find("api"));
    pool = pool->find("api");
    upstream::PoolOptions options;
    options.servers.resize(1);
    const Value all = writeTuning(options);
    for (const Member& member : all.members) {
        const Value* found = pool->find(member.key);
        QVERIFY2(found, member.key.c_str());
        if (found->kind == Value::Kind::array) continue;  // the servers
        for (const Member& inside : member.value.members)
            QVERIFY2(found->find(inside.key), inside.key.c_str());
    }
    const Value& server = pool->find("servers")->items.front();
    for (const Member& inside : all.find("servers")->members.front().value.members)
        QVERIFY2(server.find(inside.key), inside.key.c_str());
}

/// What the file can say can be set while requests flow.
void LoaderExampleTest::allOfAPoolAndARouteMayBeTuned() {
    const auto document = parseDocument(readExample().toStdString());
    QVERIFY(document);
    const auto covers = [](const Value& written, const Value& named) {
        for (const Member& member : named.members) {
            const Value* found = written.find(member.key);
            if (member.key == "servers") continue;
            if (!found) return member.key;
            for (const Member& inside : member.value.members) {
                const bool isNamed = member.key == "headers" || member.key.starts_with("set_");
                if (!isNamed && !found->find(inside.key)) return member.key + '.' + inside.key;
            }
        }
        return std::string();
    };
    QCOMPARE(covers(writeTuning({}), *document->find("pools")->find("api")), std::string());
    QCOMPARE(covers(writeRoute({}), *document->find("routes")->find("api")), std::string());
}

void LoaderExampleTest::loadsFiles() {
    const auto loaded = loadFile(SLUICE_EXAMPLE);
    QVERIFY(loaded);
    QVERIFY(!loaded->model.routes.empty());
}

void LoaderExampleTest::survivesMutatedFiles() {
    const std::string example = readExample().toStdString();
    const std::string pieces[] = {"\"",  "'",     "[",       "]",    "{",      "}",     "=",
                                  ".",   "\n",    "\0",      "#",    "\"\"\"", "0",     "-1",
                                  "nan", "1e999", "\\u0000", "\xff", "ü",      "pools", ","};
    std::mt19937 random(20);
    int broken = 0;
    for (int i = 0; i < 1500; ++i) {
        std::string text = example;
        for (size_t n = 1 + random() % 4; n > 0; --n) {
            const size_t at = random() % text.size();
            switch (random() % 4) {
                case 0:
                    text.erase(at, 1 + random() % 30);
                    break;
                case 1:
                    text.insert(at, pieces[random() % std::size(pieces)]);
                    break;
                case 2:
                    text[at] = static_cast<char>(random());
                    break;
                default:
                    text.insert(random() % text.size(), text.substr(at, random() % 60));
            }
        }
        const auto loaded = loadText(text, "mutated.toml");
        if (loaded) continue;
        ++broken;
        QVERIFY(!loaded.error().empty() && loaded.error().size() <= 50);
        for (const Problem& problem : loaded.error())
            QVERIFY(!problem.message.empty());
    }
    QVERIFY(broken > 100);
}

QTEST_GUILESS_MAIN(LoaderExampleTest)
#include "loader_example_test.moc"
