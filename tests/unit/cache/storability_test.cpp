#include "cache/storability.h"

#include <QtTest>

#include "cache/explain.h"
#include "unit/cache/messages.h"

using namespace sluice;
using namespace sluice::cache;

class StorabilityTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void judges_data();
    void judges();
    void judgesStatuses_data();
    void judgesStatuses();
    void refusesContent();
    void storesCookiesByARule();
    void aRuleIsForThoseWhoDoNotSayWhoTheyAre();
    void tellsWhatIsForOne();
    void judgesFreshened();
    void explainsItself();
};

void StorabilityTest::judges_data() {
    QTest::addColumn<std::string>("method");
    QTest::addColumn<std::string>("request");
    QTest::addColumn<std::string>("response");
    QTest::addColumn<std::string>("rule");
    const auto ask = [](const char* name, const char* method, const char* request,
                        const char* response, const char* rule) {
        QTest::newRow(name) << std::string(method) << std::string(request) << std::string(response)
                            << std::string(rule);
    };
    const auto row = [&](const char* name, const char* response, const char* rule) {
        ask(name, "GET", "", response, rule);
    };

    row("s-maxage", "Cache-Control: s-maxage=9, max-age=5", "s-maxage");
    row("max-age", "Cache-Control: max-age=5", "max-age");
    row("Expires", "Expires: Mon, 07 Nov 2033 08:49:37 GMT", "expires");
    row("silent", "", "useless");
    row("silent with an ETag", "ETag: \"a\"", "validator");
    row("silent with Last-Modified", "Last-Modified: Sat, 05 Nov 2033 08:49:37 GMT", "validator");
    row("heuristic", "Cache-Control: public|Last-Modified: Sat, 05 Nov 2033 08:49:37 GMT",
        "heuristic");
    row("max-age=0", "Cache-Control: max-age=0", "useless");
    row("max-age=0 with an ETag", "Cache-Control: max-age=0|ETag: \"a\"", "max-age");
    row("max-age=0, stale-while-revalidate", "Cache-Control: max-age=0, stale-while-revalidate=9",
        "max-age");
    row("max-age=0, stale-if-error", "Cache-Control: max-age=0, stale-if-error=9", "max-age");
    row("never stale", "Cache-Control: max-age=0, stale-if-error=9, must-revalidate", "useless");
    row("no-cache", "Cache-Control: no-cache, max-age=60", "useless");
    row("no-cache with an ETag", "Cache-Control: no-cache|ETag: \"a\"", "validator");
    row("invalid Expires", "Expires: 0", "useless");

    row("no-store", "Cache-Control: no-store, max-age=60", "no-store");
    row("private", "Cache-Control: private, max-age=60", "private");
    row("private of fields", "Cache-Control: private=\"a\", max-age=60", "max-age");
    row("no-store of a CDN", "CDN-Cache-Control: no-store|Cache-Control: max-age=60", "no-store");
    row("max-age of a CDN", "CDN-Cache-Control: max-age=60|Cache-Control: no-store", "max-age");
    row("private of a CDN", "CDN-Cache-Control: private|Cache-Control: max-age=60", "private");
    row("must-understand over no-store", "Cache-Control: must-understand, no-store, max-age=60",
        "max-age");
    row("Vary: *", "Vary: *|Cache-Control: max-age=60", "vary-any");
    row("Vary: a, *", "Vary: a, *|Cache-Control: max-age=60", "vary-any");
    row("Vary on two lines", "Vary:|Vary: *|Cache-Control: max-age=60", "vary-any");
    row("Vary: no name", "Vary: a b|Cache-Control: max-age=60", "vary-any");
    row("Vary: a", "Vary: a|Cache-Control: max-age=60", "max-age");
    row("Content-Range of a 200", "Content-Range: bytes 0-1/2|Cache-Control: max-age=60",
        "max-age");

    row("cookie", "Set-Cookie: a=b|Expires: Mon, 07 Nov 2033 08:49:37 GMT", "set-cookie");
    row("cookie, silent", "Set-Cookie: a=b|ETag: \"a\"", "set-cookie");
    row("cookie, public", "Set-Cookie: a=b|Cache-Control: public|ETag: \"a\"", "validator");
    row("cookie, max-age", "Set-Cookie: a=b|Cache-Control: max-age=60", "set-cookie");
    row("cookie, must-revalidate", "Set-Cookie: a=b|Cache-Control: max-age=60, must-revalidate",
        "set-cookie");
    row("cookie, immutable", "Set-Cookie: a=b|Cache-Control: max-age=60, immutable", "set-cookie");
    row("cookie, max-age of a CDN", "Set-Cookie: a=b|CDN-Cache-Control: max-age=60", "set-cookie");
    row("cookie, public of a CDN", "Set-Cookie: a=b|CDN-Cache-Control: max-age=60, public",
        "max-age");
    row("cookie, public for others",
        "Set-Cookie: a=b|CDN-Cache-Control: max-age=60|Cache-Control: "
        "public",
        "set-cookie");
    row("cookie, s-maxage", "Set-Cookie: a=b|Cache-Control: s-maxage=60", "s-maxage");
    row("cookie left out", "Set-Cookie: a=b|Cache-Control: no-cache=\"Set-Cookie\"|ETag: \"a\"",
        "validator");

    ask("HEAD", "HEAD", "", "Cache-Control: max-age=60", "method");
    ask("POST", "POST", "", "Cache-Control: max-age=60", "method");
    ask("get", "get", "", "Cache-Control: max-age=60", "method");
    ask("no-store of the client", "GET", "Cache-Control: no-store", "Cache-Control: max-age=60",
        "request-no-store");
    ask("no-cache of the client", "GET", "Cache-Control: no-cache", "Cache-Control: max-age=60",
        "max-age");
    ask("Range", "GET", "Range: bytes=0-", "Cache-Control: max-age=60", "request-range");
    ask("If-Match", "GET", "If-Match: *", "Cache-Control: max-age=60", "request-precondition");
    ask("If-None-Match", "GET", "If-None-Match: \"b\"", "Cache-Control: max-age=60", "max-age");
    ask("Authorization", "GET", "Authorization: x", "Cache-Control: max-age=60", "authorization");
    ask("Authorization, public", "GET", "Authorization: x", "Cache-Control: max-age=60, public",
        "max-age");
    ask("Authorization, s-maxage", "GET", "Authorization: x", "Cache-Control: s-maxage=60",
        "s-maxage");
    ask("Authorization, must-revalidate", "GET", "Authorization: x",
        "Cache-Control: max-age=60, must-revalidate", "max-age");
    ask("Authorization, proxy-revalidate", "GET", "Authorization: x",
        "Cache-Control: max-age=60, proxy-revalidate", "authorization");
    ask("Proxy-Authorization", "GET", "Proxy-Authorization: x", "Cache-Control: max-age=60",
        "authorization");
    ask("Proxy-Authorization, public", "GET", "Proxy-Authorization: x",
        "Cache-Control: max-age=60, public", "max-age");
    for (const char* field : {"Cookie: a=b", "X-Api-Key: x", "X-HgArg-1: x"}) {
        QTest::addRow("%s, silent", field)
            << std::string("GET") << std::string(field) << std::string("ETag: \"a\"")
            << std::string("not-plain");
        for (const char* told : {"max-age=60", "no-cache", "public", "s-maxage=60"}) {
            QTest::addRow("%s, %s", field, told)
                << std::string("GET") << std::string(field)
                << "ETag: \"a\"|Cache-Control: " + std::string(told)
                << std::string(told[0] == 'm' || told[0] == 's'
                                   ? std::string(told).substr(0, std::string(told).find('='))
                                   : "validator");
        }
    }
    ask("Authorization, public for others", "GET", "Authorization: x",
        "Cache-Control: public|CDN-Cache-Control: max-age=60", "authorization");
}

void StorabilityTest::judges() {
    QFETCH(std::string, method);
    QFETCH(std::string, request);
    QFETCH(std::string, response);
    QFETCH(std::string, rule);
    const Storability storability =
        judge(requestOf(request, method), responseOf(response), silentOptions(), kNow);
    QCOMPARE(std::string(storability.text().name), rule);
    QCOMPARE(storability.isStorable(), allows(storability.rule));
}

void StorabilityTest::judgesStatuses_data() {
    QTest::addColumn<int>("status");
    QTest::addColumn<std::string>("response");
    QTest::addColumn<std::string>("rule");
    const auto row = [](int status, const char* response, const char* rule) {
        QTest::addRow("%d %s", status, response)
            << status << std::string(response) << std::string(rule);
    };
    const char* modified = "Last-Modified: Sat, 05 Nov 2033 08:49:37 GMT";
    const char* explicitly = "Cache-Control: max-age=60";
    for (const int status : {200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 451, 501})
        row(status, modified, "validator");
    for (const int status : {201, 202, 205, 302, 303, 307, 400, 401, 403, 500, 502, 503, 504, 599})
        row(status, modified, "status");
    for (const int status : {200, 203, 204, 299, 301, 302, 303, 307, 308, 400, 404, 410, 499, 500,
                             502, 503, 504, 599, 999})
        row(status, explicitly, "max-age");
    row(599, "Cache-Control: public|Last-Modified: Sat, 05 Nov 2033 08:49:37 GMT", "heuristic");
    row(302, "Expires: Mon, 07 Nov 2033 08:49:37 GMT", "expires");
    for (const int status : {412, 416, 428, 429, 431, 511})
        row(status, explicitly, "for-this-request");
    row(206, explicitly, "partial");
    row(304, explicitly, "not-modified");
    row(101, explicitly, "interim");
    row(103, explicitly, "interim");
    row(599, "Cache-Control: must-understand, max-age=60", "must-understand");
    row(599, "Cache-Control: must-understand, no-store, max-age=60", "no-store");
    row(404, "Cache-Control: must-understand, no-store, max-age=60", "max-age");
}

void StorabilityTest::judgesStatuses() {
    QFETCH(int, status);
    QFETCH(std::string, response);
    QFETCH(std::string, rule);
    const Storability storability =
        judge(requestOf(), responseOf(response, status), silentOptions(), kNow);
    QCOMPARE(std::string(storability.text().name), rule);
}

void StorabilityTest::refusesContent() {
    http::RequestHead request = requestOf();
    request.framing = {http::Framing::Kind::chunked, 0};
    const auto storability =
        judge(request, responseOf("Cache-Control: max-age=60"), silentOptions(), kNow);
    QCOMPARE(storability.rule, Rule::requestBody);
}

void StorabilityTest::storesCookiesByARule() {
    Options options = silentOptions();
    options.rules = {{"/a", Seconds(60), false, true}, {"/a/b", Seconds(60), true, false}};
    const auto ruleFor = [&](const char* target, const char* fields) {
        return judge(requestOf({}, "GET", target), responseOf(fields), options, kNow).rule;
    };
    QCOMPARE(ruleFor("/a", "Set-Cookie: a=b"), Rule::configured);
    QCOMPARE(ruleFor("/a", "Set-Cookie: a=b|Cache-Control: max-age=5"), Rule::maxAge);
    QCOMPARE(ruleFor("/a", "Set-Cookie: a=b|Cache-Control: private"), Rule::isPrivate);
    QCOMPARE(ruleFor("/a/b", "Set-Cookie: a=b"), Rule::setCookie);
    QCOMPARE(ruleFor("/c", "Set-Cookie: a=b|Cache-Control: max-age=5"), Rule::setCookie);
}

/// But for those who send cookies, which a rule's author may know not to matter.
void StorabilityTest::aRuleIsForThoseWhoDoNotSayWhoTheyAre() {
    Options options = silentOptions();
    options.rules = {{"/a", Seconds(60), true}};
    options.credentials = {"X-Api-Key"};
    const auto ruleFor = [&](const char* asked, const char* answered) {
        return judge(requestOf(asked, "GET", "/a"), responseOf(answered), options, kNow).rule;
    };
    QCOMPARE(ruleFor("", ""), Rule::configured);
    QCOMPARE(ruleFor("Cookie: a=b", ""), Rule::configured);
    QCOMPARE(ruleFor("X-Other: a", ""), Rule::configured);
    QCOMPARE(ruleFor("x-api-key: a", ""), Rule::credentials);
    QCOMPARE(ruleFor("x-api-key: a", "Cache-Control: no-cache"), Rule::credentials);
    QCOMPARE(ruleFor("x-api-key: a", "Cache-Control: public"), Rule::configured);
    QCOMPARE(ruleFor("Proxy-Authorization: a", ""), Rule::authorization);
    options.rules.clear();
    QCOMPARE(ruleFor("x-api-key: a", "Cache-Control: max-age=5"), Rule::maxAge);
}

void StorabilityTest::tellsWhatIsForOne() {
    QVERIFY(isForOne(Rule::isPrivate, requestOf("Cookie: a=b"), {}));
    QVERIFY(isForOne(Rule::noStore, requestOf("Authorization: x"), {}));
    QVERIFY(isForOne(Rule::setCookie, requestOf(), {}));
    QVERIFY(!isForOne(Rule::isPrivate, requestOf(), {}));
    QVERIFY(!isForOne(Rule::noStore, requestOf("Accept: a/b"), {}));
}

/// What the server was asked with matters no more, what it says does.
void StorabilityTest::judgesFreshened() {
    const auto request = requestOf("Range: bytes=0-", "HEAD");
    QCOMPARE(judge(request, storedOf("Cache-Control: max-age=60"), {}).rule, Rule::maxAge);
    QCOMPARE(judge(request, storedOf("Cache-Control: private"), {}).rule, Rule::isPrivate);
    QCOMPARE(
        judge(requestOf("Cache-Control: no-store"), storedOf("Cache-Control: max-age=1"), {}).rule,
        Rule::requestNoStore);
}

void StorabilityTest::explainsItself() {
    const auto steps = explainStoring(requestOf("Authorization: x"),
                                      responseOf("Cache-Control: max-age=60"), kNow, kNow, {});
    QVERIFY(steps.size() > 5);
    for (size_t i = 0; i < steps.size(); ++i) {
        QVERIFY(!steps[i].text.empty());
        QVERIFY(steps[i].section.starts_with("RFC "));
        QCOMPARE(steps[i].decided, i + 1 == steps.size());
    }
    QCOMPARE(steps.back().text, std::string(cache::textOf(Rule::authorization).decided));
    const auto stored =
        explainStoring(requestOf(), responseOf("Cache-Control: max-age=60"), kNow, kNow, {});
    QCOMPARE(stored.back().text, std::string("stored: the origin gave max-age, for 60 s"));
}

QTEST_APPLESS_MAIN(StorabilityTest)
#include "storability_test.moc"
