#include "event/timer.h"

#include <QTest>
#include <functional>
#include <memory>
#include <random>
#include <vector>

using namespace std::chrono_literals;
using sluice::Duration;
using sluice::TimePoint;
using sluice::event::Timer;
using sluice::event::TimerQueue;

namespace {

/// A timer that runs a function.
struct Call {
    Call(TimerQueue& queue, std::function<void()> action)
        : function(std::move(action)),
          timer(
              queue, [](void* self) { static_cast<Call*>(self)->function(); }, this) {}
    std::function<void()> function;
    Timer timer;
};

constexpr TimePoint start{1h};

}  // namespace

class TimerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void firesOnceWhenDue();
    void firesInOrderOfDeadlines();
    void firesEqualDeadlinesInOrderOfArming();
    void movesLaterWithoutTouchingTheQueue();
    void movesEarlier();
    void disarms();
    void rearmsItselfForALaterRound();
    void armsForThePastFireInTheNextRound();
    void callbacksMayDestroyAnyTimer();
    void callbacksMayDestroyThemselves();
    void callbacksMayDisarmWhatIsDue();
    void firesFromWithinACallback();
    void behavesLikeASortedListUnderRandomUse();
};

void TimerTest::firesOnceWhenDue() {
    TimerQueue queue;
    int fired = 0;
    Call call(queue, [&] { ++fired; });
    QCOMPARE(queue.next(), TimePoint::max());
    QVERIFY(!call.timer.armed());
    call.timer.arm(start + 5ms);
    QVERIFY(call.timer.armed());
    QCOMPARE(queue.next(), start + 5ms);
    queue.fireDue(start + 5ms - 1ns);
    QCOMPARE(fired, 0);
    queue.fireDue(start + 5ms);
    QCOMPARE(fired, 1);
    QVERIFY(!call.timer.armed());
    queue.fireDue(start + 1h);
    QCOMPARE(fired, 1);
    QCOMPARE(queue.size(), size_t{0});
}

void TimerTest::firesInOrderOfDeadlines() {
    TimerQueue queue;
    std::vector<int> order;
    Call third(queue, [&] { order.push_back(3); });
    Call first(queue, [&] { order.push_back(1); });
    Call second(queue, [&] { order.push_back(2); });
    third.timer.arm(start + 3s);
    first.timer.arm(start + 1s);
    second.timer.arm(start + 2s);
    queue.fireDue(start + 1min);
    QCOMPARE(order, std::vector({1, 2, 3}));
}

void TimerTest::firesEqualDeadlinesInOrderOfArming() {
    TimerQueue queue;
    std::vector<int> order;
    std::vector<std::unique_ptr<Call>> calls;
    std::vector<int> expected;
    for (int i = 0; i < 20; ++i) {
        expected.push_back(i);
        calls.push_back(std::make_unique<Call>(queue, [&order, i] { order.push_back(i); }));
        calls.back()->timer.arm(start);
    }
    queue.fireDue(start);
    QCOMPARE(order, expected);
}

void TimerTest::movesLaterWithoutTouchingTheQueue() {
    TimerQueue queue;
    int fired = 0;
    Call call(queue, [&] { ++fired; });
    call.timer.arm(start + 1s);
    call.timer.arm(start + 10s);
    QCOMPARE(queue.next(), start + 1s);  // looked at, and put off, then
    queue.fireDue(start + 1s);
    QCOMPARE(fired, 0);
    QCOMPARE(queue.next(), start + 10s);
    queue.fireDue(start + 10s);
    QCOMPARE(fired, 1);
}

void TimerTest::movesEarlier() {
    TimerQueue queue;
    int fired = 0;
    Call other(queue, [] {});
    Call call(queue, [&] { ++fired; });
    other.timer.arm(start + 5s);
    call.timer.arm(start + 10s);
    call.timer.arm(start + 1s);
    QCOMPARE(queue.next(), start + 1s);
    queue.fireDue(start + 1s);
    QCOMPARE(fired, 1);
    queue.fireDue(start + 1min);
    QCOMPARE(fired, 1);
}

void TimerTest::disarms() {
    TimerQueue queue;
    int fired = 0;
    Call call(queue, [&] { ++fired; });
    call.timer.arm(start);
    call.timer.disarm();
    QVERIFY(!call.timer.armed());
    queue.fireDue(start + 1s);
    QCOMPARE(fired, 0);
    QCOMPARE(queue.size(), size_t{0});
    call.timer.arm(start + 2s);
    call.timer.disarm();
    call.timer.arm(start + 3s);
    queue.fireDue(start + 2s);
    QCOMPARE(fired, 0);
    queue.fireDue(start + 3s);
    QCOMPARE(fired, 1);
    call.timer.arm(start + 4s);
    call.timer.arm(TimePoint::max());
    queue.fireDue(start + 1h);
    QCOMPARE(fired, 1);
}

void TimerTest::rearmsItselfForALaterRound() {
    TimerQueue queue;
    int fired = 0;
    std::unique_ptr<Call> call;
    call = std::make_unique<Call>(queue, [&] {
        ++fired;
        call->timer.arm(start);  // has passed: must not fire without end in one round
    });
    call->timer.arm(start);
    queue.fireDue(start + 1s);
    QCOMPARE(fired, 1);
    QVERIFY(queue.next() <= start + 1s + 1us);
    queue.fireDue(start + 2s);
    QCOMPARE(fired, 2);
}

void TimerTest::armsForThePastFireInTheNextRound() {
    TimerQueue queue;
    int fired = 0;
    Call call(queue, [&] { ++fired; });
    call.timer.arm(start - 1s);
    QVERIFY(queue.next() <= start);
    queue.fireDue(start);
    QCOMPARE(fired, 1);
}

void TimerTest::callbacksMayDestroyAnyTimer() {
    TimerQueue queue;
    int fired = 0;
    std::vector<std::unique_ptr<Call>> calls;
    for (int i = 0; i < 50; ++i) {
        calls.push_back(std::make_unique<Call>(queue, [&] {
            ++fired;
            for (size_t other = 1; other < calls.size(); other += 2)
                calls[other].reset();
        }));
        calls.back()->timer.arm(start + i * 1ms);
    }
    queue.fireDue(start + 1s);
    QCOMPARE(fired, 25);
    QCOMPARE(queue.size(), size_t{0});
}

void TimerTest::callbacksMayDestroyThemselves() {
    TimerQueue queue;
    // A bare timer: the callback's own captures must not be freed under it.
    struct Self {
        explicit Self(TimerQueue& timers)
            : timer(
                  timers, [](void* self) { delete static_cast<Self*>(self); }, this) {}
        Timer timer;
    };
    auto* self = new Self(queue);
    self->timer.arm(start);
    queue.fireDue(start);
    QCOMPARE(queue.size(), size_t{0});
}

void TimerTest::callbacksMayDisarmWhatIsDue() {
    TimerQueue queue;
    int fired = 0;
    Call second(queue, [&] { ++fired; });
    Call first(queue, [&] { second.timer.disarm(); });
    first.timer.arm(start);
    second.timer.arm(start + 1ns);
    queue.fireDue(start + 1s);
    QCOMPARE(fired, 0);
}

void TimerTest::firesFromWithinACallback() {
    TimerQueue queue;
    std::vector<int> order;
    Call third(queue, [&] { order.push_back(3); });
    Call second(queue, [&] { order.push_back(2); });
    Call first(queue, [&] {
        order.push_back(1);
        queue.fireDue(start + 2s);  // as a nested event loop does
        order.push_back(4);
    });
    first.timer.arm(start);
    second.timer.arm(start + 1s);
    third.timer.arm(start + 2s);
    queue.fireDue(start);
    QCOMPARE(order, std::vector({1, 2, 3, 4}));
}

void TimerTest::behavesLikeASortedListUnderRandomUse() {
    std::mt19937 random(1);
    TimerQueue queue;
    std::vector<TimePoint> fired;
    std::vector<TimePoint> deadlines(200, TimePoint::max());
    std::vector<std::unique_ptr<Call>> calls(deadlines.size());
    TimePoint now = start;
    for (int step = 0; step < 20000; ++step) {
        const size_t i = random() % calls.size();
        if (!calls[i]) {
            calls[i] = std::make_unique<Call>(queue, [&deadlines, &fired, i] {
                fired.push_back(std::exchange(deadlines[i], TimePoint::max()));
            });
        }
        switch (random() % 8) {
            case 0:
                calls[i]->timer.disarm();
                deadlines[i] = TimePoint::max();
                break;
            case 1:
                calls[i].reset();
                deadlines[i] = TimePoint::max();
                break;
            case 2:
                now += Duration(random() % 1000);
                fired.clear();
                queue.fireDue(now);
                QVERIFY(std::is_sorted(fired.begin(), fired.end()));
                for (const TimePoint deadline : deadlines) {
                    QVERIFY(deadline > now);
                    QVERIFY(queue.next() <= deadline);
                }
                break;
            default:
                deadlines[i] = now + Duration(1 + random() % 5000);
                calls[i]->timer.arm(deadlines[i]);
        }
    }
}

QTEST_APPLESS_MAIN(TimerTest)
#include "timer_test.moc"
