#include <QTest>
#include <coroutine>
#include <memory>
#include <string>
#include <vector>

#include "event/task.h"

using sluice::event::Task;

namespace {

/// Suspends whoever awaits it until resume() is called.
struct Gate {
    std::coroutine_handle<> waiting;
    int unregistered = 0;

    struct Awaiter {
        Gate& gate;
        bool await_ready() { return false; }
        void await_suspend(std::coroutine_handle<> handle) { gate.waiting = handle; }
        void await_resume() {}
        ~Awaiter() {
            ++gate.unregistered;
            gate.waiting = {};
        }
    };
    Awaiter operator co_await() { return {*this}; }
    void resume() { std::exchange(waiting, {}).resume(); }
};

/// Writes its name when it is destroyed.
class Local {
public:
    Local(std::vector<std::string>& log, std::string name) : m_log(log), m_name(std::move(name)) {}
    ~Local() { m_log.push_back(m_name); }

private:
    std::vector<std::string>& m_log;
    std::string m_name;
};

Task<int> value(int number) {
    co_return number;
}

}  // namespace

class TaskTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void startsLazily();
    void returnsValuesThroughAwaits();
    void returnsMoveOnlyResults();
    void returnsWhatHasNoDefaultConstructor();
    void suspendsAndGoesOn();
    void tellsWhenItHasFinished();
    void mayBeDestroyedByItsFinishedCallback();
    void awaitsInALoopWithoutGrowingTheStack();
    void destroysNestedFramesInOrder_data();
    void destroysNestedFramesInOrder();
    void destroyingBeforeTheStartRunsNothing();
    void moves();
    void isReadyWithoutAFrame();
};

void TaskTest::startsLazily() {
    bool ran = false;
    auto body = [&]() -> Task<> {
        ran = true;
        co_return;
    };
    Task<> task = body();
    QVERIFY(task.valid());
    QVERIFY(!ran);
    QVERIFY(!task.done());
    task.start();
    QVERIFY(ran);
    QVERIFY(task.done());
}

void TaskTest::returnsValuesThroughAwaits() {
    auto sum = []() -> Task<int> { co_return co_await value(40) + co_await value(2); };
    Task<int> task = sum();
    task.start();
    QVERIFY(task.done());
    QCOMPARE(task.result(), 42);
}

void TaskTest::returnsMoveOnlyResults() {
    auto make = []() -> Task<std::unique_ptr<int>> { co_return std::make_unique<int>(7); };
    auto pass = [&]() -> Task<std::unique_ptr<int>> { co_return co_await make(); };
    auto task = pass();
    task.start();
    QCOMPARE(*task.result(), 7);
}

void TaskTest::returnsWhatHasNoDefaultConstructor() {
    struct Named {
        explicit Named(std::string text) : name(std::move(text)) {}
        std::string name;
    };
    auto make = []() -> Task<Named> { co_return Named("a"); };
    auto task = make();
    task.start();
    QCOMPARE(task.result().name, std::string("a"));
}

void TaskTest::suspendsAndGoesOn() {
    Gate gate;
    auto inner = [&]() -> Task<int> {
        co_await gate;
        co_return 5;
    };
    auto outer = [&]() -> Task<int> { co_return co_await inner() * 2; };
    Task<int> task = outer();
    task.start();
    QVERIFY(!task.done());
    QVERIFY(gate.waiting);
    gate.resume();
    QVERIFY(task.done());
    QCOMPARE(task.result(), 10);
    QCOMPARE(gate.unregistered, 1);
}

void TaskTest::tellsWhenItHasFinished() {
    Gate gate;
    int finished = 0;
    auto body = [&]() -> Task<> { co_await gate; };
    Task<> task = body();
    task.start([](void* context) { ++*static_cast<int*>(context); }, &finished);
    QCOMPARE(finished, 0);
    gate.resume();
    QCOMPARE(finished, 1);
    QVERIFY(task.done());
}

void TaskTest::mayBeDestroyedByItsFinishedCallback() {
    Gate gate;
    std::vector<std::string> log;
    auto body = [&]() -> Task<> {
        const Local local(log, "local");
        co_await gate;
    };
    Task<> task = body();
    task.start([](void* context) { static_cast<Task<>*>(context)->reset(); }, &task);
    gate.resume();
    QVERIFY(!task.valid());
    QCOMPARE(log, std::vector<std::string>{"local"});
}

void TaskTest::awaitsInALoopWithoutGrowingTheStack() {
    constexpr int rounds = 1'000'000;
    auto body = []() -> Task<long> {
        long sum = 0;
        for (int i = 0; i < rounds; ++i)
            sum += co_await value(1);
        co_return sum;
    };
    Task<long> task = body();
    task.start();
    QCOMPARE(task.result(), long{rounds});
}

void TaskTest::destroysNestedFramesInOrder_data() {
    QTest::addColumn<int>("gatesPassed");
    QTest::addColumn<QString>("order");
    QTest::newRow("at the first wait, in the inner frame")
        << 0 << QStringLiteral("inner argument outer");
    QTest::newRow("at the second wait, in the inner frame")
        << 1 << QStringLiteral("late inner argument outer");
    // The inner frame has gone by itself when the outer one waits.
    QTest::newRow("at the third wait, in the outer frame")
        << 2 << QStringLiteral("late inner argument after outer");
}

void TaskTest::destroysNestedFramesInOrder() {
    QFETCH(int, gatesPassed);
    QFETCH(QString, order);

    Gate gate;
    std::vector<std::string> log;
    auto inner = [&](std::unique_ptr<Local>) -> Task<> {
        const Local first(log, "inner");
        co_await gate;
        const Local late(log, "late");
        co_await gate;
    };
    auto outer = [&]() -> Task<> {
        const Local local(log, "outer");
        co_await inner(std::make_unique<Local>(log, "argument"));
        const Local after(log, "after");
        co_await gate;
    };
    {
        Task<> task = outer();
        task.start();
        for (int i = 0; i < gatesPassed; ++i)
            gate.resume();
        QVERIFY(!task.done());
        QCOMPARE(gate.unregistered, gatesPassed);
    }
    QCOMPARE(gate.unregistered, gatesPassed + 1);
    QVERIFY(!gate.waiting);
    QStringList seen;
    for (const auto& name : log)
        seen << QString::fromStdString(name);
    QCOMPARE(seen.join(QLatin1Char(' ')), order);
}

void TaskTest::destroyingBeforeTheStartRunsNothing() {
    std::vector<std::string> log;
    bool ran = false;
    auto body = [&](std::unique_ptr<Local>) -> Task<> {
        ran = true;
        co_return;
    };
    { const Task<> task = body(std::make_unique<Local>(log, "argument")); }
    QVERIFY(!ran);
    QCOMPARE(log, std::vector<std::string>{"argument"});
}

void TaskTest::moves() {
    Gate gate;
    auto body = [&]() -> Task<> { co_await gate; };
    Task<> first = body();
    first.start();
    Task<> second = std::move(first);
    QVERIFY(!first.valid());
    QVERIFY(gate.waiting);
    second = Task<>();
    QVERIFY(!gate.waiting);
}

void TaskTest::isReadyWithoutAFrame() {
    const auto make = [](std::unique_ptr<int> value) {
        return Task<std::unique_ptr<int>>::ready(std::move(value));
    };
    Task<std::unique_ptr<int>> first = make(std::make_unique<int>(7));
    QVERIFY(first.valid() && first.done());
    Task<std::unique_ptr<int>> moved = std::move(first);
    QVERIFY(!first.valid() && !first.done());

    int got = 0;
    bool finished = false;
    auto body = [&]() -> Task<> {
        got = *co_await std::move(moved);
        co_await Task<>::ready();
    };
    Task<> awaiting = body();
    awaiting.start([](void* told) { *static_cast<bool*>(told) = true; }, &finished);
    QVERIFY(awaiting.done() && finished);
    QCOMPARE(got, 7);

    bool toldAtOnce = false;
    Task<> nothing = Task<>::ready();
    nothing.start([](void* told) { *static_cast<bool*>(told) = true; }, &toldAtOnce);
    QVERIFY(toldAtOnce);
    nothing.reset();
    QVERIFY(!nothing.valid());
}

QTEST_APPLESS_MAIN(TaskTest)
#include "task_test.moc"
