#include "http/trailer_section.h"

#include <QtTest>
#include <string>

using namespace sluice::http;

class TrailerSectionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void judgesNames_data();
    void judgesNames();
    void readsPieceByPiece();
    void leavesOutWhatIsOfTheConnection();
    void forgets();
};

void TrailerSectionTest::judgesNames_data() {
    QTest::addColumn<TrailerRule>("rule");
    for (const char* name : {"Content-Length", "transfer-encoding", "HOST"})
        QTest::newRow(name) << TrailerRule::refuse;
    for (const char* name :
         {"Authorization", "set-cookie", "Connection", "TE", "Trailer", "Content-Type", "Range",
          "If-Match", "Cache-Control", "Age", "X-Forwarded-For", "forwarded", "Via", "X-Request-Id",
          "HTTP2-Settings", "Proxy", "Server", "Cache-Status", "x-original-url"})
        QTest::newRow(name) << TrailerRule::drop;
    for (const char* name : {"Server-Timing", "Digest", "grpc-status", "X-Host", "ETag"})
        QTest::newRow(name) << TrailerRule::keep;
}

void TrailerSectionTest::judgesNames() {
    QTEST(trailerRule(QTest::currentDataTag()), "rule");
}

void TrailerSectionTest::readsPieceByPiece() {
    TrailerSection section{ParserLimits()};
    section.reset();
    const std::string bytes = "A: b\r\nAge: 1\r\nC:  d \r\n\r\n";
    for (size_t size = 0; size < bytes.size(); ++size)
        QCOMPARE(section.advance(bytes.substr(0, size)).value_or(999), size_t(0));
    QCOMPARE(section.advance(bytes + "GET").value_or(999), bytes.size());
    QCOMPARE(section.fields().size(), size_t(2));
    QVERIFY(section.fields().find("c") == "d");
}

void TrailerSectionTest::leavesOutWhatIsOfTheConnection() {
    HeaderMap head;
    head.add("Connection", "close, X-Hop");
    TrailerSection section{ParserLimits()};
    section.reset();
    section.leaveOut(ConnectionOptions(head));
    QVERIFY(section.advance("x-hop: 1\r\nX-Sum: 2\r\n\r\n"));
    QCOMPARE(section.fields().size(), size_t(1));
    QVERIFY(section.fields().contains("X-Sum"));
    section.reset();
    QVERIFY(section.advance("x-hop: 1\r\n\r\n"));
    QVERIFY(section.fields().contains("X-Hop"));
}

void TrailerSectionTest::forgets() {
    TrailerSection section{ParserLimits()};
    section.reset();
    QVERIFY(section.advance("A: b\r\n\r\n"));
    section.reset();
    QVERIFY(section.fields().empty());
    QCOMPARE(section.advance("\r\n").value_or(999), size_t(2));
}

QTEST_APPLESS_MAIN(TrailerSectionTest)
#include "trailer_section_test.moc"
