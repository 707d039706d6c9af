#include "cache/cache_control.h"

#include <QtTest>

#include "cache/delta_seconds.h"
#include "unit/cache/messages.h"

using namespace sluice::cache;

namespace {

std::string number(const char* name, const std::optional<Seconds>& value) {
    return value ? std::string(name) + "=" + std::to_string(value->count()) + " " : std::string();
}

std::string names(const char* name, const std::vector<std::string>& list) {
    std::string text;
    for (const std::string& field : list)
        text.append(text.empty() ? name + std::string("(") : ",").append(field);
    return text.empty() ? text : text + ") ";
}

/// What was understood, in a fixed order.
std::string told(const CacheControl& control) {
    std::string text;
    const auto flag = [&](const char* name, bool value) { text.append(value ? name : ""); };
    flag("targeted ", control.isTargeted);
    flag("no-store ", control.noStore);
    flag("no-cache ", control.noCache);
    flag("private ", control.isPrivate);
    flag("public ", control.isPublic);
    flag("must-revalidate ", control.mustRevalidate);
    flag("proxy-revalidate ", control.proxyRevalidate);
    flag("must-understand ", control.mustUnderstand);
    flag("immutable ", control.immutable);
    flag("only-if-cached ", control.onlyIfCached);
    text += number("max-age", control.maxAge) + number("s-maxage", control.sMaxAge) +
            number("max-stale", control.maxStale) + number("min-fresh", control.minFresh) +
            number("swr", control.staleWhileRevalidate) + number("sie", control.staleIfError) +
            names("no-cache", control.noCacheFields) + names("private", control.privateFields);
    return std::string(sluice::http::trimmed(text));
}

}  // namespace

class CacheControlTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void parses_data();
    void parses();
    void readsTargetedFields_data();
    void readsTargetedFields();
    void readsPragma_data();
    void readsPragma();
    void parsesSeconds_data();
    void parsesSeconds();
};

void CacheControlTest::parses_data() {
    QTest::addColumn<std::string>("fields");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char* name, const QByteArray& value, const char* expected) {
        QTest::newRow(name) << "Cache-Control: " + value.toStdString() << std::string(expected);
    };
    const auto many = [](const char* element, int count) {
        return QByteArray(element).repeated(count) + "max-age=60";
    };
    row("64 directives", many("a=1,", 63), "max-age=60");
    row("more than 64", many("a=1,", 64), "no-store");
    row("more than 64, empty ones", many(",", 64), "no-store");
    row("4 KiB", "max-age=60, a=\"" + QByteArray(4000, 'x') + '"', "max-age=60");
    row("more than 4 KiB", "max-age=60, a=\"" + QByteArray(4096, 'x') + '"', "no-store");
    row("nothing", "", "");
    row("max-age", "max-age=60", "max-age=60");
    row("mixed case", "MaX-aGe=60, No-StOrE", "no-store max-age=60");
    row("quoted", "max-age=\"60\"", "max-age=60");
    row("leading zeros", "max-age=00060", "max-age=60");
    row("no white space", "public,max-age=60", "public max-age=60");
    row("much white space", " public \t,\t max-age=60 ", "public max-age=60");
    row("empty elements", ",,public,,max-age=60,", "public max-age=60");
    row("unknown directives", "foo, bar=1, baz=\"x, no-store\", max-age=60", "max-age=60");
    row("2^31", "max-age=2147483648", "max-age=2147483648");
    row("overflow", "max-age=99999999999999999999999", "max-age=2147483648");
    row("all flags",
        "public, must-revalidate, proxy-revalidate, must-understand, immutable, no-transform",
        "public must-revalidate proxy-revalidate must-understand immutable");
    row("all numbers",
        "max-age=1, s-maxage=2, stale-while-revalidate=3, stale-if-error=4, min-fresh=5",
        "max-age=1 s-maxage=2 min-fresh=5 swr=3 sie=4");
    row("the same twice", "max-age=60, max-age=60", "max-age=60");

    row("contradiction is stale", "max-age=1800, max-age=1", "max-age=0");
    row("three that contradict", "max-age=5, max-age=60, max-age=60", "max-age=0");
    row("contradicting min-fresh", "min-fresh=1, min-fresh=2", "min-fresh=2147483648");
    row("negative is stale", "max-age=-1", "max-age=0");
    row("decimal is stale", "max-age=60.5", "max-age=0");
    row("letters are stale", "max-age=60a", "max-age=0");
    row("single quotes are stale", "max-age='60'", "max-age=0");
    row("no number is stale", "max-age", "max-age=0");
    row("empty number is stale", "max-age=", "max-age=0");
    row("empty string is stale", "max-age=\"\"", "max-age=0");
    row("white space before =", "max-age =60", "max-age=0");
    row("white space after =", "max-age= 60", "max-age=0");
    row("invalid allowance", "stale-if-error=x, stale-while-revalidate=-1", "swr=0 sie=0");
    row("invalid min-fresh", "min-fresh=x", "min-fresh=2147483648");
    row("in a quoted string", "ext=\"max-age=60\", max-age=1", "max-age=1");
    row("behind a quoted string", "max-age=1, ext=\"a \\\" max-age=60\"", "max-age=1");
    row("quote never closed", "ext=\"a, no-store", "no-store");
    row("no comma", "no-store no-cache max-age=60", "no-store no-cache max-age=0");
    row("no comma behind public", "public max-age=60", "max-age=0");

    row("max-stale alone", "max-stale", "max-stale=2147483648");
    row("max-stale of a time", "max-stale=30", "max-stale=30");
    row("invalid max-stale", "max-stale=x", "max-stale=0");
    row("only-if-cached", "only-if-cached", "only-if-cached");

    row("no-store with an argument", "no-store=1", "no-store");
    row("no-store=\"\"", "no-store=\"\"", "no-store");
    row("public with an argument", "public=1", "");
    row("must-understand with an argument", "must-understand=\"x\"", "");
    row("must-revalidate with an argument", "must-revalidate=x", "must-revalidate");

    row("no-cache", "no-cache", "no-cache");
    row("no-cache of fields", "no-cache=\"Set-Cookie, X-A\"", "no-cache(set-cookie,x-a)");
    row("no-cache of a token", "no-cache=Set-Cookie", "no-cache(set-cookie)");
    row("no-cache of nothing", "no-cache=\"\"", "no-cache");
    row("no-cache of no token", "no-cache=\"a b\"", "no-cache");
    row("no-cache with empty elements", "no-cache=\",a,,b\"", "no-cache(a,b)");
    row("no-cache of fields and all", "no-cache=\"a\", no-cache", "no-cache no-cache(a)");
    row("no-cache never closed", "no-cache=\"a, b", "no-cache");
    row("private", "private", "private");
    row("private of fields", "private=\"a\", private=\"b\"", "private(a,b)");
    row("private of nothing", "private=", "private");
    QTest::newRow("several lines") << std::string("cache-control: public|Cache-Control: max-age=60")
                                   << std::string("public max-age=60");
    QTest::newRow("contradicting lines")
        << std::string("Cache-Control: max-age=1|Cache-Control: max-age=60")
        << std::string("max-age=0");
}

void CacheControlTest::parses() {
    QFETCH(std::string, fields);
    const CacheControl control = responseDirectives(fieldsOf(fields));
    QTEST(told(control), "expected");
    QVERIFY(control.isPresent);
}

void CacheControlTest::readsTargetedFields_data() {
    QTest::addColumn<std::string>("targeted");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char* name, const char* value, const char* expected) {
        QTest::newRow(name) << std::string(value) << std::string(expected);
    };
    const char* ignored = "private max-age=7";
    row("wins", "max-age=60", "targeted max-age=60");
    row("flags", "no-store, must-revalidate", "targeted no-store must-revalidate");
    row("unknown directive", "foo;a=1, max-age=60;b", "targeted max-age=60");
    row("unknown directive alone", "foo", "targeted");
    row("true", "no-store=?1", "targeted no-store");
    row("false", "no-store=?0, max-age=1", "targeted max-age=1");
    row("the last of a name", "max-age=60, max-age=5", "targeted max-age=5");
    row("large", "max-age=99999999999", "targeted max-age=2147483648");
    row("string for seconds", "max-age=\"60\"", "targeted max-age=0");
    row("decimal for seconds", "max-age=60.5", "targeted max-age=0");
    row("negative seconds", "max-age=-5", "targeted max-age=0");
    row("field names", "private=\"a, b\", no-cache=c", "targeted no-cache(c) private(a,b)");
    row("inner list for field names", "private=(a b)", "targeted private");
    row("empty", "", ignored);
    row("blank", " ", ignored);
    row("capitals", "Max-Age=60", ignored);
    row("no structured field", "max-age=60, &&", ignored);
    row("comma at the end", "max-age=60,", ignored);
    row("white space before =", "max-age =60", ignored);
    row("white space after =", "max-age= 60", ignored);
    row("too many digits", "max-age=1234567890123456", ignored);
    row("string never closed", "a=\"b", ignored);
}

void CacheControlTest::readsTargetedFields() {
    QFETCH(std::string, targeted);
    QTEST(told(responseDirectives(
              fieldsOf("Cache-Control: private, max-age=7|CDN-Cache-Control: " + targeted))),
          "expected");
}

void CacheControlTest::readsPragma_data() {
    QTest::addColumn<std::string>("fields");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char* fields, const char* expected) {
        QTest::newRow(fields) << std::string(fields) << std::string(expected);
    };
    row("Pragma: no-cache", "no-cache");
    row("Pragma: foo, No-Cache", "no-cache");
    row("Pragma: foo", "");
    row("Pragma: no-cache|Cache-Control: max-age=5", "max-age=5");
    row("Pragma: no-cache|Cache-Control:", "");
}

void CacheControlTest::readsPragma() {
    QFETCH(std::string, fields);
    QTEST(told(requestDirectives(fieldsOf(fields))), "expected");
    QVERIFY(!responseDirectives(fieldsOf(fields)).noCache);
}

void CacheControlTest::parsesSeconds_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<qint64>("expected");
    const auto row = [](const char* text, qint64 expected) {
        QTest::newRow(text) << std::string(text) << expected;
    };
    row("0", 0);
    row("60", 60);
    row("060", 60);
    row("2147483647", 2147483647);
    row("2147483648", 2147483648);
    row("2147483649", 2147483648);
    row("18446744073709551617", 2147483648);
    for (const char* invalid : {"", " 1", "1 ", "+1", "-1", "1.0", "1e3", "0x1", "a"})
        row(invalid, -1);
}

void CacheControlTest::parsesSeconds() {
    QFETCH(std::string, text);
    const auto value = parseDeltaSeconds(text);
    QTEST(value ? qint64(value->count()) : qint64(-1), "expected");
}

QTEST_APPLESS_MAIN(CacheControlTest)
#include "cache_control_test.moc"
