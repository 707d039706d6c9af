#include "base/duration.h"

#include <QtTest>

using namespace std::chrono_literals;

namespace sluice {

class DurationTest : public QObject {
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

void DurationTest::parses_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qlonglong>("ns");
    const auto row = [](const char* text, Duration expected) {
        QTest::newRow(text) << QByteArray(text) << qlonglong(expected.count());
    };
    row("250ms", 250ms);
    row("5s", 5s);
    row("1.5m", 90s);
    row("2h", 2h);
    row("1d", 24h);
    row("100us", 100us);
    row("7ns", 7ns);
    row("0.1s", 100ms);
    row("0.000000001s", 1ns);
    row("0s", 0s);
    row("0", 0s);
    row("0.0", 0s);
    row("3650d", 3650 * 24h);
}

void DurationTest::parses() {
    QFETCH(QByteArray, text);
    QFETCH(qlonglong, ns);
    const auto duration = parseDuration(text.toStdString());
    QVERIFY2(duration, duration ? "" : duration.error().message.c_str());
    QCOMPARE(qlonglong(duration->count()), ns);
}

void DurationTest::refuses_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("reason");
    const auto row = [](const char* text, const char* reason) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(reason);
    };
    row("", "is not a duration");
    row("s", "is not a duration");
    row("5.s", "is not a duration");
    row(".5s", "is not a duration");
    row("+5s", "is not a duration");
    row(" 5s", "is not a duration");
    row("5", "has no unit");
    row("5 s", "has an unknown unit");
    row("5S", "has an unknown unit");
    row("5sec", "has an unknown unit");
    row("1e3s", "has an unknown unit");
    row("1m30s", "has an unknown unit");
    row("-1s", "is negative");
    row("-0s", "is negative");
    row("0.1ns", "is less than one ns");
    row("3651d", "above the limit of 10 years");
    row("3650.1d", "above the limit of 10 years");
    row("99999999999999999999999d", "above the limit of 10 years");
    row("18446744073709551615s", "above the limit of 10 years");
}

void DurationTest::refuses() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, reason);
    const auto duration = parseDuration(text.toStdString());
    QVERIFY(!duration);
    const auto message = QByteArray::fromStdString(duration.error().message);
    QVERIFY2(message.contains(reason), message);
    QVERIFY2(message.contains('"' + text + '"'), message);
}

void DurationTest::formats_data() {
    QTest::addColumn<qlonglong>("ns");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](Duration duration, const char* text) {
        QTest::newRow(text) << qlonglong(duration.count()) << QByteArray(text);
    };
    row(0s, "0s");
    row(1500ms, "1500ms");
    row(90s, "90s");
    row(120s, "2m");
    row(3600s, "1h");
    row(48h, "2d");
    row(1ns, "1ns");
    row(-5s, "-5s");
}

void DurationTest::formats() {
    QFETCH(qlonglong, ns);
    QFETCH(QByteArray, text);
    QCOMPARE(QByteArray::fromStdString(formatDuration(Duration(ns))), text);
}

void DurationTest::readsBackWhatItWrote() {
    for (const Duration duration : {Duration(0s), Duration(1ns), Duration(1001us), Duration(59s),
                                    Duration(61min), Duration(3650 * 24h - 1ns)}) {
        QCOMPARE(parseDuration(formatDuration(duration)).value(), duration);
    }
}

}  // namespace sluice

QTEST_APPLESS_MAIN(sluice::DurationTest)
#include "duration_test.moc"
