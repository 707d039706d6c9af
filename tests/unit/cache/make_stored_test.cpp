#include "cache/make_stored.h"

#include <QtTest>

#include "unit/cache/messages.h"

using namespace sluice::cache;

class MakeStoredTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void storesFields_data();
    void storesFields();
    void addsMissingDate();
    void readsTags();
    void keepsTheRest();
    void selectsByWhatChooses();
};

void MakeStoredTest::storesFields_data() {
    QTest::addColumn<std::string>("fields");
    QTest::addColumn<std::string>("stored");
    const auto row = [](const char* name, const char* fields, const char* stored) {
        QTest::newRow(name) << std::string(fields) << std::string(stored);
    };
    row("unknown ones", "Test: 1|X-Test: 2|Content-Foo: 3", "Test: 1|X-Test: 2|Content-Foo: 3");
    row("of content", "Content-Encoding: x|Content-Range: x|Content-MD5: x|ETag: x|Expires: x",
        "Content-Encoding: x|Content-Range: x|Content-MD5: x|ETag: x|Expires: x");
    row("as they are", "Set-Cookie: a=b|Set-Cookie: c=d|WWW-Authenticate: x|Clear-Site-Data: \"c\"",
        "Set-Cookie: a=b|Set-Cookie: c=d|WWW-Authenticate: x|Clear-Site-Data: \"c\"");
    row("hop by hop",
        "Connection: close|Keep-Alive: 1|Proxy-Connection: x|TE: x|Transfer-Encoding: chunked|"
        "Upgrade: x|Trailer: a|Test: 1",
        "Test: 1");
    row("authentication of proxies",
        "Proxy-Authenticate: x|Proxy-Authentication-Info: x|Proxy-Authorization: x|Test: 1",
        "Test: 1");
    row("named by Connection", "Connection: a, B|a: 1|b: 2|c: 3", "c: 3");
    row("named on another line", "Connection: a|a: 1|Connection: c|b: 2|c: 3", "b: 2");
    row("no connection option", "Connection: cache-control|Cache-Control: max-age=1",
        "Cache-Control: max-age=1");
    row("framing and age", "Content-Length: 5|Age: 7|Content-Type: text/plain",
        "Content-Type: text/plain");
    row("named by no-cache", "Cache-Control: no-cache=\"a, Set-Cookie\"|A: 1|Set-Cookie: x|B: 2",
        "Cache-Control: no-cache=\"a, Set-Cookie\"|B: 2");
    row("named by private", "Cache-Control: private=a|A: 1|B: 2", "Cache-Control: private=a|B: 2");
    row("named for others", "Cache-Control: private=a|CDN-Cache-Control: max-age=1|A: 1",
        "Cache-Control: private=a|CDN-Cache-Control: max-age=1|A: 1");
    row("Cache-Status", "Cache-Status: Origin; hit", "Cache-Status: Origin; hit");
}

void MakeStoredTest::storesFields() {
    QFETCH(std::string, fields);
    QFETCH(std::string, stored);
    const std::string date = "Date: " + dateAt(Seconds(0)) + "|";
    QCOMPARE(textOf(storedOf(date + fields).fields), date + stored);
}

void MakeStoredTest::addsMissingDate() {
    const std::string date = "Date: " + dateAt(Seconds(0));
    QCOMPARE(textOf(storedOf("A: 1").fields), "A: 1|" + date);
    QCOMPARE(textOf(storedOf("Date: foo|A: 1").fields), date + "|A: 1");
}

void MakeStoredTest::readsTags() {
    const auto tags =
        tagsOf(fieldsOf("Surrogate-Key: a b  c|Cache-Tag: d e, f,,a|surrogate-key: g\ta"));
    QCOMPARE(tags, (std::vector<std::string>{"a", "b", "c", "d e", "f", "g"}));
    std::string many = "Surrogate-Key:";
    for (size_t i = 0; i < 2 * maxTags; ++i)
        many.append(" t").append(std::to_string(i));
    QCOMPARE(tagsOf(fieldsOf(many)).size(), maxTags);
}

void MakeStoredTest::keepsTheRest() {
    sluice::http::ResponseHead response = responseOf("Cache-Control: max-age=9|Vary: A", 404);
    response.reason = "Gone fishing";
    const StoredResponse stored =
        makeStored(requestOf("A: 1"), response, kNow - Seconds(2), kNow, silentOptions(), "api");
    QCOMPARE(stored.status, 404);
    QCOMPARE(stored.reason, std::string("Gone fishing"));
    QCOMPARE(stored.requested, kNow - Seconds(2));
    QCOMPARE(stored.received, kNow);
    QCOMPARE(stored.reuse.initialAge, Seconds(2));
    QCOMPARE(stored.reuse.lifetime, Seconds(9));
    QCOMPARE(stored.route, std::string("api"));
    QCOMPARE(stored.selecting.size(), size_t(1));
    QVERIFY(!stored.body);
}

/// An origin that says nothing of caching may have forgotten Vary, too.
void MakeStoredTest::selectsByWhatChooses() {
    using Names = std::vector<std::string>;
    const Names choosing{"accept", "accept-encoding",  "accept-language",
                         "origin", "x-forwarded-host", "x-forwarded-proto"};
    QCOMPARE(storedOf("ETag: \"1\"").varyNames, choosing);
    QCOMPARE(storedOf("Vary: Accept, Z").varyNames.size(), choosing.size() + 1);
    QCOMPARE(storedOf("Vary: Z|Cache-Control: max-age=9").varyNames, Names{"z"});
    QCOMPARE(storedOf("Cache-Control: no-cache|ETag: \"1\"").varyNames, Names());
    const StoredResponse stored = storedOf("ETag: \"1\"", "Accept: a/b|User-Agent: c");
    QCOMPARE(stored.selecting.size(), size_t(1));
}

QTEST_APPLESS_MAIN(MakeStoredTest)
#include "make_stored_test.moc"
