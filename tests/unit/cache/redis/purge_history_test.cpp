#include "cache/redis/purge_history.h"

#include <QTest>

using namespace sluice::cache;
using namespace std::chrono_literals;
using redis::PurgeHistory;

class PurgeHistoryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void trustsNothingBeforeItLearned();
    void removesWhatALaterPurgeMatches();
    void removesByTag();
    void removesWhatIsOlderThanTheList();
    void removesAllByWhatItCannotRead();
    void keepsWhatItKnewIfTheNumberMoved();
    void knowsWhatAResponseCouldNotKnow();
};

namespace {

const std::vector<std::string> noTags;
constexpr auto key = "http://a.test/x";

std::string urlPurge(const std::string& url) {
    return "url:" + url;
}

}  // namespace

void PurgeHistoryTest::trustsNothingBeforeItLearned() {
    const PurgeHistory history;
    QVERIFY(history.isGone(0, key, noTags));
    QVERIFY(!history.knows(0));
    QCOMPARE(history.epochOf(wallNow()), uint64_t(0));
}

void PurgeHistoryTest::removesWhatALaterPurgeMatches() {
    PurgeHistory history;
    QVERIFY(history.learn(1001, {urlPurge(key)}, 1001));
    QVERIFY(history.knows(1001));
    QVERIFY(history.isGone(1000, key, noTags));
    QVERIFY(!history.isGone(1000, "http://a.test/other", noTags));
    QVERIFY(!history.isGone(1001, key, noTags));
    // Of a Redis that knew more than this one.
    QVERIFY(history.isGone(1002, key, noTags));
}

void PurgeHistoryTest::removesByTag() {
    PurgeHistory history;
    QVERIFY(history.learn(7, {"tag:a"}, 7));
    QVERIFY(history.isGone(6, key, std::vector<std::string>{"b", "a"}));
    QVERIFY(!history.isGone(6, key, std::vector<std::string>{"b"}));
}

void PurgeHistoryTest::removesWhatIsOlderThanTheList() {
    PurgeHistory history;
    QVERIFY(history.learn(500, {urlPurge("http://b.test/"), urlPurge("http://c.test/")}, 500));
    QVERIFY(!history.isGone(498, key, noTags));
    QVERIFY(history.isGone(497, key, noTags));
}

void PurgeHistoryTest::removesAllByWhatItCannotRead() {
    PurgeHistory history;
    QVERIFY(history.learn(2, {"of a later version"}, 2));
    QVERIFY(history.isGone(1, key, noTags));
    QVERIFY(!history.isGone(2, key, noTags));
}

void PurgeHistoryTest::keepsWhatItKnewIfTheNumberMoved() {
    PurgeHistory history;
    QVERIFY(history.learn(2, {"tag:a", "tag:b"}, 2));
    QVERIFY(!history.learn(3, {"tag:a", "tag:b", urlPurge(key), "tag:c"}, 4));
    QVERIFY(history.knows(2));
    QVERIFY(!history.isGone(1, key, noTags));
}

void PurgeHistoryTest::knowsWhatAResponseCouldNotKnow() {
    PurgeHistory history;
    const WallTime before = wallNow();
    QVERIFY(history.learn(10, {}, 10));
    const WallTime between = wallNow() + 1s;
    QCOMPARE(history.epochOf(between), uint64_t(10));
    QCOMPARE(history.epochOf(before - 1s), uint64_t(0));
    QVERIFY(history.learn(11, {"tag:a"}, 11));
    QCOMPARE(history.epochOf(wallNow() + 1s), uint64_t(11));
}

QTEST_APPLESS_MAIN(PurgeHistoryTest)
#include "purge_history_test.moc"
