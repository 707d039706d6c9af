#include "http/request.h"

#include <QtTest>

#include "unit/http/message_reader.h"

using namespace sluice::http;

class RequestTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesTargetsApart_data();
    void takesTargetsApart();
    void recognisesUpgrades();
    void clears();
};

void RequestTest::takesTargetsApart_data() {
    QTest::addColumn<std::string>("target");
    QTest::addColumn<std::string>("path");
    QTest::addColumn<std::string>("query");
    const auto row = [](const char* target, const char* path, const char* query) {
        QTest::newRow(target) << std::string(target) << std::string(path) << std::string(query);
    };
    row("/", "/", "");
    row("/a?", "/a", "");
    row("/a?b=c&d", "/a", "b=c&d");
    row("/a?b?c", "/a", "b?c");
    row("/?b", "/", "b");
    row("*", "*", "");
}

void RequestTest::takesTargetsApart() {
    RequestHead head;
    QFETCH(std::string, target);
    head.target = target;
    QTEST(std::string(head.path()), "path");
    QTEST(std::string(head.query()), "query");
}

void RequestTest::recognisesUpgrades() {
    RequestHead head;
    QVERIFY(!head.isUpgrade());
    head.fields.add("Connection", "keep-alive, Upgrade");
    QVERIFY(!head.isUpgrade());
    head.fields.add("Upgrade", "websocket");
    QVERIFY(head.isUpgrade());
    head.minorVersion = 0;
    QVERIFY(!head.isUpgrade());
    head.minorVersion = 1;
    head.fields.remove("Connection");
    QVERIFY(!head.isUpgrade());
}

void RequestTest::clears() {
    RequestHead head;
    head.method = "GET";
    head.target = "/";
    head.authority = "a";
    head.minorVersion = 0;
    head.fields.add("Host", "a");
    head.framing = {Framing::Kind::length, 5};
    head.keepAlive = false;
    head.expectsContinue = true;
    head.clear();
    const RequestHead fresh;
    QCOMPARE(serialized(head), serialized(fresh));
    QVERIFY(head.authority.empty() && head.keepAlive && !head.expectsContinue);
    QVERIFY(!head.framing.hasBody());
}

QTEST_APPLESS_MAIN(RequestTest)
#include "request_test.moc"
