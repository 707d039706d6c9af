#include "cache/conditional.h"

#include <QtTest>

#include "unit/cache/messages.h"

using namespace sluice::cache;

namespace {

const std::string kDate = "Date: " + formatHttpDate(kNow);

}  // namespace

class ConditionalTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void judgesConditions_data();
    void judgesConditions();
    void isForSuccessAlone();
    void makesNotModified_data();
    void makesNotModified();
    void asksForValidation_data();
    void asksForValidation();
    void leavesForcedReloadsAlone();
};

void ConditionalTest::judgesConditions_data() {
    QTest::addColumn<std::string>("stored");
    QTest::addColumn<std::string>("request");
    QTest::addColumn<bool>("notModified");
    const auto row = [](const char* name, const std::string& stored, const std::string& request,
                        bool notModified) {
        QTest::newRow(name) << stored << request << notModified;
    };
    const char* tag = "ETag: \"a\"";
    row("no condition", tag, "", false);
    row("same tag", tag, "If-None-Match: \"a\"", true);
    std::string others;
    for (int i = 0; i < 63; ++i)
        others += "\"x\", ";
    row("the 64th tag", tag, "If-None-Match: " + others + "\"a\"", true);
    row("the 65th tag", tag, "If-None-Match: \"x\", " + others + "\"a\"", false);
    row("other tag", tag, "If-None-Match: \"b\"", false);
    row("case of a tag", tag, "If-None-Match: \"A\"", false);
    row("weak for strong", tag, "If-None-Match: W/\"a\"", true);
    row("strong for weak", "ETag: W/\"a\"", "If-None-Match: \"a\"", true);
    row("weak for weak", "ETag: W/\"a\"", "If-None-Match: W/\"a\"", true);
    row("w/ in lower case", tag, "If-None-Match: w/\"a\"", false);
    row("first of a list", tag, "If-None-Match: \"a\", \"b\", \"c\"", true);
    row("middle of a list", tag, "If-None-Match: \"b\" ,W/\"a\",\"c\"", true);
    row("last of a list", tag, "If-None-Match: \"b\",, \"c\", \"a\"", true);
    row("on another line", tag, "If-None-Match: \"b\"|If-None-Match: \"a\"", true);
    row("none of a list", tag, "If-None-Match: \"b\", \"c\"", false);
    row("tag with a comma", "ETag: \"a,b\"", "If-None-Match: \"x\", \"a,b\"", true);
    row("part of a tag with a comma", "ETag: \"b\"", "If-None-Match: \"a,b\"", false);
    row("tag with a backslash", "ETag: \"a\\\"", "If-None-Match: \"a\\\", \"b\"", true);
    row("obs-text", "ETag: \"\xc3\xbc\"", "If-None-Match: \"\xc3\xbc\"", true);
    row("any", tag, "If-None-Match: *", true);
    row("any, without a tag", "A: 1", "If-None-Match: *", true);
    row("any in a list", tag, "If-None-Match: \"b\", *", false);
    row("without quotes", tag, "If-None-Match: a", false);
    row("both without quotes", "ETag: a", "If-None-Match: a", true);
    row("no tag stored", "A: 1", "If-None-Match: \"a\"", false);
    row("empty", tag, "If-None-Match:", false);
    row("both empty", "ETag:", "If-None-Match: W/", false);

    const auto since = [](qint64 offset) {
        return "If-Modified-Since: " + dateAt(Seconds(offset));
    };
    const std::string modified = "Last-Modified: " + dateAt(Seconds(-3000)) + "|" + kDate;
    row("same date", modified, since(-3000), true);
    row("later date", modified, since(-2000), true);
    row("earlier date", modified, since(-3001), false);
    row("same date in another form", "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT",
        "If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT", true);
    row("invalid date", modified, "If-Modified-Since: foo", false);
    row("both invalid", "Last-Modified: foo", "If-Modified-Since: foo", false);
    row("two dates", modified, since(-3000) + "|" + since(-3000), false);
    row("Date for Last-Modified", kDate, since(0), true);
    row("Date for Last-Modified, later", kDate, since(-1), false);
    row("time of receipt", "A: 1", since(0), true);
    row("tag before date, same", modified + "|" + tag, "If-None-Match: \"a\"|" + since(-4000),
        true);
    row("tag before date, other", modified + "|" + tag, "If-None-Match: \"b\"|" + since(0), false);
    row("tag before date, none stored", modified, "If-None-Match: \"b\"|" + since(0), false);
}

void ConditionalTest::judgesConditions() {
    QFETCH(std::string, stored);
    QFETCH(std::string, request);
    for (const char* method : {"GET", "HEAD"})
        QTEST(isNotModified(storedOf(stored), requestOf(request, method)), "notModified");
}

/// RFC 9110 section 13.2.1.
void ConditionalTest::isForSuccessAlone() {
    const auto request = requestOf("If-None-Match: \"a\"");
    QVERIFY(isNotModified(storedOf("ETag: \"a\"", {}, 203), request));
    for (const int status : {301, 404, 500})
        QVERIFY(!isNotModified(storedOf("ETag: \"a\"", {}, status), request));
}

void ConditionalTest::makesNotModified_data() {
    QTest::addColumn<std::string>("stored");
    QTest::addColumn<std::string>("fields");
    const auto row = [](const char* name, const char* stored, const char* fields) {
        QTest::newRow(name) << std::string(stored) << std::string(fields);
    };
    row("what a 304 must have",
        "Cache-Control: max-age=9|Content-Location: /b|ETag: \"a\"|Expires: 0|Vary: B",
        "Cache-Control: max-age=9|Content-Location: /b|ETag: \"a\"|Expires: 0|Vary: B");
    row("nothing of the content",
        "Content-Type: a/b|Content-Encoding: br|Content-Language: de|Content-MD5: x|ETag: \"a\"",
        "ETag: \"a\"");
    row("Last-Modified for want of a tag", "Last-Modified: x", "Last-Modified: x");
    row("no Last-Modified beside a tag", "Last-Modified: x|ETag: \"a\"", "ETag: \"a\"");
    row("others", "Content-Security-Policy: x|Access-Control-Allow-Origin: *|Set-Cookie: a=b",
        "Content-Security-Policy: x|Access-Control-Allow-Origin: *|Set-Cookie: a=b");
}

void ConditionalTest::makesNotModified() {
    QFETCH(std::string, stored);
    QFETCH(std::string, fields);
    const auto head = notModifiedHead(storedOf(kDate + "|" + stored));
    QCOMPARE(head.status, 304);
    QCOMPARE(textOf(head.fields), kDate + "|" + fields);
    QVERIFY(!head.framing.hasBody());
}

void ConditionalTest::asksForValidation_data() {
    QTest::addColumn<std::string>("stored");
    QTest::addColumn<std::string>("request");
    QTest::addColumn<std::string>("sent");
    const auto row = [](const char* name, const char* stored, const char* request,
                        const char* sent) {
        QTest::newRow(name) << std::string(stored) << std::string(request) << std::string(sent);
    };
    row("tag", "ETag: W/\"a\"", "A: 1", "A: 1|If-None-Match: W/\"a\"");
    row("date", "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT", "A: 1",
        "A: 1|If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT");
    row("both", "ETag: \"a\"|Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT", "",
        "If-None-Match: \"a\"|If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT");
    row("invalid date", "Last-Modified: foo", "A: 1", "A: 1");
    row("client's conditions", "ETag: \"a\"",
        "If-None-Match: \"b\"|A: 1|If-Modified-Since: x|Range: bytes=0-|If-Range: \"b\"",
        "A: 1|If-None-Match: \"a\"");
    row("no validator", "B: 1", "If-None-Match: \"b\"|A: 1|Range: bytes=0-", "A: 1");
}

void ConditionalTest::asksForValidation() {
    QFETCH(std::string, stored);
    QFETCH(std::string, request);
    auto fields = fieldsOf(request);
    validatorsFor(storedOf(stored), fields);
    QTEST(textOf(fields), "sent");
}

/// A forced reload: the server is to give the whole, or what the client's own conditions say.
void ConditionalTest::leavesForcedReloadsAlone() {
    const StoredResponse stored = storedOf("ETag: \"a\"");
    const auto sent = [&](const char* request, bool isClients) {
        auto fields = fieldsOf(request);
        return replaceConditions(&stored, fields) == isClients ? textOf(fields) : "";
    };
    QCOMPARE(sent("Cache-Control: no-cache", false), std::string("Cache-Control: no-cache"));
    QCOMPARE(sent("Pragma: no-cache|Range: bytes=0-|If-Range: \"b\"", false),
             std::string("Pragma: no-cache"));
    QCOMPARE(sent("Cache-Control: no-cache|If-None-Match: \"b\"", true),
             std::string("Cache-Control: no-cache|If-None-Match: \"b\""));
    QCOMPARE(sent("Cache-Control: max-age=0|If-None-Match: \"b\"", false),
             std::string("Cache-Control: max-age=0|If-None-Match: \"a\""));
    auto fields = fieldsOf("If-None-Match: \"b\"|A: 1");
    QVERIFY(!replaceConditions(nullptr, fields));
    QCOMPARE(textOf(fields), std::string("A: 1"));
}

QTEST_APPLESS_MAIN(ConditionalTest)
#include "conditional_test.moc"
