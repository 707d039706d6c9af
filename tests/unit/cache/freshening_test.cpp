#include "cache/freshening.h"

#include <QtTest>

#include "cache/freshness.h"
#include "unit/cache/messages.h"

using namespace sluice::cache;

namespace {

const WallTime kLater = kNow + Seconds(100);
const std::string kDate = "Date: " + formatHttpDate(kNow);
const std::string kLaterDate = "Date: " + formatHttpDate(kLater);

std::optional<StoredResponse> freshenedBy(const StoredResponse& stored, std::string_view update,
                                          std::string_view request = {}) {
    return freshened(stored, responseOf(update, 304), requestOf(request), kLater - Seconds(1),
                     kLater, silentOptions());
}

}  // namespace

class FresheningTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsRepresentations_data();
    void tellsRepresentations();
    void updatesFields_data();
    void updatesFields();
    void renewsReuse();
    void renewsSelection();
    void freshensSiblings();
    void comparesHead_data();
    void comparesHead();
    void freshensByHead();
};

void FresheningTest::tellsRepresentations_data() {
    QTest::addColumn<std::string>("stored");
    QTest::addColumn<std::string>("update");
    QTest::addColumn<bool>("same");
    const auto row = [](const char* name, const char* stored, const char* update, bool same) {
        QTest::newRow(name) << std::string(stored) << std::string(update) << same;
    };
    const char* modified = "Last-Modified: Sat, 05 Nov 2033 08:49:37 GMT";
    row("strong, same", "ETag: \"a\"", "ETag: \"a\"", true);
    row("strong, other", "ETag: \"a\"", "ETag: \"b\"", false);
    row("strong for a weak one", "ETag: W/\"a\"", "ETag: \"a\"", false);
    row("weak, same", "ETag: W/\"a\"", "ETag: W/\"a\"", true);
    row("weak for a strong one", "ETag: \"a\"", "ETag: W/\"a\"", true);
    row("weak, other", "ETag: W/\"a\"", "ETag: W/\"b\"", false);
    row("without quotes", "ETag: a", "ETag: a", true);
    row("date, same", modified, modified, true);
    row("date, other", modified, "Last-Modified: Fri, 04 Nov 2033 08:49:37 GMT", false);
    row("tag tells, not the date", "ETag: \"a\"|Last-Modified: Sat, 05 Nov 2033 08:49:37 GMT",
        "ETag: \"a\"|Last-Modified: Fri, 04 Nov 2033 08:49:37 GMT", true);
    row("tag that nobody knows", "A: 1", "ETag: \"a\"", false);
    row("tag that nobody knows, strong date", modified,
        "ETag: \"a\"|Last-Modified: Sat, 05 Nov 2033 08:49:37 GMT", true);
    row("tag that nobody knows, weak date", "Last-Modified: Sun, 06 Nov 2033 08:49:37 GMT",
        "ETag: \"a\"|Last-Modified: Sun, 06 Nov 2033 08:49:37 GMT", false);
    row("no validator", "ETag: \"a\"", "A: 1", true);
    row("none at all", "A: 1", "A: 2", true);
}

void FresheningTest::tellsRepresentations() {
    QFETCH(std::string, stored);
    QFETCH(std::string, update);
    QTEST(freshenedBy(storedOf(stored), update).has_value(), "same");
}

void FresheningTest::updatesFields_data() {
    QTest::addColumn<std::string>("stored");
    QTest::addColumn<std::string>("update");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char* name, const char* stored, const char* update,
                        const char* expected) {
        QTest::newRow(name) << std::string(stored) << std::string(update) << std::string(expected);
    };
    row("kept", "A: 1", "B: 2", "A: 1|B: 2");
    row("replaced", "A: 1|B: 1", "a: 2", "B: 1|a: 2");
    row("all lines replaced", "A: 1|B: 1|A: 2|A: 3", "A: 4|A: 5", "B: 1|A: 4|A: 5");
    row("Content-Type", "Content-Type: a/b", "Content-Type: a/c", "Content-Type: a/c");
    row("Content-Location", "Content-Location: /a", "Content-Location: /b", "Content-Location: /b");
    row("Content-Foo", "Content-Foo: a", "Content-Foo: b", "Content-Foo: b");
    row("Content-MD5", "Content-MD5: a", "Content-MD5: b", "Content-MD5: b");
    row("Content-Length", "A: 1", "Content-Length: 5", "A: 1");
    row("Content-Encoding", "Content-Encoding: gzip", "Content-Encoding: br",
        "Content-Encoding: gzip");
    row("Content-Encoding added", "A: 1", "Content-Encoding: br", "A: 1");
    row("Content-Range", "A: 1", "Content-Range: bytes 0-1/2", "A: 1");
    row("Set-Cookie", "Cache-Control: public|Set-Cookie: a=b", "Set-Cookie: a=c",
        "Cache-Control: public|Set-Cookie: a=c");
    row("Set-Cookie for one", "Cache-Control: max-age=9", "Set-Cookie: a=c",
        "Cache-Control: max-age=9");
    row("Set-Cookie no more for all", "Cache-Control: public|Set-Cookie: a=b",
        "Cache-Control: max-age=9", "Cache-Control: max-age=9");
    row("hop by hop", "A: 1", "Connection: B|B: 1|Keep-Alive: 1|Transfer-Encoding: chunked|Age: 5",
        "A: 1");
    row("a hop's name leaves the stored one", "A: 1", "Connection: A|A: 2", "A: 1");
    row("named by no-cache", "A: 1|B: 1", "Cache-Control: no-cache=\"a\"|A: 2",
        "B: 1|Cache-Control: no-cache=\"a\"");
    row("named by no-cache from the first", "Cache-Control: no-cache=\"a\"|B: 1", "A: 2|B: 2",
        "Cache-Control: no-cache=\"a\"|B: 2");
    row("Expires and Cache-Control", "Cache-Control: max-age=1|Expires: 0",
        "Cache-Control: max-age=9|Expires: 1", "Cache-Control: max-age=9|Expires: 1");
}

void FresheningTest::updatesFields() {
    QFETCH(std::string, stored);
    QFETCH(std::string, update);
    QFETCH(std::string, expected);
    const auto fresh = freshenedBy(storedOf(kDate + "|" + stored), update + "|" + kLaterDate);
    QVERIFY(fresh);
    QCOMPARE(textOf(fresh->fields), expected + "|" + kLaterDate);
    // Without a Date, it is when it came.
    const auto undated = freshenedBy(storedOf(kDate + "|" + stored), update);
    QCOMPARE(textOf(undated->fields), expected + "|" + kLaterDate);
}

void FresheningTest::renewsReuse() {
    StoredResponse stored = storedOf("Cache-Control: max-age=60|Age: 50|ETag: \"a\"");
    stored.tags = {"t"};
    const auto same = freshenedBy(stored, "ETag: \"a\"");
    QCOMPARE(same->reuse.lifetime, Seconds(60));
    QCOMPARE(currentAge(*same, kLater), Seconds(1));
    QCOMPARE(same->received, kLater);
    QCOMPARE(same->route, std::string("route"));
    const auto other = freshenedBy(stored, "ETag: \"a\"|Cache-Control: max-age=5|Age: 3");
    QCOMPARE(other->reuse.lifetime, Seconds(5));
    QCOMPARE(currentAge(*other, kLater), Seconds(4));
    QVERIFY(!other->fields.contains("Age"));
}

void FresheningTest::renewsSelection() {
    const auto fresh = freshenedBy(storedOf("Cache-Control: max-age=9|Vary: A", "A: 1"),
                                   "Vary: A, B", "A: 1|B: 2");
    QCOMPARE(fresh->varyNames, (std::vector<std::string>{"a", "b"}));
    QCOMPARE(fresh->selecting.size(), size_t(2));
}

void FresheningTest::freshensSiblings() {
    const auto variant = [](const char* fields, const char* request) {
        return sharedOf(storedOf("Cache-Control: max-age=1|" + std::string(fields), request));
    };
    // What the request could not have chosen is none of its business.
    const Variants variants{
        {variant("Vary: A|ETag: \"x\"", "A: 1"), variant("Vary: B|ETag: \"x\"", "B: 2"),
         variant("Vary: A|ETag: \"x\"", "A: 2"), variant("Vary: B|ETag: \"x\"", "B: 3"),
         variant("Vary: A, B|ETag: \"y\"", "A: 1|B: 2"),
         variant("Vary: A, C|ETag: W/\"x\"", "A: 1")}};
    const auto siblings = [&](const char* update) {
        return freshenedSiblings(variants, *variants.list[0], responseOf(update, 304),
                                 requestOf("A: 1|B: 2"), kLater, kLater, silentOptions());
    };
    const auto found = siblings("ETag: \"x\"|Cache-Control: max-age=9|Vary: B");
    QCOMPARE(found.size(), size_t(1));
    QCOMPARE(found[0].selecting, variants.list[1]->selecting);
    QCOMPARE(freshFor(found[0], kLater), Seconds(9));
    for (const char* update : {"ETag: W/\"x\"", "ETag: \"z\"", "A: 1", "ETag: \"x\"|Vary: C"})
        QVERIFY(siblings(update).empty());
}

void FresheningTest::comparesHead_data() {
    QTest::addColumn<std::string>("head");
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("same");
    const auto row = [](const char* name, const char* head, int status, bool same) {
        QTest::newRow(name) << std::string(head) << status << same;
    };
    row("same", "ETag: \"a\"|Last-Modified: Sat, 05 Nov 2033 08:49:37 GMT|Content-Length: 5", 200,
        true);
    row("nothing to compare", "A: 1", 200, true);
    row("other tag", "ETag: \"b\"", 200, false);
    row("other date", "Last-Modified: Fri, 04 Nov 2033 08:49:37 GMT", 200, false);
    row("other length", "Content-Length: 6", 200, false);
    row("invalid length", "Content-Length: x", 200, false);
    row("other status", "ETag: \"a\"", 410, false);
}

void FresheningTest::comparesHead() {
    QFETCH(std::string, head);
    QFETCH(int, status);
    const StoredResponse stored =
        storedOf("ETag: \"a\"|Last-Modified: Sat, 05 Nov 2033 08:49:37 GMT");
    QTEST(headMatches(stored, 5, responseOf(head, status)), "same");
    QVERIFY(!headMatches(storedOf("ETag: \"a\"", {}, 203), 5, responseOf("ETag: \"a\"")));
}

void FresheningTest::freshensByHead() {
    const StoredResponse stored = storedOf("Cache-Control: max-age=1|A: 1|ETag: \"a\"");
    const auto fresh =
        freshenedByHead(stored, 5, responseOf("Cache-Control: max-age=9|ETag: \"a\""),
                        requestOf({}, "HEAD"), kLater, kLater, silentOptions());
    QVERIFY(fresh);
    QCOMPARE(freshFor(*fresh, kLater), Seconds(9));
    QVERIFY(fresh->fields.find("A") == "1");
    QVERIFY(!freshenedByHead(stored, 5, responseOf("ETag: \"b\""), requestOf({}, "HEAD"), kLater,
                             kLater, silentOptions()));
}

QTEST_APPLESS_MAIN(FresheningTest)
#include "freshening_test.moc"
