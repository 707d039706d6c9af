#include <QTest>
#include <memory>

#include "cache/memory/pass_marks.h"

using namespace sluice;
using namespace sluice::cache;
using namespace std::chrono_literals;

namespace {

const TimePoint start = TimePoint{} + 1000s;

}  // namespace

class PassMarksTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void remembersForAWhile();
    void removesItsOwn();
    void oneASecondLooks();
    void seldomTakesOneForAnother();
};

void PassMarksTest::remembersForAWhile() {
    const auto marks = std::make_unique<PassMarks>();
    QVERIFY(!marks->has("a", start));
    marks->add("a", start);
    QVERIFY(marks->has("a", start));
    QVERIFY(!marks->has("b", start));
    QVERIFY(marks->has("a", start + PassMarks::lifetime - 1s));
    QVERIFY(!marks->has("a", start + PassMarks::lifetime));
    marks->add("a", start + PassMarks::lifetime);
    QVERIFY(marks->has("a", start + PassMarks::lifetime));
}

void PassMarksTest::removesItsOwn() {
    const auto marks = std::make_unique<PassMarks>();
    marks->add("a", start);
    marks->remove("b");
    QVERIFY(marks->has("a", start));
    marks->remove("a");
    QVERIFY(!marks->has("a", start));
}

void PassMarksTest::oneASecondLooks() {
    const auto marks = std::make_unique<PassMarks>();
    QVERIFY(!marks->takesTurn("a", start));
    marks->add("a", start);
    QVERIFY(!marks->takesTurn("a", start));
    QVERIFY(marks->takesTurn("a", start + 1s));
    QVERIFY(!marks->takesTurn("a", start + 1s));
    QVERIFY(marks->has("a", start + PassMarks::lifetime));
    marks->remove("a");
    QVERIFY(!marks->takesTurn("a", start + 2s));
}

void PassMarksTest::seldomTakesOneForAnother() {
    const auto marks = std::make_unique<PassMarks>();
    for (int i = 0; i < 100'000; ++i)
        marks->add("stored " + std::to_string(i), start);
    int mistaken = 0, lost = 0;
    for (int i = 0; i < 100'000; ++i)
        mistaken += marks->has("other " + std::to_string(i), start);
    for (int i = 99'000; i < 100'000; ++i)
        lost += !marks->has("stored " + std::to_string(i), start);
    QVERIFY(mistaken <= 1);
    QVERIFY(lost < 100);
}

QTEST_GUILESS_MAIN(PassMarksTest)
#include "pass_marks_test.moc"
