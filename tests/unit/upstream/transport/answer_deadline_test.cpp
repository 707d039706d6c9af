#include "upstream/transport/answer_deadline.h"

#include <QTest>

using namespace std::chrono_literals;
using sluice::TimePoint;
using sluice::upstream::AnswerDeadline;

namespace {

const TimePoint now{};

}  // namespace

/// When the time of a server begins and ends.
class AnswerDeadlineTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isNeverBeforeItHasBegun();
    void beginsOnce();
    void hasNoEndWithoutALimit();
    void isBoundedByTheWhole();
};

void AnswerDeadlineTest::isNeverBeforeItHasBegun() {
    AnswerDeadline deadline(5s);
    QVERIFY(deadline.end() == TimePoint::max());
    deadline.begin(now);
    QVERIFY(deadline.end() == now + 5s);
}

void AnswerDeadlineTest::beginsOnce() {
    AnswerDeadline deadline(5s);
    deadline.begin(now);
    deadline.begin(now + 3s);
    QVERIFY(deadline.end() == now + 5s);
}

void AnswerDeadlineTest::hasNoEndWithoutALimit() {
    AnswerDeadline deadline;
    deadline.begin(now);
    QVERIFY(deadline.end() == TimePoint::max());
}

void AnswerDeadlineTest::isBoundedByTheWhole() {
    AnswerDeadline whole(5s);
    AnswerDeadline first(3s, &whole);
    first.begin(now);
    QVERIFY(first.end() == now + 3s);
    AnswerDeadline second(3s, &whole);
    second.begin(now + 4s);
    QVERIFY(second.end() == now + 5s);
    QVERIFY(whole.end() == now + 5s);
}

QTEST_APPLESS_MAIN(AnswerDeadlineTest)
#include "answer_deadline_test.moc"
