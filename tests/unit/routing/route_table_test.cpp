#include "routing/route_table.h"

#include <QtTest>
#include <algorithm>
#include <array>
#include <random>

#include "http/host.h"
#include "routing/matcher.h"

using namespace sluice;
using namespace sluice::routing;

namespace {

Route makeRoute(const char* name, Match match = {}) {
    Route route;
    route.name = name;
    route.match = std::move(match);
    return route;
}

Match onHost(std::string host) {
    Match match;
    match.host = std::move(host);
    return match;
}

Match onPrefix(std::string prefix, std::string host = {}) {
    Match match = onHost(std::move(host));
    match.pathPrefix = std::move(prefix);
    return match;
}

Match onRegex(std::string regex, std::string prefix = {}) {
    Match match = onPrefix(std::move(prefix));
    match.pathRegex = std::move(regex);
    return match;
}

Match onMethods(std::vector<std::string> methods, std::string host = {}) {
    Match match = onHost(std::move(host));
    match.methods = std::move(methods);
    return match;
}

Match onFields(std::vector<std::pair<std::string, std::string>> fields) {
    Match match;
    match.headers = std::move(fields);
    return match;
}

/// From the least to the most specific, no two alike.
std::vector<Route> orderedRoutes() {
    return {
        makeRoute("any"),
        makeRoute("method", onMethods({"POST"})),
        makeRoute("field", onFields({{"X-A", "1"}})),
        makeRoute("fields", onFields({{"X-A", "1"}, {"X-B", "*"}})),
        makeRoute("/v1", onPrefix("/v1")),
        makeRoute("/v1/users", onPrefix("/v1/users/")),
        makeRoute("regex", onRegex("/v1/[a-z]+/9")),
        makeRoute("longer regex", onRegex("/v1/users/[89]")),
        makeRoute("*.com", onHost("*.com")),
        makeRoute("*.example.com", onHost("*.example.com")),
        makeRoute("api", onHost("api.example.com")),
        makeRoute("api /v1", onPrefix("/v1", "api.example.com")),
    };
}

RouteTable tableOf(std::vector<Route> routes) {
    auto table = RouteTable::build(std::move(routes));
    if (!table) qFatal("%s", table.error().message.c_str());
    return std::move(*table);
}

http::RequestHead request(const QByteArray& host, const QByteArray& target,
                          const QByteArray& method = "GET") {
    http::RequestHead head;
    head.method = method.toStdString();
    head.target = target.toStdString();
    head.authority = host.toStdString();
    http::normalizeAuthority(head.authority);
    return head;
}

QByteArray matched(const RouteTable& table, const http::RequestHead& head) {
    const auto index = table.match(head);
    return index ? QByteArray::fromStdString(table.routes()[*index].name) : "none";
}

template <class List>
auto oneOf(const List& list, std::mt19937& random) {
    return list[random() % std::size(list)];
}

/// Of few parts, so that many of them match the same requests.
Match randomMatch(std::mt19937& random) {
    constexpr std::array hosts{"", "", "a.test", "B.a.test", "*.test", "*.a.test", "[::1]", "*..x"};
    constexpr std::array prefixes{"", "/", "/a", "/a/", "/a/b", "/a/b/c", "/b", "/ab", "/*"};
    constexpr std::array regexes{"/a.*", "/a/[ab]", "(/[ab])*", "/b|/a/b/c", ".*", "/ab?/?"};
    Match match = onHost(oneOf(hosts, random));
    if (random() % 3 == 0) {
        match.pathRegex = oneOf(regexes, random);
    } else {
        match.pathPrefix = oneOf(prefixes, random);
    }
    if (random() % 4 == 0) match.methods = {oneOf(std::array{"GET", "POST"}, random)};
    if (random() % 4 == 0) match.headers = {{"X-A", oneOf(std::array{"1", "2", "*"}, random)}};
    return match;
}

http::RequestHead randomRequest(std::mt19937& random) {
    constexpr std::array hosts{"a.test:80", "b.A.test", "test", "c.b.a.test",
                               "[::1]",     ".test",    "",     "y..x"};
    constexpr std::array targets{"/",   "/a",  "/a/b", "//a//b", "/a/b/c/d",
                                 "/ab", "/b/", "/c",   "*",      "/*"};
    auto head = request(oneOf(hosts, random), oneOf(targets, random),
                        oneOf(std::array{"GET", "POST"}, random));
    if (random() % 2 == 0) head.fields.add("x-a", oneOf(std::array{"1", "2", "3"}, random));
    return head;
}

/// By asking each route alone, and comparing those that match.
QByteArray firstOf(const std::vector<Route>& routes, const http::RequestHead& head) {
    const Route* first = nullptr;
    for (const Route& route : routes) {
        if (!tableOf({route}).match(head)) continue;
        const bool isFirst =
            !first ||
            Matcher::compile(route.match)->isMoreSpecificThan(*Matcher::compile(first->match));
        if (isFirst) first = &route;
    }
    return first ? QByteArray::fromStdString(first->name) : "none";
}

}  // namespace

class RouteTableTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesTheMostSpecific_data();
    void takesTheMostSpecific();
    void fileOrderDecidesBetweenEquals();
    void matchesOneCondition_data();
    void matchesOneCondition();
    void matchesFields_data();
    void matchesFields();
    void tellsWhatARouteIsChosenBy();
    void nothingMatchesAnEmptyTable();
    void trickyPathsTakeNoRoute_data();
    void trickyPathsTakeNoRoute();
    void noPathIsTooHardForARegex();
    void findsWhatComesFirstOfMany_data();
    void findsWhatComesFirstOfMany();
    void tellsOfRegexesThatAreTooBigTogether();
    void refusesBadMatches_data();
    void refusesBadMatches();
};

void RouteTableTest::takesTheMostSpecific_data() {
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArrayList>("fields");
    QTest::addColumn<QByteArray>("expected");
    using B = QByteArray;
    const auto row = [](const char* host, const char* target, const char* expected,
                        const QByteArrayList& fields = {}, const char* method = "GET") {
        QTest::addRow("%s %s%s, %d fields", method, host, target, int(fields.size()))
            << B(host) << B(target) << B(method) << fields << B(expected);
    };
    row("local", "/", "any");
    row("", "/", "any");
    row("local", "/", "method", {}, "POST");
    row("local", "/", "field", {"X-A"});
    row("local", "/", "field", {"X-A"}, "POST");
    row("local", "/", "fields", {"X-A", "X-B"});
    row("local", "/v1", "/v1");
    row("local", "/v1/x?/v1/users", "/v1", {"X-A", "X-B"}, "POST");
    row("local", "/v10", "any");
    row("local", "/v1/users", "/v1/users");
    row("local", "/v1/users/", "/v1/users");
    row("local", "/v1/users/1", "/v1/users");
    row("local", "/v1/users/9", "longer regex");
    row("local", "/v1/posts/9", "regex");
    row("local", "/v1/posts/9/x", "/v1");
    row("local", "/v1/posts/99", "/v1");
    row("com", "/", "any");
    row("x.com", "/v1/users/9", "*.com");
    row("x.example.com", "/v1", "*.example.com");
    row("x.y.example.com", "/", "*.example.com");
    row("example.com", "/", "*.com");
    row("api.example.com", "/", "api");
    row("api.example.com", "/v1/users/9", "api /v1");
    row("API.Example.COM.:8080", "/v1", "api /v1");
    row("notapi.example.com", "/v1", "*.example.com");
    row("local", "/x/../v1/users/1", "/v1/users");
    row("local", "/v1/%75sers/1", "/v1/users");
    row("local", "//v1//users", "/v1/users");
    row("local", "*", "any", {}, "OPTIONS");
}

void RouteTableTest::takesTheMostSpecific() {
    QFETCH(QByteArray, host);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, method);
    QFETCH(QByteArrayList, fields);
    QFETCH(QByteArray, expected);
    http::RequestHead head = request(host, target, method);
    for (const QByteArray& name : fields)
        head.fields.add(name.toStdString(), "1");
    std::vector<Route> routes = orderedRoutes();
    std::mt19937 random(1);
    for (int i = 0; i < 10; ++i) {
        QCOMPARE(matched(tableOf(routes), head), expected);
        std::shuffle(routes.begin(), routes.end(), random);
    }
}

void RouteTableTest::fileOrderDecidesBetweenEquals() {
    const Match match = onPrefix("/a");
    const RouteTable table = tableOf(
        {makeRoute("x"), makeRoute("first", match), makeRoute("second", match), makeRoute("y")});
    QCOMPARE(matched(table, request("h", "/a")), QByteArray("first"));
    QCOMPARE(matched(table, request("h", "/b")), QByteArray("x"));
    QCOMPARE(table.routes().size(), size_t{4});
    QCOMPARE(QByteArray::fromStdString(table.routes()[3].name), QByteArray("y"));
}

void RouteTableTest::matchesOneCondition_data() {
    QTest::addColumn<Match>("match");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<bool>("expected");
    const auto row = [](const char* name, Match match, const char* host, const char* target,
                        const char* method, bool expected) {
        QTest::newRow(name) << match << QByteArray(host) << QByteArray(target) << QByteArray(method)
                            << expected;
    };
    row("host", onHost("Api.Local"), "api.local:1", "/", "GET", true);
    row("address", onHost("[0:0::0:1]"), "[::1]:1", "/", "GET", true);
    row("host's dot in the file", onHost("api.local."), "api.local", "/", "GET", true);
    row("other host", onHost("api.local"), "api.locale", "/", "GET", false);
    row("no host", onHost("api.local"), "", "/", "GET", false);
    row("ipv6", onHost("[::1]"), "[::1]:8080", "/", "GET", true);
    row("wildcard needs a label", onHost("*.local"), ".local", "/", "GET", false);
    row("wildcard is no infix", onHost("*.local"), "a.local.net", "/", "GET", false);
    row("methods", onMethods({"GET", "PUT"}), "h", "/", "PUT", true);
    row("method's case", onMethods({"GET"}), "h", "/", "get", false);
    row("root prefix", onPrefix("/"), "h", "/anything", "GET", true);
    row("prefix in capitals of escapes", onPrefix("/%C3%A9"), "h", "/%c3%a9/x", "GET", true);
    row("regex, whole path", onRegex("/a|/b"), "h", "/b", "GET", true);
    row("regex, part of the path", onRegex("/a|/b"), "h", "/bc", "GET", false);
    row("regex, no newline at the end", onRegex("/a$"), "h", "/a%0A", "GET", false);
    row("regex without the query", onRegex("/a"), "h", "/a?x", "GET", true);
    row("regex on the normal path", onRegex("/public/.*"), "h", "/public/../a", "GET", false);
    row("regex, repeated slashes", onRegex("/a/b/.*"), "h", "//a///b//c", "GET", true);
    row("method and host", onMethods({"GET"}, "h"), "h", "/", "POST", false);
}

void RouteTableTest::matchesOneCondition() {
    QFETCH(Match, match);
    QFETCH(QByteArray, host);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, method);
    QFETCH(bool, expected);
    const RouteTable table = tableOf({makeRoute("only", match)});
    QCOMPARE(matched(table, request(host, target, method)), QByteArray(expected ? "only" : "none"));
}

void RouteTableTest::matchesFields_data() {
    QTest::addColumn<QByteArray>("wanted");
    QTest::addColumn<QByteArrayList>("values");
    QTest::addColumn<bool>("expected");
    QTest::newRow("value") << QByteArray("blue") << QByteArrayList{"blue"} << true;
    QTest::newRow("value's case") << QByteArray("blue") << QByteArrayList{"Blue"} << false;
    QTest::newRow("absent") << QByteArray("blue") << QByteArrayList{} << false;
    QTest::newRow("second line") << QByteArray("blue") << QByteArrayList{"red", "blue"} << true;
    QTest::newRow("present") << QByteArray("*") << QByteArrayList{"red"} << true;
    QTest::newRow("present, empty") << QByteArray("*") << QByteArrayList{""} << true;
    QTest::newRow("not present") << QByteArray("*") << QByteArrayList{} << false;
}

void RouteTableTest::matchesFields() {
    QFETCH(QByteArray, wanted);
    QFETCH(QByteArrayList, values);
    QFETCH(bool, expected);
    const RouteTable table =
        tableOf({makeRoute("only", onFields({{"X-Team", wanted.toStdString()}}))});
    http::RequestHead head = request("h", "/");
    head.fields.add("X-Other", "blue");
    for (const QByteArray& value : values)
        head.fields.add("x-tEAM", value.toStdString());
    QCOMPARE(table.match(head).has_value(), expected);
}

void RouteTableTest::tellsWhatARouteIsChosenBy() {
    using Names = std::vector<std::string>;
    std::vector<Route> routes;
    const auto add = [&](const char* name, Match match,
                         std::vector<std::pair<std::string, std::string>> headers,
                         std::vector<std::string> methods = {}) {
        match.headers = std::move(headers);
        match.methods = std::move(methods);
        routes.push_back(makeRoute(name, std::move(match)));
    };
    add("tenant", onPrefix("/a"), {{"X-Tenant", "acme"}});
    add("beta", onPrefix("/a/b"), {{"x-tenant", "*"}, {"Beta", "1"}});
    add("write", onPrefix("/a"), {{"X-Write", "*"}}, {"PUT"});
    add("read", onPrefix("/a"), {}, {"GET"});
    add("rest", {}, {});
    add("elsewhere", onPrefix("/c"), {});
    add("host", onHost("one.test"), {{"X-Host", "*"}});
    add("other host", onPrefix("/z", "*.two.test"), {});
    const auto table = RouteTable::build(routes);
    QVERIFY(table.has_value());
    QCOMPARE(table->chosenBy(0), (Names{"X-Tenant", "X-Host", "Beta", "X-Write"}));
    QCOMPARE(table->chosenBy(1), (Names{"x-tenant", "Beta", "X-Host"}));
    QCOMPARE(table->chosenBy(3), (Names{"X-Host", "x-tenant", "Beta"}));
    QCOMPARE(table->chosenBy(4), (Names{"X-Host", "x-tenant", "Beta", "X-Write"}));
    QCOMPARE(table->chosenBy(5), Names{"X-Host"});
    QCOMPARE(table->chosenBy(6), Names{"X-Host"});
    QCOMPARE(table->chosenBy(7), Names{});
}

void RouteTableTest::nothingMatchesAnEmptyTable() {
    QVERIFY(!RouteTable().match(request("h", "/")));
    QVERIFY(!tableOf({}).match(request("h", "/")));
}

void RouteTableTest::trickyPathsTakeNoRoute_data() {
    QTest::addColumn<QByteArray>("target");
    for (const char* target : {"/public/..%2fadmin", "/public/..;/admin", "/../admin", "/public/%",
                               "/public\\..\\admin", "/public/%00"}) {
        QTest::newRow(target) << QByteArray(target);
    }
}

void RouteTableTest::trickyPathsTakeNoRoute() {
    QFETCH(QByteArray, target);
    const RouteTable table = tableOf({makeRoute("any"), makeRoute("public", onPrefix("/public")),
                                      makeRoute("regex", onRegex(".*"))});
    QCOMPARE(matched(table, request("h", target)), QByteArray("none"));
}

/// Or a path that is long enough would pass by what is to guard it.
void RouteTableTest::noPathIsTooHardForARegex() {
    const RouteTable table =
        tableOf({makeRoute("open"), makeRoute("guard", onRegex("/(a|a)*[bc]"))});
    QCOMPARE(matched(table, request("h", "/aab")), QByteArray("guard"));
    QCOMPARE(matched(table, request("h", "/aad")), QByteArray("open"));
    QCOMPARE(matched(table, request("h", "/" + QByteArray(5000, 'a'))), QByteArray("open"));
    QCOMPARE(matched(table, request("h", "/" + QByteArray(5000, 'a') + 'b')), QByteArray("guard"));
}

void RouteTableTest::findsWhatComesFirstOfMany_data() {
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 0; seed < 50; ++seed)
        QTest::addRow("%u", seed) << seed;
}

void RouteTableTest::findsWhatComesFirstOfMany() {
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    std::vector<Route> routes;
    for (unsigned i = 0; i < 1 + seed; ++i)
        routes.push_back(makeRoute(std::to_string(i).c_str(), randomMatch(random)));
    const RouteTable table = tableOf(routes);
    for (int i = 0; i < 50; ++i) {
        const http::RequestHead head = randomRequest(random);
        const std::string asked = head.method + ' ' + head.authority + ' ' + head.target;
        const QByteArray first = firstOf(routes, head);
        QVERIFY2(matched(table, head) == first, (asked + ": not " + first.toStdString()).c_str());
    }
}

/// And matches them all the same.
void RouteTableTest::tellsOfRegexesThatAreTooBigTogether() {
    std::vector<Route> routes;
    for (int i = 0; i < 3; ++i)
        routes.push_back(makeRoute("small", onRegex("/small/" + std::to_string(i))));
    QCOMPARE(tableOf(routes).regexesOneByOne(), size_t{0});
    for (int i = 0; i < 50; ++i) {
        Match match = onRegex("/big" + std::to_string(i) + "/[a-zäöü]{900}");
        match.host = "big.test";
        routes.push_back(makeRoute("big", match));
    }
    const RouteTable table = tableOf(routes);
    QCOMPARE(table.regexesOneByOne(), size_t{50});
    QCOMPARE(matched(table, request("x", "/small/2")), QByteArray("small"));
    QCOMPARE(matched(table, request("big.test", "/big49/" + QByteArray(900, 'x'))),
             QByteArray("big"));
    QCOMPARE(matched(table, request("big.test", "/big49/" + QByteArray(901, 'x'))),
             QByteArray("none"));
}

void RouteTableTest::refusesBadMatches_data() {
    QTest::addColumn<Match>("match");
    QTest::addColumn<QByteArray>("said");
    const auto row = [](const char* name, Match match, const char* said) {
        QTest::newRow(name) << match << QByteArray(said);
    };
    row("regex", onRegex("/a/(b"), "broken");
    row("regex, closed too early", onRegex("/a)(b"), "broken");
    row("regex, open comment", onRegex("(?x) /a # b"), "broken");
    row("both", onRegex("/a", "/a"), "not both");
    row("relative", onPrefix("v1"), "\"v1\"");
    row("query", onPrefix("/v1?x"), "/v1?x");
    row("dots", onPrefix("/a/../b"), "dot segments");
    row("repeated slashes", onPrefix("/a//b"), "repeated slashes");
    row("needless escape", onPrefix("/%61"), "escapes");
    row("a blank", onPrefix("/a b"), "%20");
    row("beyond ASCII", onPrefix("/\xc3\xa4"), "beyond ASCII");
    row("port", onHost("a.b:80"), "without port");
    row("inner wildcard", onHost("a.*.b"), "a.*.b");
    row("bare wildcard", onHost("*"), "\"*\"");
    row("url", onHost("http://a"), "http://a");
}

void RouteTableTest::refusesBadMatches() {
    QFETCH(Match, match);
    QFETCH(QByteArray, said);
    const auto table = RouteTable::build({makeRoute("fine"), makeRoute("bad one", match)});
    QVERIFY(!table);
    const QByteArray message = QByteArray::fromStdString(table.error().message);
    QVERIFY2(message.contains("\"bad one\""), message.constData());
    QVERIFY2(message.contains(said), message.constData());
}

QTEST_APPLESS_MAIN(RouteTableTest)
#include "route_table_test.moc"
