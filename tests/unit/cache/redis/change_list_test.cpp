#include "cache/redis/change_list.h"

#include <QTest>

using namespace sluice::cache::redis;

namespace {

constexpr size_t capacity = 4;

Change change(uint64_t id) {
    return {100 + id, id, "tag:" + std::to_string(id)};
}

std::vector<Change> changes(std::initializer_list<uint64_t> ids) {
    std::vector<Change> list;
    for (const uint64_t id : ids)
        list.push_back(change(id));
    return list;
}

std::vector<uint64_t> idsOf(const std::vector<Change>& list) {
    std::vector<uint64_t> ids;
    for (const Change& one : list)
        ids.push_back(one.id);
    return ids;
}

using Ids = std::vector<uint64_t>;

}  // namespace

/// What an instance knows that Redis lacks, and the other way round.
class ChangeListTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsWhatItWrites();
    void oweUntilItIsListed();
    void tellsWhatWasMissed();
    void findsWhatIsLost();
    void takesWhatWasLeftOutForOld();
    void doubtsAnotherHistory();
    void judgesMessagesByLaterLists();
    void isBounded();
};

void ChangeListTest::readsWhatItWrites() {
    const Change written{0xabc, ~uint64_t{0}, "glob:/a b/*"};
    QCOMPARE(written.toText(), std::string("0000000000000abc ffffffffffffffff glob:/a b/*"));
    QVERIFY(Change::parse(written.toText()) == written);
    for (const auto* text :
         {"", "tag:a", "0000000000000abc ffffffffffffffff",
          "0000000000000000 ffffffffffffffff tag:a", "0000000000000abx ffffffffffffffff tag:a"})
        QVERIFY2(!Change::parse(text), text);
    QCOMPARE(numberOf(numberText(42)), uint64_t(42));
    QCOMPARE(numberOf("2a"), uint64_t(0));
}

void ChangeListTest::oweUntilItIsListed() {
    ChangeList list(capacity);
    list.learn({}, 0, false);
    QVERIFY(list.add(change(1), true));
    QVERIFY(!list.add(change(1), false));
    QVERIFY(list.owes(1));
    QCOMPARE(idsOf(list.owed(9)), Ids{1});
    list.learn({}, list.asked(), true);
    QVERIFY(list.owes(1));
    list.told(changes({1}));
    QVERIFY(!list.owes(1));
    QVERIFY(!list.isCurrent(0));
    QVERIFY(list.learn(changes({1}), list.asked(), true).missed.empty());
    QVERIFY(list.pending().empty());
    QVERIFY(list.isCurrent(101));
    QVERIFY(!list.isCurrent(102));
}

void ChangeListTest::tellsWhatWasMissed() {
    ChangeList list(capacity);
    QVERIFY(!list.isCurrent(0));
    auto news = list.learn(changes({1, 2}), 0, false);
    QVERIFY(news.missed.empty());
    QVERIFY(news.inDoubt);
    list.add(change(4), false);
    news = list.learn(changes({1, 2, 3, 4}), list.asked(), false);
    QCOMPARE(idsOf(news.missed), Ids{3});
    QVERIFY(!news.inDoubt);
}

/// A server that took over lacks the last ones; another instance may have told it others since.
void ChangeListTest::findsWhatIsLost() {
    ChangeList list(capacity);
    list.learn(changes({1, 2, 3}), 0, false);
    const auto news = list.learn(changes({1, 9}), list.asked(), true);
    QCOMPARE(idsOf(news.missed), Ids{9});
    QVERIFY(!news.inDoubt);
    QCOMPARE(idsOf(list.owed(9)), (Ids{2, 3}));
    QCOMPARE(list.owedCount(), size_t(2));
    list.learn(changes({1, 9, 2, 3}), list.asked(), true);
    QVERIFY(list.pending().empty());
}

void ChangeListTest::takesWhatWasLeftOutForOld() {
    ChangeList list(capacity);
    list.learn(changes({1, 2, 3}), 0, false);
    auto news = list.learn(changes({2, 3, 4, 5}), list.asked(), true);
    QCOMPARE(idsOf(news.missed), (Ids{4, 5}));
    QVERIFY(list.pending().empty());
    // All went by in messages.
    for (const uint64_t id : {6, 7, 8, 9, 10})
        list.add(change(id), false);
    news = list.learn(changes({7, 8, 9, 10}), list.asked(), true);
    QVERIFY(news.missed.empty());
    QVERIFY(!news.inDoubt);
    QVERIFY(list.pending().empty());
}

void ChangeListTest::doubtsAnotherHistory() {
    ChangeList list(capacity);
    list.learn(changes({1, 2}), 0, false);
    list.add(change(3), true);
    const auto news = list.learn(changes({5, 6}), list.asked(), true);
    QVERIFY(news.inDoubt);
    QCOMPARE(idsOf(list.owed(9)), (Ids{1, 2, 3}));
    list.forgive();
    QVERIFY(list.learn({}, list.asked(), true).inDoubt);
    QCOMPARE(idsOf(list.owed(9)), (Ids{5, 6}));
    list.forgive();
    // More went by than the list holds, with a gap.
    list.learn(changes({1, 2}), list.asked(), true);
    list.add(change(6), false);
    QVERIFY(list.learn(changes({4, 5, 6, 7}), list.asked(), false).inDoubt);
}

void ChangeListTest::judgesMessagesByLaterLists() {
    ChangeList list(capacity);
    list.learn(changes({1}), 0, false);
    const uint64_t before = list.asked();
    list.add(change(2), false);
    list.learn(changes({1}), before, true);
    QVERIFY(list.owed(9).empty());
    QCOMPARE(list.pending().size(), size_t(1));
    // Redis refused it, and who made it may be gone.
    list.learn(changes({1}), list.asked(), true);
    QCOMPARE(idsOf(list.owed(9)), Ids{2});
    list.forgive();
    QVERIFY(list.pending().empty());
}

void ChangeListTest::isBounded() {
    ChangeList list(capacity);
    list.add(change(1), true);
    for (uint64_t id = 2; id < 100; ++id)
        list.add(change(id), false);
    QCOMPARE(list.pending().size(), capacity + 1);
    QVERIFY(list.owes(1));
}

QTEST_APPLESS_MAIN(ChangeListTest)
#include "change_list_test.moc"
