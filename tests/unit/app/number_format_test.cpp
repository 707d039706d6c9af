#include "number_format.h"

#include <QtTest>

using namespace sluice::desktop;

class NumberFormatTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void shows_data();
    void shows();
    void ceilings_data();
    void ceilings();
};

void NumberFormatTest::shows_data() {
    QTest::addColumn<QString>("shown");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const QString& shown, const char* expected) {
        QTest::newRow(name) << shown << QString::fromUtf8(expected);
    };
    row("thousands are grouped", format::count(8412.4), "8,412");
    row("few are told apart", format::count(0.4), "0.4");
    row("none", format::count(0), "0");
    row("axis: small", format::shortCount(250), "250");
    row("axis: half thousands", format::shortCount(7500), "7.5k");
    row("axis: round thousands", format::shortCount(10000), "10k");
    row("axis: millions", format::shortCount(2.5e6), "2.5M");
    row("no latency", format::milliseconds(0), "–");
    row("below a tenth", format::milliseconds(0.053), "0.05");
    row("one decimal", format::milliseconds(41), "41.0");
    row("no decimal from 100 on", format::milliseconds(1250.3), "1,250");
    row("axis: a tenth of a millisecond", format::timeLabel(0.1), "0.1 ms");
    row("axis: seconds", format::timeLabel(10000), "10 s");
    row("percent: none", format::percent(0), "0");
    row("percent: two decimals below one", format::percent(0.0012), "0.12");
    row("percent: whole from ten on", format::percent(0.314), "31");
    row("success: all", format::success(0), "100");
    row("success: never rounded up", format::success(0.0001), "99.9");
    row("bytes", format::bytesPerSecond(999).value, "999");
    row("megabytes", format::bytesPerSecond(3.42e6).value, "3.4");
    row("megabytes' unit", format::bytesPerSecond(3.42e6).unit, "MB/s");
    row("seconds ago", format::ago(2.9), "2 s ago");
    row("minutes ago", format::ago(125), "2 min ago");
    row("never", format::ago(-1), "never");
    row("a whole weight", format::weight(1), "1.0");
    row("a fine weight", format::weight(2.25), "2.25");
}

void NumberFormatTest::shows() {
    QFETCH(QString, shown);
    QTEST(shown, "expected");
}

void NumberFormatTest::ceilings_data() {
    QTest::addColumn<double>("number");
    QTest::addColumn<double>("expected");
    QTest::newRow("nothing") << 0.0 << 10.0;
    QTest::newRow("itself") << 4000.0 << 4000.0;
    QTest::newRow("the next step") << 4100.0 << 6000.0;
    QTest::newRow("the next power") << 8400.0 << 10000.0;
}

void NumberFormatTest::ceilings() {
    QFETCH(double, number);
    QTEST(format::niceCeiling(number), "expected");
}

QTEST_APPLESS_MAIN(NumberFormatTest)
#include "number_format_test.moc"
