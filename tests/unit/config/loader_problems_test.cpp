#include "config/loader.h"

#include <QtTest>

#include "problem_text.h"

using namespace sluice::config;

/// What the loader says of a file's mistakes.
class LoaderProblemsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void reports_data();
    void reports();
    void warns_data();
    void warns();
    void doesNotWarnOfWhatMayWork();
    void warnsOfNoOtherRoutes_data();
    void warnsOfNoOtherRoutes();
    void notesRulesThatCoverCookies();
    void notesWhatBatchesMayTake();
    void notesRegexesThatAreTooBigTogether();
    void reportsAllProblemsAtOnce();
    void reportsAtMostFifty();
    void neverRepeatsSecrets();
};

void LoaderProblemsTest::reports_data() {
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
    row("boolean", "[admin]\nenabled = 'yes'\n", "expected true or false");
    row("same address", "[admin]\naddress = '127.0.0.1:8080'\n",
        "a.toml:2:11: admin.address: the port is taken by listen");
    row("any address", "[listen]\naddress = '0.0.0.0:8081'\n",
        "a.toml:2:11: listen.address: the port is taken by admin.address");
    row("no token", "[admin]\naddress = '0.0.0.0:9'\n",
        "a.toml:2:11: admin.address: 0.0.0.0:9 can");
    row("separators", kFine + "encoded_separators = 'no'\n",
        "routes.r.encoded_separators: found \"no\", expected \"pass\" or \"refuse\"");
    row("controls", "[routes.r]\ntimeout = '5\tx'\n", "\"5?x\" has an unknown unit");
    row("short token", "[admin]\naddress = '0.0.0.0:9'\ntoken = '123456789012345'\n",
        "admin.token: has 15 characters");
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
    row("direct HTTP/2", "[pools.p]\ntransport='direct'\nhttp2=true\nservers=[{url='https://h'}]\n",
        "a.toml:3:7: pools.p.http2: needs transport \"qt\" or \"auto\"");
    row("no ca_file", "[pools.p]\ntls.ca_file='nowhere.pem'\nservers=[{url='https://h'}]\n",
        "a.toml:2:13: pools.p.tls.ca_file: cannot read ca_file nowhere.pem: No such file");
    row("no certificate", "[pools.p]\ntls.ca_file='/dev/null'\nservers=[{url='https://h'}]\n",
        "pools.p.tls.ca_file: ca_file /dev/null has no PEM certificate in it");
    row("bound", kFine + "[pools.p.hash]\nbound=0.5\n",
        "pools.p.hash.bound: below 1 would leave requests without a server");
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

void LoaderProblemsTest::reports() {
    QFETCH(QByteArray, toml);
    QFETCH(QByteArray, said);
    const auto loaded = loadText(toml.toStdString(), "a.toml");
    QVERIFY(!loaded);
    const QByteArray all = allOf(loaded.error());
    QVERIFY2(all.contains(said), all.constData());
    for (const Problem& problem : loaded.error())
        QVERIFY(problem.line > 0 && problem.column > 0);
}

void LoaderProblemsTest::warns_data() {
    QTest::addColumn<QByteArray>("toml");
    QTest::addColumn<QByteArray>("said");
    using B = QByteArray;
    QTest::newRow("verify") << kFine + "[pools.p.tls]\nverify = false\n"
                            << B("a.toml:6:10: pools.p.tls.verify: false lets anyone");
    QTest::newRow("unused pool") << kFine + "pool='p'\n[pools.q]\nservers=[{url='http://h'}]\n"
                                 << B("a.toml:6:8: pools.q: no route uses this pool");
    QTest::newRow("no weight") << kPool + "weight = 0\n[routes.r]\n" << B("gets no requests");
    QTest::newRow("method") << kFine + "match.methods = ['get']\n" << B("does not match \"GET\"");
    const B twice = kPool + "[routes.a]\npool='p'\n";
    QTest::newRow("same match") << twice + "[routes.b]\npool='p'\n"
                                << B("routes.b: matches what routes.a matches, which comes first");
    QTest::newRow("same prefix, with a slash")
        << kPool +
               "[routes.a]\npool='p'\nmatch.path_prefix='/v1'\n[routes.b]\npool='p'\n"
               "match.path_prefix='/v1/'\n"
        << B("routes.b: matches what routes.a matches");
    QTest::newRow("same methods and fields in another order")
        << kPool +
               "[routes.a]\npool='p'\nmatch={methods=['GET','PUT'],headers={A='1',B='2'}}\n"
               "[routes.b]\npool='p'\n"
               "match={methods=['PUT','GET'],headers={b='2',a='1'}}\n"
        << B("routes.b: matches what routes.a matches");
    QTest::newRow("same host in another form") << kPool +
                                                      "[routes.a]\npool='p'\nmatch.host='A.Test.'\n"
                                                      "[routes.b]\npool='p'\nmatch.host='a.test'\n"
                                               << B("routes.b: matches what routes.a matches");
    QTest::newRow("same address in another form")
        << kPool +
               "[routes.a]\npool='p'\nmatch.host='[::1]'\n"
               "[routes.b]\npool='p'\nmatch.host='[0:0::1]'\n"
        << B("routes.b: matches what routes.a matches");
    QTest::newRow("methods that are refused")
        << kFine + "match.methods=['TRACE','CONNECT']\n"
        << B("routes.r.match.methods: TRACE and CONNECT are refused: it never gets a request");
    QTest::newRow("idle strip") << kFine + "match.path_prefix='/a'\nstrip_prefix='/b'\n"
                                << B("routes.r.strip_prefix: \"/b\" is no part of any path below");
    QTest::newRow("itself") << B("[pools.p]\nservers=[{url='http://127.0.0.1:8080'}]\n[routes.r]\n")
                            << B("pools.p.servers[0].url: is where this gateway listens");
    const auto servers = [](const B& listen, const B& urls) {
        return "[listen]\naddress='" + listen + "'\n[pools.p]\nservers=[" + urls +
               "]\n[routes.r]\n";
    };
    const B circles = "pools.p.servers[0].url: is where this gateway listens";
    QTest::newRow("itself, mapped")
        << servers("127.0.0.1:90", "{url='http://[::ffff:127.0.0.1]:90'}") << circles;
    QTest::newRow("itself, any") << servers("127.0.0.1:90", "{url='http://0.0.0.0:90'}") << circles;
    QTest::newRow("itself, any of IPv6") << servers("[::]:90", "{url='http://[::]:90'}") << circles;
    QTest::newRow("itself, by name")
        << servers("0.0.0.0:90", "{url='http://app.localhost:90'}") << circles;
    QTest::newRow("same url, with a dot")
        << servers("[::1]:90", "{name='a',url='http://h.test'},{name='b',url='http://H.test.:80/'}")
        << B("is in this pool twice");
    QTest::newRow("same address, written out")
        << servers("[::1]:90", "{name='a',url='http://[::2]'},{name='b',url='http://[0:0::2]'}")
        << B("is in this pool twice");
    QTest::newRow("same methods, one repeated")
        << kPool +
               "[routes.a]\npool='p'\nmatch={methods=['GET']}\n"
               "[routes.b]\npool='p'\nmatch={methods=['GET','GET']}\n"
        << B("routes.b: matches what routes.a matches");
    QTest::newRow("idle strip of a regex")
        << kFine + "match.path_regex='/api/v[0-9]+/.*'\nstrip_prefix='/v1'\n"
        << B("routes.r.strip_prefix: \"/v1\" is no part of any path that matches");
    QTest::newRow("same url") << B("[pools.p]\nservers=[{name='a',url='http://h'},"
                                   "{name='b',url='http://h'}]\n[routes.r]\npool='p'\n")
                              << B("pools.p.servers[1].url: \"http://h\" is in this pool twice");
    const B guarded = kPool +
                      "[routes.admin]\npool='p'\nmatch.path_prefix='/admin'\n"
                      "remove_request_headers=['X-Role']\n[routes.all]\npool='p'\n";
    QTest::newRow("missed guard") << guarded
                                  << B("routes.admin: a path with %2F, %5C, \"\\\" or \";\" gets "
                                       "past it to pool \"p\" by routes.all");
    QTest::newRow("no routes") << kPool << B("there are none: every request is answered 404");
}

void LoaderProblemsTest::warns() {
    QFETCH(QByteArray, toml);
    QFETCH(QByteArray, said);
    const auto loaded = loadText(toml.toStdString(), "a.toml");
    QVERIFY2(loaded, allOf(loaded ? std::vector<Problem>() : loaded.error()).constData());
    QVERIFY2(allOf(loaded->warnings).contains(said), allOf(loaded->warnings).constData());
}

void LoaderProblemsTest::doesNotWarnOfWhatMayWork() {
    for (const char* match :
         {"match.path_regex='/(api|v1)/.*'\nstrip_prefix='/api'",
          "match.path_regex='/api/.*|/v1/.*'\nstrip_prefix='/v1'",
          "match.path_regex='/ap?i/.*'\nstrip_prefix='/ai'",
          "match.path_regex='/a\\.b/.*'\nstrip_prefix='/a.b'",
          "match.path_regex='/api/.*'\nstrip_prefix='/api/v1'",
          "match.path_prefix='/api'\nstrip_prefix='/api/v1'", "strip_prefix='/x'"}) {
        const auto loaded = loadText((kFine + match + "\n").toStdString(), "a.toml");
        QVERIFY(loaded);
        QVERIFY2(loaded->warnings.empty(), allOf(loaded->warnings).constData());
    }
}

void LoaderProblemsTest::warnsOfNoOtherRoutes_data() {
    QTest::addColumn<QByteArray>("toml");
    const QByteArray admin = kPool + "[routes.admin]\npool='p'\nmatch.path_prefix='/admin'\n";
    const QByteArray edits = "remove_request_headers=['X-Role']\n";
    QTest::newRow("refuses") << admin + edits +
                                    "[routes.all]\npool='p'\nencoded_separators='refuse'\n";
    QTest::newRow("edits the same") << admin + edits + "[routes.all]\npool='p'\n" + edits;
    QTest::newRow("no guard") << admin + "[routes.all]\npool='p'\n";
    QTest::newRow("elsewhere") << admin + edits + "[routes.b]\npool='p'\nmatch.path_prefix='/b'\n";
    QTest::newRow("another pool") << admin + edits +
                                         "[routes.all]\npool='q'\n[[pools.q.servers]]\n"
                                         "url='http://i'\n";
    QTest::newRow("another host")
        << kPool + "[routes.a]\npool='p'\nmatch={host='a',path_prefix='/x'}\n" + edits +
               "[routes.b]\npool='p'\nmatch.host='b'\n";
}

void LoaderProblemsTest::warnsOfNoOtherRoutes() {
    QFETCH(QByteArray, toml);
    const auto loaded = loadText(toml.toStdString(), "a.toml");
    QVERIFY2(loaded, allOf(loaded ? std::vector<Problem>() : loaded.error()).constData());
    QVERIFY2(loaded->warnings.empty(), allOf(loaded->warnings).constData());
}

void LoaderProblemsTest::notesRulesThatCoverCookies() {
    const auto loaded = loadText((kFine + "[cache]\n[[cache.rules]]\npath_prefix='/a'\nttl='5s'\n"
                                          "[[cache.rules]]\npath_prefix='/b'\n")
                                     .toStdString(),
                                 "a.toml");
    QVERIFY(loaded);
    QCOMPARE(loaded->notes.size(), size_t{1});
    QVERIFY2(allOf(loaded->notes).contains("cache.rules[0]: covers requests with cookies"),
             allOf(loaded->notes).constData());
    QVERIFY(loaded->warnings.empty());
}

void LoaderProblemsTest::notesWhatBatchesMayTake() {
    const auto notesOf = [](const char* batch) {
        const auto loaded = loadText((kFine + "[batch]\n" + batch).toStdString(), "a.toml");
        return loaded ? allOf(loaded->notes) : QByteArray();
    };
    QVERIFY2(notesOf("").contains("a.toml:5:1: batch: batches may take 1920 MiB of memory"),
             notesOf("").constData());
    QVERIFY(notesOf("max_batches = 2\nmax_body_bytes = '1KiB'\nmax_response_bytes = '1MiB'\n")
                .contains("may take 4 MiB of memory"));
}

void LoaderProblemsTest::notesRegexesThatAreTooBigTogether() {
    const auto notesOf = [](const QByteArray& end) {
        QByteArray routes;
        for (int i = 0; i < 50; ++i)
            routes += "[routes.r" + QByteArray::number(i) + "]\nmatch.path_regex = '/" +
                      QByteArray::number(i) + "/[a-zäöü]" + end + "'\n";
        const auto loaded = loadText((kFine + routes).toStdString(), "a.toml");
        return loaded ? allOf(loaded->notes) : "failed";
    };
    QVERIFY2(notesOf("{900}").contains("routes: the 50 path regexes of one host"),
             notesOf("{900}").constData());
    QCOMPARE(notesOf("{9}"), QByteArray());
}

void LoaderProblemsTest::reportsAllProblemsAtOnce() {
    const auto loaded = loadText(
        "[listen]\naddress = 1\nadress = 2\n[engine]\nworkers = 'x'\n[routes.r]\npool = 'x'\n", "");
    QVERIFY(!loaded);
    QList<int> lines;
    for (const Problem& problem : loaded.error())
        lines += problem.line;
    QCOMPARE(lines, (QList<int>{2, 3, 5, 7}));
}

void LoaderProblemsTest::reportsAtMostFifty() {
    QByteArray toml;
    for (int i = 0; i < 1000; ++i)
        toml += "unknown" + QByteArray::number(i) + " = 1\n";
    const auto loaded = loadText(toml.toStdString(), "a.toml");
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().size(), size_t{50});
}

void LoaderProblemsTest::neverRepeatsSecrets() {
    const auto loaded = loadText(
        "[admin]\ntoken = 'secret with spaces'\n[[pools.p.servers]]\nurl = 'http://u:secret@h'\n",
        "a.toml");
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().size(), size_t{2});
    QVERIFY2(!allOf(loaded.error()).contains("secret"), allOf(loaded.error()).constData());
}

QTEST_GUILESS_MAIN(LoaderProblemsTest)
#include "loader_problems_test.moc"
