#include "config/loader.h"

#include <QtTest>
#include <random>

#include "config/document.h"
#include "config/tuning_writer.h"

using namespace sluice;
using namespace sluice::config;
using namespace std::chrono_literals;

namespace {

const QByteArray kPool("[pools.p]\n[[pools.p.servers]]\nurl = 'http://h:1'\n");  // 3 lines
const QByteArray kFine = kPool + "[routes.r]\n";                                 // 4 lines

QByteArray readExample() {
    QFile file(QStringLiteral(SLUICE_EXAMPLE));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QByteArray allOf(const std::vector<Problem>& problems) {
    QByteArray text;
    for (const Problem& problem : problems) {
        text += QByteArray::fromStdString(problem.toString()) + '\n';
    }
    return text;
}

}  // namespace

class LoaderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anEmptyFileHasTheDefaults();
    void theExampleHasNoProblems();
    void theExampleSaysTheDefaults();
    void theExampleNamesAllThatMayBeTuned();
    void readsEveryKey();
    void readsTheCache();
    void keepsTheOrderOfTheFile();
    void theOnlyPoolNeedsNoName();
    void reports_data();
    void reports();
    void warns_data();
    void warns();
    void reportsAllProblemsAtOnce();
    void reportsAtMostFifty();
    void neverRepeatsSecrets();
    void caFilesAreRelativeToTheFile();
    void loadsFiles();
    void failsToLoadFiles_data();
    void failsToLoadFiles();
    void survivesMutatedFiles();
};

void LoaderTest::anEmptyFileHasTheDefaults() {
    const auto loaded = loadText("", "a.toml");
    QVERIFY(loaded);
    QCOMPARE(loaded->model.listen.address, (Endpoint{"127.0.0.1", 8080}));
    QCOMPARE(loaded->model.workers, 0);
    QVERIFY(loaded->model.routes.empty() && loaded->model.pools.empty());
    QCOMPARE(loaded->warnings.size(), size_t{1});
}

void LoaderTest::theExampleHasNoProblems() {
    const QByteArray example = readExample();
    QVERIFY(!example.isEmpty());
    const auto loaded = loadText(example.toStdString(), "sluice.example.toml");
    QVERIFY2(loaded, allOf(loaded ? std::vector<Problem>() : loaded.error()).constData());
    QCOMPARE(allOf(loaded->warnings), QByteArray());
}

void LoaderTest::theExampleSaysTheDefaults() {
    const auto loaded = loadText(readExample().toStdString(), "sluice.example.toml");
    QVERIFY(loaded && loaded->model.cache && loaded->model.cache->redis);
    cache::Options cache;
    cache.rules = loaded->model.cache->rules;
    cache.redis.emplace().url = loaded->model.cache->redis->url;
    QCOMPARE(*loaded->model.cache, cache);
    QCOMPARE(loaded->model.batch, std::optional(listener::BatchOptions{}));
    const listener::Options listen, &listenRead = loaded->model.listen;
    QCOMPARE(listenRead.address, listen.address);
    QCOMPARE(listenRead.maxConnections, listen.maxConnections);
    QCOMPARE(listenRead.maxHeaderBytes, listen.maxHeaderBytes);
    QCOMPARE(listenRead.maxTargetBytes, listen.maxTargetBytes);
    QCOMPARE(listenRead.maxBodyBytes, listen.maxBodyBytes);
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

void LoaderTest::theExampleNamesAllThatMayBeTuned() {
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

void LoaderTest::readsEveryKey() {
    const auto loaded = loadText(R"(
[listen]
address = "[::1]:0"
max_connections = 7
max_header_bytes = "64KiB"
max_target_bytes = 4096
max_body_bytes = "1GiB"
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
tls = { verify = true, ca_file = "/ca.pem" }
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
)",
                                 "a.toml");
    QVERIFY2(loaded, allOf(loaded ? std::vector<Problem>() : loaded.error()).constData());
    const Model& model = loaded->model;
    QCOMPARE(model.listen.address, (Endpoint{"::1", 0}));
    QCOMPARE(model.listen.maxConnections, size_t{7});
    QCOMPARE(model.listen.maxHeaderBytes, size_t{65536});
    QCOMPARE(model.listen.maxTargetBytes, size_t{4096});
    QCOMPARE(model.listen.maxBodyBytes, uint64_t{1} << 30);
    QVERIFY(model.listen.headerTimeout == 0s && model.listen.idleTimeout == 90s);
    QCOMPARE(model.workers, 3);
    QVERIFY(!model.admin.enabled && model.admin.token == "secret" && model.log.accessLog == "-");
    const upstream::PoolOptions& pool = model.pools.at(0);
    QVERIFY(pool.strategy == upstream::Strategy::roundRobin);
    QVERIFY(pool.transport == upstream::TransportKind::qt && pool.preserveHost && pool.verifyTls);
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

void LoaderTest::reports_data() {
    QTest::addColumn<QByteArray>("toml");
    QTest::addColumn<QByteArray>("said");
    using B = QByteArray;
    const auto row = [](const char* name, const QByteArray& toml, const char* said) {
        QTest::newRow(name) << toml << B(said);
    };
    row("syntax", "a =\n", "a.toml:1:");
    row("unknown section", kFine + "[pol]\n", "a.toml:5:2: unknown key 'pol'");
    row("unknown key", "[pools.p]\n strateggy = 'x'\n[[pools.p.servers]]\nurl='http://h'\n",
        "a.toml:2:2: pools.p: unknown key 'strateggy'; did you mean 'strategy'?");
    row("nothing near", kFine + "colour = 1\n", "a.toml:5:1: routes.r: unknown key 'colour'\n");
    row("string", "[listen]\naddress = 1\n",
        "a.toml:2:11: listen.address: found an integer (1), expected an address such as");
    row("address", "[listen]\naddress = 'h'\n", "a.toml:2:11: listen.address: \"h\" has no port");
    row("section", "listen = 1\n", "found an integer (1), expected a table");
    row("count", "[listen]\nmax_connections = 0\n", "expected an integer from 1 to 1000000");
    row("negative", "[engine]\nworkers = -1\n",
        "found an integer (-1), expected an integer from 0");
    row("workers", "[engine]\nworkers = 257\n", "0 to 256");
    row("float for count", "[engine]\nworkers = 1.0\n", "found a number (1");
    row("size", "[listen]\nmax_header_bytes = '1 elephant'\n", "a.toml:2:20: listen.max_header");
    row("size's range", "[listen]\nmax_header_bytes = '1B'\n", "expected \"1KiB\" to \"16MiB\"");
    row("target", "[listen]\nmax_header_bytes = '2KiB'\n", "listen.max_target_bytes: is more than");
    row("duration", "[listen]\nidle_timeout = 5\n", "expected a duration such as \"30s\"");
    row("duration's unit", "[listen]\nidle_timeout = '5'\n", "a.toml:2:16: listen.idle_timeout: ");
    row("short", "[listen]\nidle_timeout = '1us'\n", "expected \"0s\" or at least \"1ms\"");
    row("no zero", "[pools.p.timeouts]\nread = '0s'\n", "pools.p.timeouts.read: found \"0s\"");
    row("boolean", "[admin]\nenabled = 'yes'\n", "expected true or false");
    row("same address", "[admin]\naddress = '127.0.0.1:8080'\n",
        "a.toml:2:11: admin.address: the port is taken by listen");
    row("any address", "[listen]\naddress = '0.0.0.0:8081'\n",
        "a.toml:2:11: listen.address: the port is taken by admin.address");
    row("no token", "[admin]\naddress = '0.0.0.0:9'\n",
        "a.toml:2:11: admin.address: 0.0.0.0:9 can");
    row("token", "[admin]\ntoken = 'a b'\n", "admin.token: has characters");
    row("no pool", "[routes.r]\n", "a.toml:1:9: routes.r: names no pool, and there is none");
    row("which pool", kFine + "[pools.q]\n", "routes.r: names no pool; expected one of \"p\" or");
    row("other pool", kFine + "pool = 'q'\n", "a.toml:5:8: routes.r.pool: there is no pool \"q\"");
    row("no servers", "[pools.p]\n",
        "a.toml:1:8: pools.p: has no servers; add [[pools.p.servers]]");
    row("servers' type", "[pools.p]\nservers = {}\n", "found a table, expected an array of tables");
    row("server's type", "[pools.p]\nservers = [1]\n", "a.toml:2:12: pools.p.servers[0]: found");
    row("no url", "[[pools.p.servers]]\n", "pools.p.servers[0]: has no url");
    row("empty url", "[[pools.p.servers]]\nurl = ''\n", "a.toml:2:7: pools.p.servers[0].url");
    row("url", "[[pools.p.servers]]\nurl = 'http://h/x'\n", "has a path, query or fragment");
    row("weight", kPool + "weight = 1000.1\n", "expected a number from 0 to 1000");
    row("nan", kPool + "weight = nan\n", "a.toml:4:10: pools.p.servers[0].weight: found a number");
    row("inf", kPool + "weight = inf\n", "expected a number from 0 to 1000");
    row("twice", kPool + "[[pools.p.servers]]\nname='h:1'\nurl='http://x'\n",
        "a.toml:5:6: pools.p.servers[1].name: \"h:1\" is the name of another server");
    row("direct tls", "[pools.p]\ntransport='direct'\nservers=[{url='https://h'}]\n",
        "https needs transport \"qt\" or \"auto\"");
    row("transport", "[pools.p]\ntransport='qtt'\n", "\"direct\" or \"qt\"; did you mean 'qt'?");
    row("strategy", "[pools.p]\nstrategy='weighted-round-robbin'\n",
        "a.toml:2:10: pools.p.strategy: found \"weighted-round-robbin\", expected \"round-robin\"");
    row("keep-alive", kPool + "[pools.p.connections]\nmax=5\nkeep_alive=6\n",
        "a.toml:6:12: pools.p.connections.keep_alive: 6 is more than connections.max, 5");
    row("regex", kFine + "match.path_regex = '/('\n", "routes.r.match: the path regex \"/(\"");
    row("prefix", kFine + "match.path_prefix = 'v1'\n", "routes.r.match: the path prefix \"v1\"");
    row("strip", kFine + "strip_prefix = 'v1'\n", "a.toml:5:16: routes.r.strip_prefix");
    row("replace", kFine + "replace_prefix = '/../x'\n", "routes.r.replace_prefix");
    row("replace a regex", kFine + "match.path_regex='/.'\nreplace_prefix='/x'\n",
        "needs strip_prefix");
    row("method", kFine + "match.methods=['GE T']\n", "\"GE T\" is not a method");
    row("method's type", kFine + "match.methods=['GET', 1]\n", "a.toml:5:23: routes.r.match.meth");
    row("field", kFine + "match.headers={'X Y'='1'}\n", "\"X Y\" is not a field name");
    row("value", kFine + "set_request_headers={X=\"a\\nb\"}\n", "is not a field value");
    row("value's ends", kFine + "set_request_headers={X=' a'}\n", "is not a field value");
    row("value's type", kFine + "set_request_headers={X=1}\n", "expected a string");
    row("reserved", kFine + "set_request_headers={content-length='1'}\n", "to the connection");
    row("removed", kFine + "remove_response_headers=['Connection']\n", "to the connection");
    row("host", kFine + "remove_request_headers=['host']\n", "Host must be there");
    row("field twice", kFine + "set_request_headers={X='1', x='2'}\n", "is there twice");
    row("cache's key", kFine + "[cache]\nmemry = '64MiB'\n", "did you mean 'memory'");
    row("cache's memory", kFine + "[cache]\nmemory = '1KiB'\n", "a.toml:6:10: cache.memory");
    row("entry above memory", kFine + "[cache]\nmemory='1MiB'\nmax_entry_bytes='1MiB'\n",
        "a.toml:7:17: cache.max_entry_bytes: one entry must not take more than half");
    row("rule without prefix", kFine + "[[cache.rules]]\nttl = '1h'\n", "names no path_prefix");
    row("rule's prefix", kFine + "[[cache.rules]]\npath_prefix = 'x'\n",
        "a.toml:6:15: cache.rules[0].path_prefix");
    row("rule twice", kFine + "[cache]\nrules=[{path_prefix='/a'}, {path_prefix='/a'}]\n",
        "another rule has the same prefix");
    row("redis without url", kFine + "[cache]\nredis = {}\n", "cache.redis: names no url");
    row("redis's url", kFine + "[cache]\nredis = 'http://h'\n",
        "a.toml:6:9: cache.redis: not the URL");
    row("redis with TLS", kFine + "[cache]\nredis = 'rediss://h'\n",
        "TLS to Redis is not supported");
    row("batch's key", kFine + "[batch]\nmax_request = 1\n", "did you mean 'max_requests'");
    row("batch's path", kFine + "[batch]\npath = 'batch'\n", "a.toml:6:8: batch.path: is no path");
    row("batch's count", kFine + "[batch]\nmax_requests = 0\n", "a.toml:6:16: batch.max_requests");
    row("name", "[routes.'']\n", "the name is empty");
    row("control character", "[pools.\"a\\nb\"]\n",
        "pools.\"a?b\": the name is empty, too long or");
}

void LoaderTest::reports() {
    QFETCH(QByteArray, toml);
    QFETCH(QByteArray, said);
    const auto loaded = loadText(toml.toStdString(), "a.toml");
    QVERIFY(!loaded);
    const QByteArray all = allOf(loaded.error());
    QVERIFY2(all.contains(said), all.constData());
    for (const Problem& problem : loaded.error())
        QVERIFY(problem.line > 0 && problem.column > 0);
}

void LoaderTest::warns_data() {
    QTest::addColumn<QByteArray>("toml");
    QTest::addColumn<QByteArray>("said");
    using B = QByteArray;
    QTest::newRow("verify") << kFine + "[pools.p.tls]\nverify = false\n"
                            << B("a.toml:6:10: pools.p.tls.verify: false lets anyone");
    QTest::newRow("unused pool") << kFine + "pool='p'\n[pools.q]\nservers=[{url='http://h'}]\n"
                                 << B("a.toml:6:8: pools.q: no route uses this pool");
    QTest::newRow("no weight") << kPool + "weight = 0\n[routes.r]\n" << B("gets no requests");
    QTest::newRow("method") << kFine + "match.methods = ['get']\n" << B("does not match \"GET\"");
    QTest::newRow("no routes") << kPool << B("there are none: every request is answered 404");
}

void LoaderTest::warns() {
    QFETCH(QByteArray, toml);
    QFETCH(QByteArray, said);
    const auto loaded = loadText(toml.toStdString(), "a.toml");
    QVERIFY2(loaded, allOf(loaded ? std::vector<Problem>() : loaded.error()).constData());
    QVERIFY2(allOf(loaded->warnings).contains(said), allOf(loaded->warnings).constData());
}

void LoaderTest::reportsAllProblemsAtOnce() {
    const auto loaded = loadText(
        "[listen]\naddress = 1\nadress = 2\n[engine]\nworkers = 'x'\n[routes.r]\npool = 'x'\n", "");
    QVERIFY(!loaded);
    QList<int> lines;
    for (const Problem& problem : loaded.error())
        lines += problem.line;
    QCOMPARE(lines, (QList<int>{2, 3, 5, 7}));
}

void LoaderTest::reportsAtMostFifty() {
    QByteArray toml;
    for (int i = 0; i < 1000; ++i)
        toml += "unknown" + QByteArray::number(i) + " = 1\n";
    const auto loaded = loadText(toml.toStdString(), "a.toml");
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().size(), size_t{50});
}

void LoaderTest::neverRepeatsSecrets() {
    const auto loaded = loadText(
        "[admin]\ntoken = 'secret with spaces'\n[[pools.p.servers]]\nurl = 'http://u:secret@h'\n",
        "a.toml");
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().size(), size_t{2});
    QVERIFY2(!allOf(loaded.error()).contains("secret"), allOf(loaded.error()).constData());
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

void LoaderTest::loadsFiles() {
    const auto loaded = loadFile(SLUICE_EXAMPLE);
    QVERIFY(loaded);
    QVERIFY(!loaded->model.routes.empty());
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

void LoaderTest::survivesMutatedFiles() {
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

QTEST_GUILESS_MAIN(LoaderTest)
#include "loader_test.moc"
