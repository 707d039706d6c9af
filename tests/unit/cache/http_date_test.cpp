#include "cache/http_date.h"

#include <QtTest>
#include <random>

using namespace sluice::cache;

namespace {

const WallTime kNow = WallTime(std::chrono::sys_days(std::chrono::year(2026) / 11 / 25));

qint64 secondsOf(const std::optional<WallTime>& time) {
    return time ? std::chrono::floor<Seconds>(time->time_since_epoch()).count() : -1;
}

}  // namespace

class HttpDateTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void parses_data();
    void parses();
    void refuses_data();
    void refuses();
    void formats_data();
    void formats();
    void readsWhatItWrites();
};

void HttpDateTest::parses_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<qint64>("seconds");
    const auto row = [](const char* text, qint64 seconds) {
        QTest::newRow(text) << std::string(text) << seconds;
    };
    row("Sun, 06 Nov 1994 08:49:37 GMT", 784111777);
    row("Sunday, 06-Nov-94 08:49:37 GMT", 784111777);
    row("Sun Nov  6 08:49:37 1994", 784111777);
    row("Sun Nov 06 08:49:37 1994", 784111777);
    row("sun, 06 nov 1994 08:49:37 gmt", 784111777);
    row("SUNDAY, 06-NOV-94 08:49:37 GMT", 784111777);
    row("Thu, 01 Jan 1970 00:00:00 GMT", 0);
    row("Thu, 29 Feb 2024 23:59:60 GMT", 1709251200);
    row("Thu, 18 Aug 2050 02:01:18 GMT", 2544400878);
    row("Fri, 31 Dec 9999 23:59:59 GMT", 253402300799);
    // A two-digit year is at most 50 years ahead (RFC 9110 section 5.6.7).
    row("Thursday, 18-Aug-50 02:01:18 GMT", 2544400878);
    row("Wednesday, 01-Jan-76 00:00:00 GMT", 3345062400);
    row("Saturday, 01-Jan-77 00:00:00 GMT", 220924800);
    row("Thursday, 01-Jan-26 00:00:00 GMT", 1767225600);
}

void HttpDateTest::parses() {
    QFETCH(std::string, text);
    QTEST(secondsOf(parseHttpDate(text, kNow)), "seconds");
}

void HttpDateTest::refuses_data() {
    QTest::addColumn<std::string>("text");
    for (const char* text : {"",
                             "0",
                             "-1",
                             "foo",
                             "784111777",
                             "Sun, 06 Nov 1994 08:49:37 UTC",
                             "Sun, 06 Nov 1994 08:49:37 +0000",
                             "Sun, 06 Nov 1994 08:49:37",
                             "Sun, 06 Nov 1994 08:49:37 GMT ",
                             " Sun, 06 Nov 1994 08:49:37 GMT",
                             "Sun, 6 Nov 1994 08:49:37 GMT",
                             "Sun, 06 Nov 94 08:49:37 GMT",
                             "Sun 06 Nov 1994 08:49:37 GMT",
                             "Sun,06 Nov 1994 08:49:37 GMT",
                             "Sun, 06  Nov  1994 08:49:37 GMT",
                             "Sun, 06-Nov-1994 08:49:37 GMT",
                             "Sun, 06 Nov 1994 08.49.37 GMT",
                             "Sun, 06 Nov 1994 8:49:37 GMT",
                             "Sun, 06 Nov 1994 24:00:00 GMT",
                             "Sun, 06 Nov 1994 08:60:00 GMT",
                             "Sun, 06 Nov 1994 08:00:61 GMT",
                             "Sun, 31 Nov 1994 08:49:37 GMT",
                             "Sun, 00 Nov 1994 08:49:37 GMT",
                             "Wed, 29 Feb 2023 08:49:37 GMT",
                             "Son, 06 Nov 1994 08:49:37 GMT",
                             "Sun, 06 Nox 1994 08:49:37 GMT",
                             "Sun, 06 November 1994 08:49:37 GMT",
                             "Sun, 06-Nov-94 08:49:37 GMT",
                             "Sunday, 06 Nov 1994 08:49:37 GMT",
                             "Sunday, 06-Nov-1994 08:49:37 GMT",
                             "Sun Nov 6 08:49:37 1994",
                             "Sun Nov  6 08:49:37 1994 GMT",
                             "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT"})
        QTest::newRow(text) << std::string(text);
}

void HttpDateTest::refuses() {
    QFETCH(std::string, text);
    QVERIFY(!parseHttpDate(text, kNow));
}

void HttpDateTest::formats_data() {
    QTest::addColumn<qint64>("milliseconds");
    QTest::addColumn<std::string>("text");
    const auto row = [](qint64 milliseconds, const char* text) {
        QTest::newRow(text) << milliseconds << std::string(text);
    };
    row(0, "Thu, 01 Jan 1970 00:00:00 GMT");
    row(784111777999, "Sun, 06 Nov 1994 08:49:37 GMT");
    row(1709164799000, "Wed, 28 Feb 2024 23:59:59 GMT");
    row(253402300799000, "Fri, 31 Dec 9999 23:59:59 GMT");
}

void HttpDateTest::formats() {
    QFETCH(qint64, milliseconds);
    QTEST(formatHttpDate(WallTime(std::chrono::milliseconds(milliseconds))), "text");
}

void HttpDateTest::readsWhatItWrites() {
    std::mt19937_64 random(11);
    for (int i = 0; i < 20'000; ++i) {
        const WallTime time{Seconds(random() % 253402300800)};
        QCOMPARE(secondsOf(parseHttpDate(formatHttpDate(time))), secondsOf(time));
    }
}

QTEST_APPLESS_MAIN(HttpDateTest)
#include "http_date_test.moc"
