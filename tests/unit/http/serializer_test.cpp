#include "http/serializer.h"

#include <QtTest>

#include "unit/http/message_reader.h"

using namespace sluice::http;

class SerializerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void writesRequests();
    void writesResponses();
    void appends();
    void writesChunks();
    void writesLastChunks();
    void setsFramingFields_data();
    void setsFramingFields();
};

void SerializerTest::writesRequests() {
    RequestHead head;
    head.method = "GET";
    head.target = "/a?b";
    head.fields.add("Host", "a");
    head.fields.add("X", "");
    QCOMPARE(serialized(head), std::string("GET /a?b HTTP/1.1\r\nHost: a\r\nX: \r\n\r\n"));
    head.minorVersion = 0;
    QVERIFY(serialized(head).starts_with("GET /a?b HTTP/1.0\r\n"));
}

void SerializerTest::writesResponses() {
    ResponseHead head;
    head.status = 404;
    head.reason = "Not Found";
    head.fields.add("A", "b");
    QCOMPARE(serialized(head), std::string("HTTP/1.1 404 Not Found\r\nA: b\r\n\r\n"));
    head.reason.clear();
    head.fields.clear();
    head.minorVersion = 0;
    QCOMPARE(serialized(head), std::string("HTTP/1.0 404 \r\n\r\n"));
}

void SerializerTest::appends() {
    std::string out = "before";
    ResponseHead head;
    head.status = 200;
    appendResponseHead(out, head);
    QCOMPARE(out, std::string("beforeHTTP/1.1 200 \r\n\r\n"));
}

void SerializerTest::writesChunks() {
    std::string out;
    appendChunk(out, "hello");
    appendChunk(out, "");
    appendChunk(out, std::string(26, 'x'));
    QCOMPARE(out, "5\r\nhello\r\n1a\r\n" + std::string(26, 'x') + "\r\n");
}

void SerializerTest::writesLastChunks() {
    std::string out;
    HeaderMap trailers;
    appendLastChunk(out, trailers);
    trailers.add("A", "b");
    appendLastChunk(out, trailers);
    QCOMPARE(out, std::string("0\r\n\r\n0\r\nA: b\r\n\r\n"));
}

void SerializerTest::setsFramingFields_data() {
    QTest::addColumn<int>("kind");
    QTest::addColumn<quint64>("length");
    QTest::addColumn<std::string>("expected");
    using Kind = Framing::Kind;
    const auto row = [](const char* name, Kind kind, quint64 length, const std::string& expected) {
        QTest::newRow(name) << static_cast<int>(kind) << length << expected;
    };
    row("none", Kind::none, 0, "A: b\r\n");
    row("until close", Kind::untilClose, 0, "A: b\r\n");
    row("length", Kind::length, 12, "Content-Length: 12\r\nA: b\r\n");
    row("longest", Kind::length, UINT64_MAX, "Content-Length: 18446744073709551615\r\nA: b\r\n");
    row("chunked", Kind::chunked, 0, "A: b\r\nTransfer-Encoding: chunked\r\n");
}

void SerializerTest::setsFramingFields() {
    QFETCH(int, kind);
    QFETCH(quint64, length);
    QFETCH(std::string, expected);
    HeaderMap fields;
    fields.add("content-length", "1");
    fields.add("A", "b");
    fields.add("transfer-encoding", "gzip");
    fields.add("transfer-encoding", "chunked");
    setFramingFields(fields, {static_cast<Framing::Kind>(kind), length});
    std::string out;
    appendLastChunk(out, fields);
    QCOMPARE(out, "0\r\n" + expected + "\r\n");
}

QTEST_APPLESS_MAIN(SerializerTest)
#include "serializer_test.moc"
