#include "base/byte_size.h"

#include <QtTest>

namespace sluice {

class ByteSizeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void parses_data();
    void parses();
    void refuses_data();
    void refuses();
    void formats_data();
    void formats();
    void readsBackWhatItWrote();
};

void ByteSizeTest::parses_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qulonglong>("bytes");
    const auto row = [](const char* text, uint64_t bytes) {
        QTest::newRow(text) << QByteArray(text) << qulonglong(bytes);
    };
    row("512B", 512);
    row("4096", 4096);
    row("0", 0);
    row("0MiB", 0);
    row("32KiB", 32 * 1024);
    row("64MiB", 64 * 1024 * 1024);
    row("1.5GiB", 1536ull * 1024 * 1024);
    row("10KB", 10'000);
    row("2MB", 2'000'000);
    row("3GB", 3'000'000'000);
    row("1TB", 1'000'000'000'000);
    row("8192TiB", uint64_t{1} << 53);
    row("9007199254740991", (uint64_t{1} << 53) - 1);
}

void ByteSizeTest::parses() {
    QFETCH(QByteArray, text);
    QFETCH(qulonglong, bytes);
    const auto size = parseByteSize(text.toStdString());
    QVERIFY2(size, size ? "" : size.error().message.c_str());
    QCOMPARE(qulonglong(*size), bytes);
}

void ByteSizeTest::refuses_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("reason");
    const auto row = [](const char* text, const char* reason) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(reason);
    };
    row("", "is not a size");
    row("KiB", "is not a size");
    row("1.KiB", "is not a size");
    row("-1KiB", "is negative");
    row("1kib", "has an unknown unit");
    row("1 KiB", "has an unknown unit");
    row("1K", "has an unknown unit");
    row("1PiB", "has an unknown unit");
    row("0.1B", "is less than one B");
    row("9007199254740993", "above the limit of 8192TiB");
    row("8192.1TiB", "above the limit of 8192TiB");
    row("18446744073709551616", "above the limit of 8192TiB");
    row("18014398509481984TiB", "above the limit of 8192TiB");
}

void ByteSizeTest::refuses() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, reason);
    const auto size = parseByteSize(text.toStdString());
    QVERIFY(!size);
    const auto message = QByteArray::fromStdString(size.error().message);
    QVERIFY2(message.contains(reason), message);
    QVERIFY2(message.contains('"' + text + '"'), message);
}

void ByteSizeTest::formats_data() {
    QTest::addColumn<qulonglong>("bytes");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](uint64_t bytes, const char* text) {
        QTest::newRow(text) << qulonglong(bytes) << QByteArray(text);
    };
    row(0, "0B");
    row(1000, "1000B");
    row(1024, "1KiB");
    row(32 * 1024, "32KiB");
    row(1536, "1536B");
    row(64 * 1024 * 1024, "64MiB");
    row(uint64_t{1} << 53, "8192TiB");
}

void ByteSizeTest::formats() {
    QFETCH(qulonglong, bytes);
    QFETCH(QByteArray, text);
    QCOMPARE(QByteArray::fromStdString(formatByteSize(bytes)), text);
}

void ByteSizeTest::readsBackWhatItWrote() {
    for (const uint64_t bytes : {uint64_t{0}, uint64_t{1}, uint64_t{1025}, uint64_t{3} << 30,
                                 (uint64_t{1} << 53) - 1, uint64_t{1} << 53}) {
        QCOMPARE(parseByteSize(formatByteSize(bytes)).value(), bytes);
    }
}

}  // namespace sluice

QTEST_APPLESS_MAIN(sluice::ByteSizeTest)
#include "byte_size_test.moc"
