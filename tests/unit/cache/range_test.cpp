#include "cache/range.h"

#include <QtTest>

#include "cache/multipart_ranges.h"
#include "unit/cache/messages.h"

using namespace sluice::cache;

namespace {

std::string told(const RangePlan& plan) {
    constexpr std::array names{"whole", "one", "several", "unsatisfiable"};
    std::string text = names[static_cast<size_t>(plan.kind)];
    for (const ByteRange& range : plan.ranges)
        text += " " + std::to_string(range.first) + "-" + std::to_string(range.last);
    return text;
}

}  // namespace

class RangeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void plans_data();
    void plans();
    void comparesIfRange_data();
    void comparesIfRange();
    void isForWholeAnswersToGet();
    void makesHeads();
    void makesMultiparts();
};

void RangeTest::plans_data() {
    QTest::addColumn<std::string>("range");
    QTest::addColumn<quint64>("size");
    QTest::addColumn<std::string>("plan");
    const auto row = [](const char* range, quint64 size, const char* plan) {
        QTest::addRow("%s of %d", range, int(size))
            << std::string(range) << size << std::string(plan);
    };
    row("bytes=0-1", 10, "one 0-1");
    row("bytes=1-", 10, "one 1-9");
    row("bytes=-3", 10, "one 7-9");
    row("bytes=-30", 10, "one 0-9");
    row("bytes=0-0", 10, "one 0-0");
    row("bytes=9-", 10, "one 9-9");
    row("bytes=5-99", 10, "one 5-9");
    row("bytes=0-18446744073709551615", 10, "one 0-9");
    row("bytes=0-99999999999999999999999", 10, "one 0-9");
    row("Bytes=0-1", 10, "one 0-1");
    row("bytes= 0-1 ", 10, "one 0-1");
    row("bytes=10-", 10, "unsatisfiable");
    row("bytes=99999999999999999999999-", 10, "unsatisfiable");
    row("bytes=-0", 10, "unsatisfiable");
    row("bytes=0-", 0, "unsatisfiable");
    row("bytes=-5", 0, "whole");
    row("bytes=0-1,3-4", 10, "several 0-1 3-4");
    row("bytes=8-9, ,0-1", 10, "several 8-9 0-1");
    row("bytes=0-1,-2", 10, "several 0-1 8-9");
    row("bytes=0-1,20-30", 10, "one 0-1");
    row("bytes=20-,30-", 10, "unsatisfiable");
    row("bytes=0-5,5-6", 10, "whole");
    row("bytes=3-4,0-9", 10, "whole");
    row("bytes=0-,-1", 10, "whole");
    for (const size_t count : {maxRanges, maxRanges + 1}) {
        std::string asked = "bytes=", planned = "several";
        for (size_t i = 0; i < count; ++i) {
            const std::string range = std::to_string(2 * i) + "-" + std::to_string(2 * i);
            asked += (i > 0 ? "," : "") + range;
            planned += " " + range;
        }
        row(asked.c_str(), 10 * maxRanges, count > maxRanges ? "whole" : planned.c_str());
    }
    for (const char* invalid :
         {"", "bytes", "bytes=", "bytes=,", "bytes=-", "bytes=a-b", "bytes=2-1", "bytes=1",
          "bytes=1-2-3", "bytes=+1-2", "bytes=0 - 1", "bytes 0-1", "bytes =0-1", "items=0-1",
          "bytes=0-1,2-1", "bytes=0x0-1"})
        row(invalid, 10, "whole");
}

void RangeTest::plans() {
    QFETCH(std::string, range);
    QFETCH(quint64, size);
    QTEST(told(planRange(storedOf({}), requestOf("Range: " + range), size)), "plan");
}

void RangeTest::comparesIfRange_data() {
    QTest::addColumn<std::string>("stored");
    QTest::addColumn<std::string>("condition");
    QTest::addColumn<bool>("current");
    const auto row = [](const char* name, const std::string& stored, const std::string& condition,
                        bool current) { QTest::newRow(name) << stored << condition << current; };
    row("same tag", "ETag: \"a\"", "\"a\"", true);
    row("other tag", "ETag: \"a\"", "\"b\"", false);
    row("weak tags", "ETag: W/\"a\"", "W/\"a\"", false);
    row("weak for strong", "ETag: \"a\"", "W/\"a\"", false);
    row("no tag", "A: 1", "\"a\"", false);
    row("without quotes", "ETag: a", "a", false);
    const std::string modified = "Last-Modified: " + dateAt(Seconds(-1));
    row("same date", modified, dateAt(Seconds(-1)), true);
    row("later date", modified, dateAt(Seconds(0)), false);
    row("earlier date", modified, dateAt(Seconds(-2)), false);
    row("weak date", "Last-Modified: " + dateAt(Seconds(0)), dateAt(Seconds(0)), false);
    row("no date", "ETag: \"a\"", dateAt(Seconds(-1)), false);
    row("no date at all", "Last-Modified: foo", "foo", false);
    row("empty", "ETag: \"a\"", "", false);
    row("two", "ETag: \"a\"", "\"a\"|If-Range: \"a\"", false);
}

void RangeTest::comparesIfRange() {
    QFETCH(std::string, stored);
    QFETCH(std::string, condition);
    QFETCH(bool, current);
    const auto request = requestOf("Range: bytes=0-1|If-Range: " + condition);
    QCOMPARE(told(planRange(storedOf(stored), request, 10)), current ? "one 0-1" : "whole");
    // A range beyond the end is none when all is to be sent.
    const auto beyond = requestOf("Range: bytes=90-|If-Range: " + condition);
    QCOMPARE(told(planRange(storedOf(stored), beyond, 10)), current ? "unsatisfiable" : "whole");
}

void RangeTest::isForWholeAnswersToGet() {
    const StoredResponse stored = storedOf("ETag: \"a\"");
    QCOMPARE(told(planRange(stored, requestOf("If-Range: \"a\""), 10)), "whole");
    QCOMPARE(told(planRange(stored, requestOf("Range: bytes=0-1", "HEAD"), 10)), "whole");
    QCOMPARE(told(planRange(stored, requestOf("Range: bytes=0-1|Range: bytes=2-3"), 10)), "whole");
    QCOMPARE(told(planRange(storedOf({}, {}, 404), requestOf("Range: bytes=0-1"), 10)), "whole");
}

void RangeTest::makesHeads() {
    const std::string date = "Date: " + dateAt(Seconds(0));
    const StoredResponse stored = storedOf(date + "|ETag: \"a\"|Content-Type: a/b|Vary: C");
    const auto partial = partialHead(stored, {2, 4}, 10);
    QCOMPARE(partial.status, 206);
    QCOMPARE(textOf(partial.fields), textOf(stored.fields) + "|Content-Range: bytes 2-4/10");
    QCOMPARE(partial.framing.length, uint64_t(3));
    const auto none = unsatisfiableHead(stored, 10);
    QCOMPARE(none.status, 416);
    QCOMPARE(textOf(none.fields), date + "|ETag: \"a\"|Vary: C|Content-Range: bytes */10");
}

void RangeTest::makesMultiparts() {
    const MultipartRanges parts(storedOf("Content-Type: a/b|Content-Range: x"), {{0, 1}, {8, 9}},
                                10, "xyz");
    QVERIFY(parts.head().fields.find("Content-Type") == "multipart/byteranges; boundary=xyz");
    QVERIFY(!parts.head().fields.contains("Content-Range"));
    QCOMPARE(parts.head().status, 206);
    std::string all;
    for (const auto& part : parts.parts())
        all.append(part.head).append(std::string("0123456789"), part.range.first,
                                     part.range.length());
    all += parts.end();
    QCOMPARE(all, std::string("\r\n--xyz\r\nContent-Type: a/b\r\nContent-Range: bytes 0-1/10\r\n"
                              "\r\n01\r\n--xyz\r\nContent-Type: a/b\r\nContent-Range: bytes "
                              "8-9/10\r\n\r\n89\r\n--xyz--\r\n"));
    QCOMPARE(parts.head().framing.length, uint64_t(all.size()));
    QCOMPARE(MultipartRanges::newBoundary().size(), size_t(32));
    QVERIFY(MultipartRanges::newBoundary() != MultipartRanges::newBoundary());
}

QTEST_APPLESS_MAIN(RangeTest)
#include "range_test.moc"
