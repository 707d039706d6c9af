#include "http/forwarded.h"

#include <QtTest>

using namespace sluice::http;

class ForwardedTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void knowsWhatProxiesWrite_data();
    void knowsWhatProxiesWrite();
    void parses_data();
    void parses();
    void cutsWhatNoProxyWrote_data();
    void cutsWhatNoProxyWrote();
    void writesNodes_data();
    void writesNodes();
    void findsAddresses_data();
    void findsAddresses();
};

void ForwardedTest::knowsWhatProxiesWrite_data() {
    QTest::addColumn<bool>("written");
    for (const char* name :
         {"Forwarded", "x-forwarded-for", "X-Forwarded-Proto", "X-Forwarded-Ssl", "X-Real-IP",
          "X-Forwarded-Port", "x-original-url", "X-Rewrite-URL", "X-Original-Host"})
        QTest::newRow(name) << true;
    for (const char* name : {"", "X-Forwarded-", "X-Forwarded", "Via", "Host"})
        QTest::newRow(name) << false;
}

void ForwardedTest::knowsWhatProxiesWrite() {
    QTEST(isWrittenByProxies(QTest::currentDataTag()), "written");
}

void ForwardedTest::parses_data() {
    QTest::addColumn<QString>("list");
    QTest::addColumn<QString>("elements");  // node, host and proto, elements apart by "|"
    const auto row = [](const char* name, const char* list, const char* elements) {
        QTest::newRow(name) << QString::fromUtf8(list) << QString::fromUtf8(elements);
    };
    row("nothing", "", "");
    row("empty elements", ", ;, ", "");
    row("one", "for=192.0.2.1;proto=https;host=a.example", "192.0.2.1/a.example/https");
    row("quoted", "For=\"[2001:db8::1]:4711\"; Host=\"a:81\"", "[2001:db8::1]:4711/a:81/");
    row("escaped", "for=\"a\\\"b\"", "a\"b//");
    row("comma in quotes", "for=\"a,b\", for=c", "a,b//|c//");
    row("two", "for=a;by=x, proto=http;for=b", "a//|b//http");
    row("empty parts", "for=a;;proto=http", "a//http");
    row("cut off", "for=a, for=\"b", "");
    row("no pair", "for=a, b, for=c", "");
    row("no separator", "for=a proto=https", "");
    row("text behind a string", "for=\"a\"b", "");
    row("no value", "for=;proto=https", "");
    row("escapes in a row", "for=\"\\\\\\\"\"", "\\\"//");
    row("cut off behind a backslash", "for=\"a\\", "");
    row("512 separators", (std::string(512, ';') + "for=a").c_str(), "a//");
    row("more", (std::string(513, ';') + "for=a").c_str(), "");
}

void ForwardedTest::parses() {
    QFETCH(QString, list);
    QStringList found;
    for (const ForwardedElement& element : parseForwarded(list.toStdString()))
        found << QString::fromStdString(element.node + "/" + element.host + "/" + element.proto);
    QTEST(found.join(u'|'), "elements");
}

void ForwardedTest::cutsWhatNoProxyWrote_data() {
    QTest::addColumn<QString>("part");
    const auto row = [](const char* list, const char* part) {
        QTest::newRow(list) << QString::fromUtf8(part);
    };
    row("", "");
    row("for=192.0.2.1;proto=https", "for=192.0.2.1;proto=https");
    row("for=evil;host=evil, for=192.0.2.1;proto=https", "for=192.0.2.1;proto=https");
    row("for=192.0.2.1;host=a, for=10.0.0.1", "for=192.0.2.1;host=a, for=10.0.0.1");
    row("for=x, for=192.0.2.1, for=\"10.0.0.1:81\", , for=10.0.0.2",
        "for=192.0.2.1, for=\"10.0.0.1:81\", , for=10.0.0.2");
    row("for=x, proto=https", "proto=https");
    row("for=\"a, for=10.0.0.1\", for=b", "for=b");
    row("for=192.0.2.1, for=\"10.0.0.1", "");
}

void ForwardedTest::cutsWhatNoProxyWrote() {
    const auto isTrusted = [](std::string_view address) { return address.starts_with("10."); };
    const std::string list = QTest::currentDataTag();
    QTEST(QString::fromStdString(std::string(trustedPart(list, isTrusted))), "part");
}

void ForwardedTest::writesNodes_data() {
    QTest::addColumn<QString>("written");
    QTest::newRow("192.0.2.1") << QStringLiteral("for=192.0.2.1");
    QTest::newRow("192.0.2.1:80") << QStringLiteral("for=\"192.0.2.1:80\"");
    QTest::newRow("2001:db8::1") << QStringLiteral("for=\"[2001:db8::1]\"");
    QTest::newRow("[2001:db8::1]:80") << QStringLiteral("for=\"[2001:db8::1]:80\"");
    QTest::newRow("_hidden") << QStringLiteral("for=_hidden");
    QTest::newRow("fe80::1%eth0") << QStringLiteral("for=\"[fe80::1%eth0]\"");
    QTest::newRow("a\"b") << QStringLiteral("for=unknown");
    QTest::newRow("::\"];host=evil;x=\"") << QStringLiteral("for=unknown");
    QTest::newRow("1::]2") << QStringLiteral("for=\"1::]2\"");
}

void ForwardedTest::writesNodes() {
    QTEST(QString::fromStdString(forwardedFor(QTest::currentDataTag())), "written");
}

void ForwardedTest::findsAddresses_data() {
    QTest::addColumn<QString>("address");
    QTest::newRow("192.0.2.1") << QStringLiteral("192.0.2.1");
    QTest::newRow("192.0.2.1:80") << QStringLiteral("192.0.2.1");
    QTest::newRow("[2001:db8::1]:80") << QStringLiteral("2001:db8::1");
    QTest::newRow("2001:db8::1") << QStringLiteral("2001:db8::1");
    QTest::newRow("[") << QString(QStringLiteral(""));
    QTest::newRow("unknown") << QStringLiteral("unknown");
}

void ForwardedTest::findsAddresses() {
    const std::string_view address = addressOfNode(QTest::currentDataTag());
    QTEST(QString::fromUtf8(address.data(), qsizetype(address.size())), "address");
}

QTEST_APPLESS_MAIN(ForwardedTest)
#include "forwarded_test.moc"
