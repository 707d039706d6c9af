#include "cache/freshness.h"

#include <QtTest>

#include "cache/age.h"
#include "unit/cache/messages.h"

using namespace sluice::cache;
using Source = Reuse::Source;
Q_DECLARE_METATYPE(sluice::cache::Reuse::Source)

class FreshnessTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsLifetimes_data();
    void tellsLifetimes();
    void appliesRules_data();
    void appliesRules();
    void overridesNoCache();
    void tellsAges_data();
    void tellsAges();
    void growsOld();
    void tellsTerms_data();
    void tellsTerms();
    void presumesWhereTheOriginIsSilent_data();
    void presumesWhereTheOriginIsSilent();
};

void FreshnessTest::tellsLifetimes_data() {
    QTest::addColumn<std::string>("fields");
    QTest::addColumn<int>("status");
    QTest::addColumn<qint64>("lifetime");
    QTest::addColumn<Source>("source");
    const auto of = [](const char* name, const std::string& fields, int status, qint64 lifetime,
                       Source source) {
        QTest::newRow(name) << fields << status << lifetime << source;
    };
    const auto row = [&](const char* name, const std::string& fields, qint64 lifetime,
                         Source source) { of(name, fields, 200, lifetime, source); };
    const std::string date = "Date: " + dateAt(Seconds(0)) + "|";
    const auto expires = [](qint64 offset) { return "Expires: " + dateAt(Seconds(offset)) + "|"; };
    const auto modified = [](qint64 offset) {
        return "Last-Modified: " + dateAt(Seconds(offset)) + "|";
    };

    row("s-maxage first", "Cache-Control: max-age=5, s-maxage=9|" + expires(60), 9,
        Source::sMaxAge);
    row("s-maxage first, shorter", "Cache-Control: max-age=9, s-maxage=5", 5, Source::sMaxAge);
    row("s-maxage on another line", "Cache-Control: max-age=9|Cache-Control: s-maxage=5", 5,
        Source::sMaxAge);
    row("max-age before Expires", "Cache-Control: max-age=5|" + date + expires(60), 5,
        Source::maxAge);
    row("max-age over invalid Expires", "Cache-Control: max-age=5|Expires: 0", 5, Source::maxAge);
    row("max-age=0 over Expires", "Cache-Control: max-age=0|" + expires(60), 0, Source::maxAge);
    row("invalid max-age over Expires", "Cache-Control: max-age=x|" + expires(60), 0,
        Source::maxAge);
    row("targeted max-age over Expires", "CDN-Cache-Control: max-age=5|" + expires(60), 5,
        Source::maxAge);
    row("targeted field ignores Expires", "CDN-Cache-Control: public|" + expires(60), 0,
        Source::none);

    row("Expires", date + expires(60), 60, Source::expires);
    row("Expires without Date", expires(60), 60, Source::expires);
    row("Expires with invalid Date", "Date: foo|" + expires(60), 60, Source::expires);
    row("Expires now", date + expires(0), 0, Source::expires);
    row("Expires past", date + expires(-60), 0, Source::expires);
    row("Expires before a Date to come", "Date: " + dateAt(Seconds(400)) + "|" + expires(300), 0,
        Source::expires);
    row("Expires 0", "Expires: 0", 0, Source::expires);
    row("Expires -1", "Expires: -1", 0, Source::expires);
    row("Expires empty", "Expires:", 0, Source::expires);
    row("Expires in UTC", "Expires: Thu, 18 Aug 2050 02:01:18 UTC", 0, Source::expires);
    row("Expires twice the same", expires(60) + expires(60), 60, Source::expires);
    row("Expires twice", expires(60) + expires(90), 0, Source::expires);
    row("Expires far", date + "Expires: Fri, 31 Dec 9999 23:59:59 GMT", 2147483648,
        Source::expires);
    row("Expires and no-cache", "Cache-Control: no-cache|" + expires(60), 60, Source::expires);

    row("silent", "", 0, Source::none);
    const std::string open = "Cache-Control: public|";
    row("no guess where the origin is silent", date + modified(-1000), 0, Source::none);
    row("a tenth", open + date + modified(-1000), 100, Source::heuristic);
    row("a tenth without Date", open + modified(-1000), 100, Source::heuristic);
    row("a tenth, at most a day", open + date + modified(-100 * 86400), 86400, Source::heuristic);
    row("modified later", open + date + modified(10), 0, Source::none);
    row("modified now", open + date + modified(0), 0, Source::none);
    row("modified never", open + date + "Last-Modified: yesterday", 0, Source::none);
    of("no guess for 201", modified(-1000), 201, 0, Source::none);
    of("no guess for 599", modified(-1000), 599, 0, Source::none);
    of("no guess for 404", modified(-1000), 404, 0, Source::none);
    of("a guess for 404, public", open + modified(-1000), 404, 100, Source::heuristic);
    of("a guess for 599, public", open + modified(-1000), 599, 100, Source::heuristic);
    of("lifetime of 599", "Cache-Control: max-age=5", 599, 5, Source::maxAge);
}

void FreshnessTest::tellsLifetimes() {
    QFETCH(std::string, fields);
    QFETCH(int, status);
    const Reuse reuse =
        reuseOf(requestOf(), responseOf(fields, status), kNow, kNow, silentOptions());
    QTEST(qint64(reuse.lifetime.count()), "lifetime");
    QTEST(reuse.source, "source");
}

void FreshnessTest::appliesRules_data() {
    QTest::addColumn<std::string>("target");
    QTest::addColumn<std::string>("request");
    QTest::addColumn<std::string>("response");
    QTest::addColumn<int>("status");
    QTest::addColumn<qint64>("lifetime");
    const auto row = [](const char* name, const char* target, const char* request,
                        const char* response, int status, qint64 lifetime) {
        QTest::newRow(name) << std::string(target) << std::string(request) << std::string(response)
                            << status << lifetime;
    };
    row("default", "/other", "", "", 200, 300);
    row("default of 204", "/other", "", "", 204, 300);
    row("default over a guess", "/other", "", "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT", 200,
        300);
    row("no default for 404", "/other", "", "", 404, 0);
    row("no default for 201", "/other", "", "", 201, 0);
    row("no default for a query", "/other?a", "", "", 200, 0);
    row("no default for an empty query", "/other?", "", "", 200, 0);
    row("no default for a query, public", "/other?a", "", "Cache-Control: public", 200, 0);
    row("no guess for a query, public", "/other?a", "",
        "Cache-Control: public|Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT", 404, 0);
    row("no default for cookies", "/other", "Cookie: a=b", "", 200, 0);
    row("no default for credentials", "/other", "Authorization: x", "", 200, 0);
    row("no default for a proxy's credentials", "/other", "Proxy-Authorization: x", "", 200, 0);
    row("no default for configured credentials", "/other", "x-user: x", "", 200, 0);
    row("no default for a field of unknown meaning", "/other", "X-HgArg-1: cmds=heads", "", 200, 0);
    row("default for known fields", "/other",
        "User-Agent: x|Accept: */*|Sec-Fetch-Site: none|Referer: /|traceparent: 0", "", 200, 300);
    row("default for credentials, public", "/other", "Authorization: x|Cookie: a=b",
        "Cache-Control: public", 200, 300);
    row("no default for cookies over a guess", "/other", "Cookie: a=b",
        "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT", 200, 0);
    row("no guess for cookies and 404", "/other", "Cookie: a=b",
        "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT", 404, 0);
    row("no default for events", "/other", "", "Content-Type: text/event-stream;a=b", 200, 0);
    row("Pragma is not silence", "/other", "", "Pragma: no-cache", 200, 0);
    row("Pragma is not silence for a rule", "/static/a", "", "Pragma: no-cache", 200, 0);
    row("Pragma beside Cache-Control", "/other", "", "Pragma: no-cache|Cache-Control: public", 200,
        300);
    row("other Pragma", "/other", "", "Pragma: foo", 200, 300);
    row("rule for credentials", "/static/a", "Authorization: x", "", 200, 3600);
    row("rule for cookies", "/static/a", "Cookie: a=b", "", 200, 3600);
    row("origin over the default", "/other", "", "Cache-Control: max-age=5", 200, 5);
    row("rule", "/static/a", "", "", 200, 3600);
    row("rule of the path itself", "/static", "", "", 200, 3600);
    row("rule for a field of unknown meaning", "/static/a", "X-HgArg-1: a", "", 200, 3600);
    row("rule and a query", "/static?a", "", "", 200, 3600);
    row("rule and escapes", "/%73tatic/x/../a", "", "", 200, 3600);
    row("whole segments", "/statics", "", "", 200, 300);
    row("longest prefix", "/static/never/a", "", "", 200, 0);
    row("origin over a rule", "/static/a", "", "Cache-Control: max-age=5", 200, 5);
    row("invalid origin over a rule", "/static/a", "", "Expires: 0", 200, 0);
    row("rule over the origin", "/forced/a", "", "Cache-Control: max-age=5", 200, 60);
    row("rule over s-maxage", "/forced/a", "", "Cache-Control: s-maxage=5", 200, 60);
    row("rule over no error", "/forced/a", "", "Cache-Control: max-age=5", 404, 5);
}

void FreshnessTest::appliesRules() {
    QFETCH(std::string, target);
    QFETCH(std::string, request);
    QFETCH(std::string, response);
    QFETCH(int, status);
    Options options;
    options.defaultTtl = Seconds(300);
    options.rules = {
        {"/static", Seconds(3600)}, {"/static/never/", Seconds(0)}, {"/forced", Seconds(60), true}};
    const Reuse reuse = reuseOf(requestOf(request, "GET", target), responseOf(response, status),
                                kNow, kNow, options);
    QTEST(qint64(reuse.lifetime.count()), "lifetime");
}

/// A rule that overrides stands in for no-cache as well, which else would ask for a validation.
void FreshnessTest::overridesNoCache() {
    Options options;
    options.rules = {{"/a", Seconds(60), true}};
    const auto response = responseOf("Cache-Control: no-cache, max-age=0");
    const auto reuse = reuseOf(requestOf(), response, kNow, kNow, options);
    QVERIFY(!reuse.noCache);
    QCOMPARE(reuse.lifetime, Seconds(60));
    options.rules.front().overrideOrigin = false;
    QVERIFY(reuseOf(requestOf(), response, kNow, kNow, options).noCache);
}

void FreshnessTest::tellsAges_data() {
    QTest::addColumn<std::string>("fields");
    QTest::addColumn<int>("delay_s");
    QTest::addColumn<qint64>("age");
    const auto row = [](const char* name, const std::string& fields, int delay_s, qint64 age) {
        QTest::newRow(name) << fields << delay_s << age;
    };
    const std::string date = "Date: " + dateAt(Seconds(0));
    row("new", date, 0, 0);
    row("Age", date + "|Age: 30", 0, 30);
    row("Age and delay", date + "|Age: 30", 5, 35);
    row("delay alone", date, 5, 5);
    row("apparent age", "Date: " + dateAt(Seconds(-40)), 0, 40);
    row("apparent age is larger", "Date: " + dateAt(Seconds(-40)) + "|Age: 30", 5, 40);
    row("Age is larger", "Date: " + dateAt(Seconds(-20)) + "|Age: 30", 5, 35);
    row("clock ahead", "Date: " + dateAt(Seconds(40)) + "|Age: 3", 0, 3);
    row("no Date", "Age: 3", 0, 3);
    row("invalid Date", "Date: foo|Age: 3", 0, 3);
    row("first of two lines", "Age: 7200|Age: 0", 0, 7200);
    row("first of two members", "Age: 0, 7200", 0, 0);
    row("no number", "Age: abc", 0, 0);
    row("negative", "Age: -7200", 0, 0);
    row("decimal", "Age: 7200.0", 0, 0);
    row("empty", "Age:", 0, 0);
    row("overflow", "Age: 99999999999", 0, 2147483648);
}

void FreshnessTest::tellsAges() {
    QFETCH(std::string, fields);
    QFETCH(int, delay_s);
    const Reuse reuse = reuseOf(requestOf(), responseOf(fields), kNow - Seconds(delay_s), kNow, {});
    QTEST(qint64(reuse.initialAge.count()), "age");
}

void FreshnessTest::growsOld() {
    using std::chrono::milliseconds;
    const auto ageAfter = [](milliseconds delay) {
        return reuseOf(requestOf(), responseOf(), kNow - delay, kNow, {}).initialAge;
    };
    QCOMPARE(ageAfter(milliseconds(400)), Seconds(0));
    QCOMPARE(ageAfter(milliseconds(600)), Seconds(1));
    QCOMPARE(ageAfter(milliseconds(-5000)), Seconds(0));
    const StoredResponse stored = storedOf("Cache-Control: max-age=60|Age: 10");
    QCOMPARE(currentAge(stored, kNow), Seconds(10));
    QCOMPARE(currentAge(stored, kNow + std::chrono::milliseconds(20'999)), Seconds(30));
    QCOMPARE(freshFor(stored, kNow + Seconds(20)), Seconds(30));
    QCOMPARE(freshFor(stored, kNow + Seconds(50)), Seconds(0));
    QCOMPARE(freshFor(stored, kNow + Seconds(70)), Seconds(-20));
    QCOMPARE(currentAge(stored, kNow - Seconds(100)), Seconds(10));
    QCOMPARE(ageField(stored, kNow + Seconds(5)), std::string("15"));
    QCOMPARE(ageField(storedOf("Age: 2147483647"), kNow + Seconds(9)), std::string("2147483648"));
}

void FreshnessTest::tellsTerms_data() {
    QTest::addColumn<std::string>("directives");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char* directives, const char* expected) {
        QTest::newRow(directives) << std::string(directives) << std::string(expected);
    };
    row("max-age=5", "swr=0 sie=0");
    row("must-revalidate", "swr=0 sie=0 must-revalidate");
    row("proxy-revalidate", "swr=0 sie=0 must-revalidate");
    row("s-maxage=5", "swr=0 sie=0 must-revalidate");
    row("no-cache", "swr=0 sie=0 no-cache");
    row("no-cache=\"a\"", "swr=0 sie=0");
    row("immutable", "swr=0 sie=0 immutable");
    row("stale-while-revalidate=3, stale-if-error=4", "swr=3 sie=4");
}

void FreshnessTest::tellsTerms() {
    QFETCH(std::string, directives);
    const Reuse reuse = storedOf("Cache-Control: " + directives).reuse;
    std::string text = "swr=" + std::to_string(reuse.staleWhileRevalidate.count()) +
                       " sie=" + std::to_string(reuse.staleIfError.count());
    text.append(reuse.mustRevalidate ? " must-revalidate" : "")
        .append(reuse.noCache ? " no-cache" : "")
        .append(reuse.immutable ? " immutable" : "");
    QTEST(text, "expected");
}

void FreshnessTest::presumesWhereTheOriginIsSilent_data() {
    QTest::addColumn<std::string>("target");
    QTest::addColumn<std::string>("response");
    QTest::addColumn<bool>("presumed");
    QTest::addColumn<bool>("invented");
    const auto row = [](const char* name, const char* response, bool presumed, bool invented,
                        const char* target = "/other") {
        QTest::newRow(name) << std::string(target) << std::string(response) << presumed << invented;
    };
    row("silent", "", true, true);
    row("silent with a query", "ETag: \"a\"", true, false, "/other?q");
    row("other directives", "Cache-Control: foo", true, true);
    row("no-cache of fields", "Cache-Control: no-cache=\"a\"", true, true);
    row("public", "Cache-Control: public", false, true);
    row("no-cache", "Cache-Control: no-cache", false, true);
    row("must-revalidate", "Cache-Control: must-revalidate", false, true);
    row("max-age", "Cache-Control: max-age=60", false, false);
    row("max-age=0", "Cache-Control: max-age=0", false, false);
    row("s-maxage", "Cache-Control: s-maxage=60", false, false);
    row("Expires", "Expires: 0", false, false);
    row("a rule", "", false, false, "/static/a");
}

void FreshnessTest::presumesWhereTheOriginIsSilent() {
    QFETCH(std::string, target);
    QFETCH(std::string, response);
    Options options;
    options.defaultTtl = Seconds(300);
    options.rules = {{"/static", Seconds(3600)}};
    const Reuse reuse =
        reuseOf(requestOf({}, "GET", target), responseOf(response), kNow, kNow, options);
    QTEST(reuse.presumed, "presumed");
    QTEST(reuse.isInvented(), "invented");
}

QTEST_APPLESS_MAIN(FreshnessTest)
#include "freshness_test.moc"
