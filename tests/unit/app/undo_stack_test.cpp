#include "undo_stack.h"

#include <QtTest>

using namespace sluice;
using namespace sluice::desktop;

namespace {

metrics::Snapshot withServers(const std::vector<std::string>& names) {
    metrics::Snapshot snapshot;
    snapshot.pools.resize(1);
    snapshot.pools[0].name = "api";
    for (const std::string& name : names) {
        snapshot.pools[0].servers.emplace_back();
        snapshot.pools[0].servers.back().name = name;
    }
    return snapshot;
}

}  // namespace

class UndoStackTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void takesBackInReverseOrder();
    void aGestureIsOneStep();
    void aGestureEndsWithAnotherChange();
    void isBounded();
    void forgetsWhatIsGone();
    void clears();

private:
    UndoStack::Step step(const QString& server, const QString& text);

    QStringList m_takenBack;
};

void UndoStackTest::init() {
    m_takenBack.clear();
}

UndoStack::Step UndoStackTest::step(const QString& server, const QString& text) {
    return {.pool = QStringLiteral("api"), .server = server, .text = text, .takeBack = [=, this] {
                m_takenBack.append(text);
            }};
}

void UndoStackTest::takesBackInReverseOrder() {
    UndoStack stack;
    QSignalSpy changed(&stack, &UndoStack::changed);
    stack.push(step({}, QStringLiteral("first")));
    stack.push(step({}, QStringLiteral("second")));
    QCOMPARE(stack.text(), QStringLiteral("second"));
    for (int i = 0; i < 3; ++i)
        stack.takeBack();
    const QStringList expected{QStringLiteral("second"), QStringLiteral("first")};
    QCOMPARE(m_takenBack, expected);
    QCOMPARE(stack.text(), QString());
    QCOMPARE(changed.count(), 4);
}

void UndoStackTest::aGestureIsOneStep() {
    UndoStack stack;
    for (int i = 0; i < 50; ++i)
        stack.pushGesture(step({}, QStringLiteral("weight a")));
    QCOMPARE(stack.count(), 1);
    stack.endGesture();
    stack.pushGesture(step({}, QStringLiteral("weight a")));
    QCOMPARE(stack.count(), 2);
    stack.takeBack();
    stack.pushGesture(step({}, QStringLiteral("weight a")));
    QCOMPARE(stack.count(), 2);
}

void UndoStackTest::aGestureEndsWithAnotherChange() {
    UndoStack stack;
    stack.pushGesture(step({}, QStringLiteral("weight a")));
    stack.pushGesture(step({}, QStringLiteral("weight b")));
    stack.push(step({}, QStringLiteral("strategy api")));
    stack.pushGesture(step({}, QStringLiteral("weight b")));
    QCOMPARE(stack.count(), 4);
}

void UndoStackTest::isBounded() {
    UndoStack stack;
    for (int i = 0; i < UndoStack::limit + 7; ++i)
        stack.push(step({}, QString::number(i)));
    QCOMPARE(stack.count(), UndoStack::limit);
    while (stack.count() > 0)
        stack.takeBack();
    QCOMPARE(m_takenBack.last(), QStringLiteral("7"));
}

void UndoStackTest::forgetsWhatIsGone() {
    UndoStack stack;
    stack.push(step(QStringLiteral("a"), QStringLiteral("weight a")));
    stack.push(step({}, QStringLiteral("strategy api")));
    stack.push(step(QStringLiteral("b"), QStringLiteral("weight b")));
    stack.retain(withServers({"a", "b"}));
    QCOMPARE(stack.count(), 3);
    stack.retain(withServers({"a"}));
    QCOMPARE(stack.count(), 2);
    QCOMPARE(stack.text(), QStringLiteral("strategy api"));
    stack.retain({});
    QCOMPARE(stack.count(), 0);
}

void UndoStackTest::clears() {
    UndoStack stack;
    stack.push(step({}, QStringLiteral("first")));
    stack.clear();
    stack.takeBack();
    QVERIFY(m_takenBack.isEmpty());
    QCOMPARE(stack.text(), QString());
}

QTEST_APPLESS_MAIN(UndoStackTest)
#include "undo_stack_test.moc"
