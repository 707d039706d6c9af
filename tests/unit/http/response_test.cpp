#include "http/response.h"

#include <QtTest>

using namespace sluice::http;

class ResponseTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void knowsReasons();
    void recognisesInterimOnes();
    void clears();
};

void ResponseTest::knowsReasons() {
    QVERIFY(reasonPhrase(200) == "OK");
    QVERIFY(reasonPhrase(431) == "Request Header Fields Too Large");
    QVERIFY(reasonPhrase(599).empty());
}

void ResponseTest::recognisesInterimOnes() {
    for (const int status : {100, 102, 103, 199}) {
        ResponseHead head;
        head.status = status;
        QVERIFY(head.isInterim());
    }
    for (const int status : {101, 200, 404, 999}) {
        ResponseHead head;
        head.status = status;
        QVERIFY(!head.isInterim());
    }
}

void ResponseTest::clears() {
    ResponseHead head;
    head.status = 404;
    head.reason = "Not Found";
    head.minorVersion = 0;
    head.fields.add("A", "b");
    head.framing = {Framing::Kind::chunked, 0};
    head.keepAlive = false;
    head.clear();
    QVERIFY(head.status == 0 && head.reason.empty() && head.minorVersion == 1);
    QVERIFY(head.fields.empty() && head.keepAlive && !head.framing.hasBody());
}

QTEST_APPLESS_MAIN(ResponseTest)
#include "response_test.moc"
