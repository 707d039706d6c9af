#include "http/framing_rules.h"

#include <QtTest>
#include <string>

using namespace sluice::http;

class FramingRulesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void declaresFraming();
    void refusesWhatIsAmbiguous();
    void decidesOnPersistence_data();
    void decidesOnPersistence();
};

void FramingRulesTest::declaresFraming() {
    ControlFields control;
    QCOMPARE(declaredFraming(1, control)->kind, Framing::Kind::none);
    control.contentLength.note("18446744073709551615");
    QCOMPARE(declaredFraming(0, control)->kind, Framing::Kind::length);
    QCOMPARE(declaredFraming(0, control)->length, UINT64_MAX);
    control = {};
    control.transferEncoding.note("CHUNKED");
    QCOMPARE(declaredFraming(1, control)->kind, Framing::Kind::chunked);
}

void FramingRulesTest::refusesWhatIsAmbiguous() {
    ControlFields control;
    control.contentLength.note("5");
    control.contentLength.note("5");
    QCOMPARE(declaredFraming(1, control).error().status, 400);
    control = {};
    control.contentLength.note("5");
    control.transferEncoding.note("chunked");
    QCOMPARE(declaredFraming(1, control).error().status, 400);
    control = {};
    control.transferEncoding.note("chunked");
    QCOMPARE(declaredFraming(0, control).error().status, 400);
    control.transferEncoding.note("chunked");
    QCOMPARE(declaredFraming(1, control).error().status, 400);
    control = {};
    control.transferEncoding.note("br, chunked");
    QCOMPARE(declaredFraming(1, control).error().status, 501);
}

void FramingRulesTest::decidesOnPersistence_data() {
    QTest::addColumn<std::string>("connection");
    QTest::addColumn<bool>("http10");
    QTest::addColumn<bool>("http11");
    QTest::newRow("nothing") << std::string() << false << true;
    QTest::newRow("close") << std::string("Close") << false << false;
    QTest::newRow("keep-alive") << std::string("x, Keep-Alive") << true << true;
    QTest::newRow("both") << std::string("keep-alive, close") << false << false;
    QTest::newRow("other") << std::string("upgrade") << false << true;
}

void FramingRulesTest::decidesOnPersistence() {
    QFETCH(std::string, connection);
    HeaderMap fields;
    ControlFields control;
    if (!connection.empty()) {
        fields.add("Connection", connection);
        control.connection.note(connection);
    }
    QTEST(persists(0, control, fields), "http10");
    QTEST(persists(1, control, fields), "http11");
}

QTEST_APPLESS_MAIN(FramingRulesTest)
#include "framing_rules_test.moc"
