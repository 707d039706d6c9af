#include "gateway/hash_key.h"

#include <QtTest>

#include "base/hash.h"

using namespace sluice;
using By = upstream::HashOptions::By;

namespace {

constexpr std::string_view kPeer = "192.0.2.7";

http::RequestHead request() {
    http::RequestHead head;
    head.method = "GET";
    head.target = "/a/b?c=d";
    return head;
}

uint64_t keyOf(By by, std::string name, const http::RequestHead& head) {
    return gateway::hashKeyOf({by, std::move(name)}, head, kPeer);
}

}  // namespace

class HashKeyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void goesByTheClient();
    void goesByThePathWithoutQuery();
    void goesByAHeader();
    void goesByACookie_data();
    void goesByACookie();
    void looksInEveryCookieField();
    void fallsBackToTheClient_data();
    void fallsBackToTheClient();
};

void HashKeyTest::goesByTheClient() {
    QCOMPARE(keyOf(By::client, "", request()), stableHashOf(kPeer));
    QVERIFY(gateway::hashKeyOf({}, request(), "192.0.2.8") != stableHashOf(kPeer));
}

void HashKeyTest::goesByThePathWithoutQuery() {
    http::RequestHead head = request();
    QCOMPARE(keyOf(By::path, "", head), stableHashOf("/a/b"));
    for (const char* same : {"/a/b", "/a/%62", "/x/../a/./b?q"}) {
        head.target = same;
        QCOMPARE(keyOf(By::path, "", head), stableHashOf("/a/b"));
    }
}

void HashKeyTest::goesByAHeader() {
    http::RequestHead head = request();
    head.fields.add("X-User", "ann");
    QCOMPARE(keyOf(By::header, "x-user", head), stableHashOf("ann"));
    QCOMPARE(keyOf(By::header, "X-Users", head), stableHashOf(kPeer));
}

void HashKeyTest::goesByACookie_data() {
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* field, const char* expected) {
        QTest::newRow(field) << QByteArray(field) << QByteArray(expected);
    };
    row("sid=42", "42");
    row("a=1; sid=42; b=2", "42");
    row("a=1;sid=42", "42");
    row("a=1 ;\tsid = 42 ;", "42");
    row("sid=a=b==", "a=b==");
    row("sid=\"42\"", "\"42\"");
    row("xsid=1; sidx=2; SID=3; sid=4", "4");
    row("a=sid=1; sid=2", "2");
    row("sid=first; sid=second", "first");
    row(";; =; sid; sid=42", "42");
}

void HashKeyTest::goesByACookie() {
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, expected);
    http::RequestHead head = request();
    head.fields.add("cookie", field.toStdString());
    QCOMPARE(keyOf(By::cookie, "sid", head), stableHashOf(expected.toStdString()));
}

void HashKeyTest::looksInEveryCookieField() {
    http::RequestHead head = request();
    head.fields.add("Cookie", "a=1");
    head.fields.add("Cookie", "sid=42");
    QCOMPARE(keyOf(By::cookie, "sid", head), stableHashOf("42"));
}

void HashKeyTest::fallsBackToTheClient_data() {
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("no fields") << QByteArray("X-Other") << QByteArray("1");
    QTest::newRow("empty header") << QByteArray("sid") << QByteArray("");
    QTest::newRow("no cookies") << QByteArray("Cookie") << QByteArray("");
    QTest::newRow("other cookies") << QByteArray("Cookie") << QByteArray("a=1; b=sid");
    QTest::newRow("empty cookie") << QByteArray("Cookie") << QByteArray("a=1; sid=; b=2");
    QTest::newRow("only semicolons") << QByteArray("Cookie") << QByteArray(";;;");
}

void HashKeyTest::fallsBackToTheClient() {
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    http::RequestHead head = request();
    head.fields.add(name.toStdString(), value.toStdString());
    QCOMPARE(keyOf(By::header, "sid", head), stableHashOf(kPeer));
    QCOMPARE(keyOf(By::cookie, "sid", head), stableHashOf(kPeer));
}

QTEST_APPLESS_MAIN(HashKeyTest)
#include "hash_key_test.moc"
