#include <QTest>
#include <map>
#include <memory>

#include "cache/memory/s3_fifo.h"

using namespace sluice::cache;

namespace {

/// Entries of one byte and names of one letter.
class Letters {
public:
    void insert(std::string_view letters) {
        for (const char letter : letters) {
            auto& entry = m_entries[letter];
            entry = std::make_unique<Entry>(std::string_view(&letter, 1), uint64_t(letter));
            entry->bytes = 1;
            policy.inserted(*entry);
        }
    }
    void touch(std::string_view letters) {
        for (const char letter : letters)
            S3Fifo::touched(*m_entries[letter]);
    }
    Entry& entry(char letter) { return *m_entries[letter]; }
    /// In the order of their going.
    std::string evict(size_t count, const Entry* spared = nullptr) {
        std::string gone;
        for (; count > 0; --count) {
            Entry* victim = policy.evict(spared);
            gone += victim ? victim->key : "-";
        }
        return gone;
    }

    S3Fifo policy;

private:
    std::map<char, std::unique_ptr<Entry>> m_entries;
};

}  // namespace

class S3FifoTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void newOnesGoInTheirOrder();
    void whatWasUsedTwiceGoesToTheMainQueue();
    void theMainQueueGivesAnotherRound();
    void whoComesBackSkipsTheSmallQueue();
    void ghostsAreFew();
    void aSparedOneStays();
    void countsBytes();
};

void S3FifoTest::newOnesGoInTheirOrder() {
    Letters letters;
    letters.insert("abc");
    QCOMPARE(letters.evict(4), std::string("abc-"));
}

void S3FifoTest::whatWasUsedTwiceGoesToTheMainQueue() {
    Letters letters;
    letters.insert("abcd");
    letters.touch("abb");
    QCOMPARE(letters.evict(1), std::string("a"));
    QCOMPARE(letters.evict(1), std::string("c"));
    letters.insert("xyz");
    QCOMPARE(letters.evict(5), std::string("dxyzb"));
}

void S3FifoTest::theMainQueueGivesAnotherRound() {
    Letters letters;
    letters.insert("abc");
    letters.touch("aabbcc");
    letters.insert("x");
    QCOMPARE(letters.evict(1), std::string("x"));
    letters.touch("aacccc");
    QCOMPARE(letters.evict(3), std::string("bac"));
}

void S3FifoTest::whoComesBackSkipsTheSmallQueue() {
    Letters letters;
    letters.insert("abc");
    QCOMPARE(letters.evict(1), std::string("a"));
    letters.insert("axy");
    QCOMPARE(letters.entry('a').queue, Entry::Queue::main);
    QCOMPARE(letters.entry('x').queue, Entry::Queue::small);
    QCOMPARE(letters.evict(5), std::string("bcxya"));
}

void S3FifoTest::ghostsAreFew() {
    Ghosts ghosts;
    for (uint64_t i = 0; i < 100; ++i)
        ghosts.add(i, 10);
    QCOMPARE(ghosts.size(), size_t{10});
    QVERIFY(!ghosts.take(89));
    QVERIFY(ghosts.take(90));
    QVERIFY(!ghosts.take(90));
    // One that came anew is not forgotten in the place of its first time.
    ghosts.add(90, 10);
    for (uint64_t i = 100; i < 109; ++i)
        ghosts.add(i, 10);
    QVERIFY(ghosts.take(90));
    QCOMPARE(ghosts.size(), size_t{10});
}

void S3FifoTest::aSparedOneStays() {
    Letters letters;
    letters.insert("abc");
    QCOMPARE(letters.evict(3, &letters.entry('a')), std::string("bc-"));
    letters.touch("aa");
    QCOMPARE(letters.evict(1, &letters.entry('a')), std::string("-"));
    QCOMPARE(letters.entry('a').queue, Entry::Queue::main);
    QCOMPARE(letters.evict(2), std::string("a-"));
}

void S3FifoTest::countsBytes() {
    Letters letters;
    letters.insert("abc");
    QCOMPARE(letters.policy.bytes(), uint64_t{3});
    letters.entry('b').bytes = 10;
    letters.policy.resized(letters.entry('b'), 1);
    QCOMPARE(letters.policy.bytes(), uint64_t{12});
    letters.policy.removed(letters.entry('b'));
    QCOMPARE(letters.policy.bytes(), uint64_t{2});
    QCOMPARE(letters.policy.count(), size_t{2});
    QCOMPARE(letters.evict(3), std::string("ac-"));
}

QTEST_GUILESS_MAIN(S3FifoTest)
#include "s3_fifo_test.moc"
