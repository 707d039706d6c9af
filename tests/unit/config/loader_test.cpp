#include "config/loader.h"

#include <QtTest>

#include "problem_text.h"

using namespace sluice;
using namespace sluice::config;
using namespace std::chrono_literals;

/// What the loader reads out of a file, and which files it takes.
class LoaderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anEmptyFileHasTheDefaults();
    void readsEveryKey();
    void readsTheCache();
    void keepsTheOrderOfTheFile();
    void theOnlyPoolNeedsNoName();
    void caFilesAreRelativeToTheFile();
    void failsToLoadFiles_data();
    void failsToLoadFiles();
};

void LoaderTest::anEmptyFileHasTheDefaults() {
    const auto loaded = loadText("", "a.toml");
    QVERIFY(loaded);
    QCOMPARE(loaded->model.listen.address, (Endpoint{"127.0.0.1", 8080}));
    QCOMPARE(loaded->model.workers, 0);
    QVERIFY(loaded->model.routes.empty() && loaded->model.pools.empty());
    QCOMPARE(loaded->warnings.size(), size_t{1});
}

void LoaderTest::readsEveryKey() {
    const auto loaded = loadText(R"(
[listen]
address = "[::1]:0"
max_connections = 7
max_header_bytes = "64KiB"
max_target_bytes = 4096
max_body_bytes = "1GiB"
trusted_proxies = ["10.0.0.0/8", "::1"]
header_timeout = "0s"
idle_timeout = "1.5m"
[engine]
workers = 3
[admin]
enabled = false
token = "secret"
[log]
access_log = "-"
[pools.p]
strategy = "round-robin"
transport = "qt"
connections = { max = 10, expiry = "1s", waiting = 5 }
timeouts = { connect = "1s", read = "2s", write = "3s", acquire = "4s" }
tls = { verify = false, ca_file = "/ca.pem" }
preserve_host = true
servers = [{ url = "https://[::1]", weight = 3 }, { url = "http://b:81", name = "bee" }]
[routes."r 1"]
match = { host = "*.x", path_prefix = "/a", methods = ["PUT"], headers = { Y = "2", X = "*" } }
strip_prefix = "/a"
replace_prefix = ""
set_request_headers = { Host = "h", A = "1" }
remove_request_headers = ["B"]
set_response_headers = { C = "3" }
remove_response_headers = ["D", "E"]
timeout = "0s"
upgrades = ["echo", "IRC/6.9"]
)",
                                 "a.toml");
    QVERIFY2(loaded, allOf(loaded ? std::vector<Problem>() : loaded.error()).constData());
    const Model& model = loaded->model;
    QCOMPARE(model.listen.address, (Endpoint{"::1", 0}));
    QCOMPARE(model.listen.maxConnections, size_t{7});
    QCOMPARE(model.listen.maxHeaderBytes, size_t{65536});
    QCOMPARE(model.listen.maxTargetBytes, size_t{4096});
    QCOMPARE(model.listen.maxBodyBytes, uint64_t{1} << 30);
    QCOMPARE(model.listen.trustedProxies.size(), size_t{2});
    QVERIFY(model.listen.trustedProxies.front().contains("10.1.2.3"));
    QVERIFY(model.listen.headerTimeout == 0s && model.listen.idleTimeout == 90s);
    QCOMPARE(model.workers, 3);
    QVERIFY(!model.admin.enabled && model.admin.token == "secret" && model.log.accessLog == "-");
    const upstream::PoolOptions& pool = model.pools.at(0);
    QVERIFY(pool.strategy == upstream::Strategy::roundRobin);
    QVERIFY(pool.transport == upstream::TransportKind::qt && !pool.verifyTls);
    QVERIFY(pool.preserveHost == upstream::PreserveHost::always);
    QCOMPARE(pool.maxConnections, size_t{10});
    QCOMPARE(pool.keepAlive, size_t{10});
    QCOMPARE(pool.maxWaiting, size_t{5});
    QVERIFY(pool.keepAliveExpiry == 1s && pool.connectTimeout == 1s && pool.readTimeout == 2s &&
            pool.writeTimeout == 3s && pool.acquireTimeout == 4s);
    QVERIFY(pool.caFile == "/ca.pem");
    QVERIFY(pool.servers.at(0).name == "[::1]:443" && pool.servers.at(0).weight == 3);
    QVERIFY(pool.servers.at(1).name == "bee" && pool.servers.at(1).weight == 1);
    const routing::Route& route = model.routes.at(0);
    QVERIFY(route.name == "r 1" && route.pool == "p" && route.match.host == "*.x");
    QVERIFY(route.match.methods == std::vector<std::string>{"PUT"});
    QVERIFY(route.match.headers.at(0).first == "Y" && route.match.headers.at(1).second == "*");
    QVERIFY(route.stripPrefix == "/a" && route.replacePrefix == "");
    QVERIFY(route.requestFields.set.at(0).second == "h" && route.requestFields.remove.at(0) == "B");
    QVERIFY(route.responseFields.set.size() == 1 && route.responseFields.remove.size() == 2);
    QVERIFY(route.timeout == 0s);
    QVERIFY(route.upgrades == (std::vector<std::string>{"echo", "IRC/6.9"}));
}

void LoaderTest::readsTheCache() {
    const auto without = loadText("", "a.toml");
    QVERIFY(without && !without->model.cache);
    const auto loaded = loadText(
        "[cache]\nmemory = '16MiB'\ndefault_ttl = '0s'\nredis = 'redis://h'\n"
        "[[cache.rules]]\npath_prefix = '/a'\nttl = '1h'\noverride_origin = true\n",
        "a.toml");
    QVERIFY(loaded && loaded->model.cache);
    const cache::Options& read = *loaded->model.cache;
    QCOMPARE(read.memoryBytes, uint64_t{16} << 20);
    QCOMPARE(read.maxEntryBytes, uint64_t{2} << 20);
    QCOMPARE(read.defaultTtl, 0s);
    QCOMPARE(read.redis->url, std::string("redis://h"));
    QCOMPARE(read.rules, (std::vector<cache::TtlRule>{{"/a", 3600s, true}}));
}

void LoaderTest::keepsTheOrderOfTheFile() {
    QByteArray toml;
    for (const char* name : {"z", "b", "a", "m"}) {
        toml += QByteArray("[pools.") + name + "]\nservers=[{url='http://h'}]\n";
        toml += QByteArray("[routes.") + name + "]\npool='" + name + "'\n";
    }
    const auto loaded = loadText(toml.toStdString(), "a.toml");
    QVERIFY(loaded);
    QByteArray names;
    for (const auto& pool : loaded->model.pools)
        names += pool.name.c_str();
    for (const auto& route : loaded->model.routes)
        names += route.name.c_str();
    QCOMPARE(names, QByteArray("zbamzbam"));
}

void LoaderTest::theOnlyPoolNeedsNoName() {
    const auto loaded = loadText(kFine.toStdString(), "a.toml");
    QVERIFY(loaded);
    QVERIFY(loaded->model.routes.at(0).pool == "p");
    QVERIFY(loaded->warnings.empty());
}

void LoaderTest::caFilesAreRelativeToTheFile() {
    const QByteArray toml = kFine + "[pools.p.tls]\nca_file = 'tls/ca.pem'\n";
    const auto inFolder = loadText(toml.toStdString(), "/etc/sluice/a.toml");
    QVERIFY(inFolder);
    QVERIFY(inFolder->model.pools.at(0).caFile == "/etc/sluice/tls/ca.pem");
    const auto here = loadText(toml.toStdString(), "a.toml");
    QVERIFY(here);
    QVERIFY(here->model.pools.at(0).caFile == "tls/ca.pem");
}

void LoaderTest::failsToLoadFiles_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("said");
    QTest::newRow("missing") << QStringLiteral("/nowhere/a.toml") << QByteArray("no such file");
    QTest::newRow("folder") << QStringLiteral("/") << QByteArray("not a regular file");
    QTest::newRow("device") << QStringLiteral("/dev/zero") << QByteArray("not a regular file");
    QTest::newRow("large") << QString() << QByteArray("larger than 1 MiB");
}

void LoaderTest::failsToLoadFiles() {
    QFETCH(QString, path);
    QFETCH(QByteArray, said);
    QTemporaryFile large;
    QVERIFY(large.open());
    QVERIFY(large.resize(1024 * 1024 + 1));
    if (path.isEmpty()) path = large.fileName();
    const auto loaded = loadFile(path.toStdString());
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().size(), size_t{1});
    const QByteArray all = allOf(loaded.error());
    QVERIFY2(all.startsWith(path.toUtf8() + ": ") && all.contains(said), all.constData());
}

QTEST_GUILESS_MAIN(LoaderTest)
#include "loader_test.moc"
