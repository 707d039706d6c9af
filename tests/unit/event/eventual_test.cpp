#include <QTest>
#include <memory>

#include "event/eventual.h"
#include "event/task.h"

using namespace sluice::event;

class EventualTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void waitsForTheValue();
    void mayBeGivenFirst();
    void mayComeTooLate();
};

namespace {

using Number = std::shared_ptr<Eventual<int>>;

Task<> read(Number number, int& value) {
    Eventual<int>::Wait wait(number);
    value = co_await wait;
}

}  // namespace

void EventualTest::waitsForTheValue() {
    const auto number = std::make_shared<Eventual<int>>();
    int value = 0;
    Task<> task = read(number, value);
    task.start();
    QVERIFY(!task.done());
    number->give(7);
    QVERIFY(task.done());
    QCOMPARE(value, 7);
}

void EventualTest::mayBeGivenFirst() {
    const auto number = std::make_shared<Eventual<int>>();
    number->give(7);
    int value = 0;
    Task<> task = read(number, value);
    task.start();
    QVERIFY(task.done());
    QCOMPARE(value, 7);
}

void EventualTest::mayComeTooLate() {
    const auto number = std::make_shared<Eventual<int>>();
    int value = 0;
    Task<> task = read(number, value);
    task.start();
    task.reset();
    number->give(7);
    QCOMPARE(value, 0);
}

QTEST_APPLESS_MAIN(EventualTest)
#include "eventual_test.moc"
