#include "cache/plain_request.h"

#include <QtTest>

#include "cache/credentials.h"
#include "unit/cache/messages.h"

using namespace sluice::cache;

class PlainRequestTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsCredentials();
    void tellsPlainRequests_data();
    void tellsPlainRequests();
    void heedsTheConfiguration();
};

void PlainRequestTest::tellsCredentials() {
    for (const char* name : {"Authorization", "proxy-authorization", "COOKIE", "X-Api-Key",
                             "x-auth-token", "X-User", "X-CSRF-Token"})
        QVERIFY2(isCredential(name, {}), name);
    for (const char* name : {"Accept", "X-Users", "Set-Cookie", ""})
        QVERIFY2(!isCredential(name, {}), name);
}

void PlainRequestTest::tellsPlainRequests_data() {
    QTest::addColumn<std::string>("fields");
    QTest::addColumn<bool>("plain");
    const auto row = [](const char* name, const char* fields, bool plain) {
        QTest::newRow(name) << std::string(fields) << plain;
    };
    row("none", "", true);
    row("curl", "Host: a|User-Agent: curl/7.88.1|Accept: */*", true);
    row("apt",
        "Host: a|User-Agent: Debian APT-HTTP/1.3|Accept: text/*|Cache-Control: max-age=0|"
        "If-Modified-Since: Sat, 05 Nov 2033 08:49:37 GMT|Range: bytes=0-|Connection: keep-alive",
        true);
    row("Chromium",
        "Host: a|Connection: keep-alive|sec-ch-ua: \"a\";v=\"1\"|sec-ch-ua-mobile: ?0|"
        "sec-ch-ua-platform: \"Linux\"|User-Agent: b|Accept: */*|Sec-Fetch-Site: same-origin|"
        "Sec-Fetch-Mode: no-cors|Sec-Fetch-Dest: script|Referer: c|Accept-Encoding: gzip, br|"
        "Accept-Language: en",
        true);
    row("Java", "Connection: Upgrade, HTTP2-Settings|HTTP2-Settings: a|Upgrade: h2c", true);
    row("behind another gateway",
        "Via: 1.1 a|X-Forwarded-For: b|X-Forwarded-Proto: http|X-Forwarded-Host: c|X-Request-Id: d",
        true);
    row("Mercurial", "X-HgArg-1: cmds=heads|X-HgProto-1: 0.1", false);
    row("logged in", "User-Agent: a|Cookie: b=c", false);
    row("an empty field", "X-Foo:", false);
}

void PlainRequestTest::tellsPlainRequests() {
    QFETCH(std::string, fields);
    QTEST(isPlain(fieldsOf(fields), {}), "plain");
}

void PlainRequestTest::heedsTheConfiguration() {
    Options options;
    options.credentials = {"x-real-ip"};
    QVERIFY(!isPlain(fieldsOf("X-Real-IP: 1"), options));
    QVERIFY(isPlain(fieldsOf("X-Real-IP: 1"), {}));
    QVERIFY(!isPlain(fieldsOf("X-Api-Key: 1"), options));  // its meaning is still unknown
}

QTEST_APPLESS_MAIN(PlainRequestTest)
#include "plain_request_test.moc"
