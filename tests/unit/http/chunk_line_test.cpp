#include "http/chunk_line.h"

#include <QtTest>
#include <string>

using namespace sluice::http;

class ChunkLineTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void waits_data();
    void waits();
    void boundsTheLine();
};

void ChunkLineTest::reads_data() {
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<quint64>("size");
    QTest::addColumn<int>("length");
    const auto row = [](const char* name, const std::string& bytes, quint64 size, int length) {
        QTest::newRow(name) << bytes << size << length;
    };
    row("size", "5\r\nhello", 5, 3);
    row("zero", "0\r\n\r\n", 0, 3);
    row("both cases", "aB\r\n", 0xab, 4);
    row("largest", "ffffffffffffffff\r\n", UINT64_MAX, 18);
    row("leading zeros", "0000000000000001\r\n", 1, 18);
    row("extension", "5;a=b;c\r\n", 5, 9);
    row("extension behind white space", "5 \t;a\r\n", 5, 7);
    row("quoted extension", "5;a=\"\t;\xff\"\r\n", 5, 11);
}

void ChunkLineTest::reads() {
    QFETCH(std::string, bytes);
    const auto line = parseChunkLine(bytes, 64);
    QVERIFY2(line, line ? "" : line.error().message.c_str());
    QTEST(static_cast<quint64>(line->size), "size");
    QTEST(static_cast<int>(line->length), "length");
}

void ChunkLineTest::waits_data() {
    QTest::addColumn<std::string>("bytes");
    for (const char* bytes : {"", "5", "5\r", "5;", "5;a", "5;a\r", "5 "})
        QTest::newRow(bytes) << std::string(bytes);
}

void ChunkLineTest::waits() {
    QFETCH(std::string, bytes);
    const auto line = parseChunkLine(bytes, 64);
    QVERIFY2(line, line ? "" : line.error().message.c_str());
    QCOMPARE(line->length, size_t(0));
}

void ChunkLineTest::boundsTheLine() {
    QVERIFY(parseChunkLine("5;abcde\r\n", 9));
    QVERIFY(!parseChunkLine("5;abcde\r\n", 8));
    QVERIFY(!parseChunkLine("5;abcdef", 8));
    QVERIFY(parseChunkLine("5;abcde", 8));
}

QTEST_APPLESS_MAIN(ChunkLineTest)
#include "chunk_line_test.moc"
