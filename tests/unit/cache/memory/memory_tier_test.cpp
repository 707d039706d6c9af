#include <malloc.h>

#include <QTest>
#include <atomic>
#include <set>
#include <thread>

#include "base/random.h"
#include "cache/memory/memory_tier.h"
#include "stored.h"

using namespace sluice;
using namespace sluice::cache;

namespace {

constexpr uint64_t mebibyte = 1024 * 1024;

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr size_t manyKeys = 50'000;  // the sanitizers do not count, and would take minutes
#else
constexpr size_t manyKeys = 1'000'000;
#endif

/// What glibc keeps of freed memory for the next to ask counts as allocated.
constexpr uint64_t spareBytes = 256 * 1024;

/// What the program has allocated; nothing under the sanitizers.
uint64_t allocatedBytes() {
    const auto info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

}  // namespace

class MemoryTierTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsWhatWasPut();
    void keepsVariantsNewestFirst();
    void boundsTheVariantsOfAKey();
    void oneClientKeepsNobodysVariantsOut_data();
    void oneClientKeepsNobodysVariantsOut();
    void givesBackWhatMadeRoom();
    void removesOneResponse();
    void keepsAllThatAUrlHas();
    void takesOneOfManyOfAUrl();
    void countsGrowingBodies();
    void forgetsBodiesThatGoWhileTheyGrow();
    void dropsFailedBodies();
    void staysWithinItsBound_data();
    void staysWithinItsBound();
    void countsWhatIsAllocated_data();
    void countsWhatIsAllocated();
    void aLargeEntryThatIsUsedStays();
    void aScanLeavesWhatIsUsed();
    void whatIsTooLargeStaysOut();
    void takesANewCapacity();
    void purges();
    void purgesWhileOthersStore();
    void walks();
    void manyThreads();
};

void MemoryTierTest::findsWhatWasPut() {
    MemoryTier tier(mebibyte);
    QVERIFY(!tier.find("a"));
    const auto response = stored(1'000);
    tier.put("a", response);
    const auto found = tier.find("a");
    QVERIFY(found);
    QCOMPARE(found->list, std::vector{response});
    QVERIFY(!tier.find("b"));
    QCOMPARE(tier.stats().entries, uint64_t{1});
    QCOMPARE(tier.stats().insertions, uint64_t{1});
    const auto newer = stored(1'000);
    tier.put("a", newer);
    QCOMPARE(tier.find("a")->list, std::vector{newer});
    QCOMPARE(found->list, std::vector{response});
    QVERIFY(tier.removeAll("a"));
    QVERIFY(!tier.removeAll("a"));
    QCOMPARE(tier.stats().bytes, uint64_t{0});
    QCOMPARE(tier.stats().entries, uint64_t{0});
}

void MemoryTierTest::keepsVariantsNewestFirst() {
    MemoryTier tier(mebibyte);
    const auto de = variant("de"), en = variant("en"), other = variant("de");
    tier.put("a", de);
    tier.put("a", en);
    QCOMPARE(tier.find("a")->list, (std::vector{en, de}));
    tier.put("a", other);
    QCOMPARE(tier.find("a")->list, (std::vector{other, en}));
    QCOMPARE(tier.stats().entries, uint64_t{1});
}

void MemoryTierTest::boundsTheVariantsOfAKey() {
    MemoryTier tier(mebibyte);
    for (int i = 0; i < 100; ++i)
        tier.put("a", variant(std::to_string(i)));
    QCOMPARE(tier.find("a")->list.size(), Variants::maxVariants);
    QCOMPARE(tier.find("a")->list.front()->selecting.front().second, std::string("99"));
    for (int i = 0; i < 100; ++i)
        tier.put("b", variant(std::to_string(i), 60'000));
    QCOMPARE(tier.find("b")->list.size(), size_t{4});
    QVERIFY(tier.find("a"));
}

void MemoryTierTest::oneClientKeepsNobodysVariantsOut_data() {
    QTest::addColumn<int>("others");    // clients with a variant each
    QTest::addColumn<size_t>("bytes");  // of each of the one's
    QTest::addColumn<size_t>("own");    // that it keeps
    QTest::newRow("many") << 5 << size_t{100} << size_t{11};
    QTest::newRow("one for each") << 15 << size_t{100} << size_t{1};
    QTest::newRow("large ones") << 5 << size_t{60'000} << size_t{4};
}

void MemoryTierTest::oneClientKeepsNobodysVariantsOut() {
    QFETCH(int, others);
    QFETCH(size_t, bytes);
    QFETCH(size_t, own);
    MemoryTier tier(mebibyte);
    std::vector<StoredResponsePtr> kept;
    for (int i = 0; i < others; ++i) {
        kept.push_back(variant("other " + std::to_string(i), 100, 100 + static_cast<uint64_t>(i)));
        tier.put("a", kept.back());
    }
    for (int i = 0; i < 100; ++i)
        tier.put("a", variant(std::to_string(i), bytes, 1));
    const auto& list = tier.find("a")->list;
    for (const auto& one : kept)
        QVERIFY(std::find(list.begin(), list.end(), one) != list.end());
    const auto isOwn = [](const auto& one) { return one->client == 1; };
    QCOMPARE(std::count_if(list.begin(), list.end(), isOwn), static_cast<ptrdiff_t>(own));
    QCOMPARE(list.front()->selecting.front().second, std::string("99"));
    // Whoever has fewer gets room from who has more.
    const auto late = variant("late", 100, 2);
    tier.put("a", late);
    QCOMPARE(tier.find("a")->list.front(), late);
    for (const auto& one : kept) {
        const auto& now = tier.find("a")->list;
        QVERIFY(others == 15 || std::find(now.begin(), now.end(), one) != now.end());
    }
}

void MemoryTierTest::givesBackWhatMadeRoom() {
    MemoryTier tier(mebibyte);
    const auto first = variant("first", 100, 1);
    QVERIFY(tier.put("a", first).empty());
    QVERIFY(tier.put("a", variant("first", 100, 2)).empty());
    for (int i = 1; i < 16; ++i)
        QVERIFY(tier.put("a", variant(std::to_string(i), 100, 1)).empty());
    const auto gone = tier.put("a", variant("16", 100, 3));
    QCOMPARE(gone.size(), size_t{1});
    QCOMPARE(gone.front()->selecting.front().second, std::string("1"));
}

void MemoryTierTest::removesOneResponse() {
    MemoryTier tier(mebibyte);
    const auto de = variant("de"), en = variant("en");
    tier.put("a", de);
    tier.put("a", en);
    tier.remove("a", de);
    QCOMPARE(tier.find("a")->list, std::vector{en});
    tier.remove("a", de);
    QCOMPARE(tier.find("a")->list, std::vector{en});
    tier.remove("a", en);
    QVERIFY(!tier.find("a"));
    QCOMPARE(tier.stats().bytes, uint64_t{0});
}

void MemoryTierTest::keepsAllThatAUrlHas() {
    MemoryTier tier(mebibyte);
    const std::vector<std::string> keys{"http://a/", "http://a/ one", "http://a/ two",
                                        "http://a/x"};
    std::vector<StoredResponsePtr> responses;
    for (const std::string& key : keys) {
        responses.push_back(stored(100));
        tier.put(key, responses.back());
    }
    QCOMPARE(tier.stats().entries, uint64_t{4});
    for (size_t i = 0; i < keys.size(); ++i)
        QCOMPARE(tier.find(keys[i])->list, std::vector{responses[i]});
    QVERIFY(!tier.find("http://a/ three"));
    QVERIFY(!tier.find("http://a/x one"));
    size_t seen = 0;
    tier.walk([&](const Entry&) { ++seen; });
    QCOMPARE(seen, size_t{4});
    QVERIFY(tier.removeUrl("http://a/"));
    QVERIFY(!tier.removeUrl("http://a/"));
    QCOMPARE(tier.stats().entries, uint64_t{1});
    QVERIFY(tier.find("http://a/x"));
}

/// In whatever order they go.
void MemoryTierTest::takesOneOfManyOfAUrl() {
    for (size_t first = 0; first < 3; ++first) {
        MemoryTier tier(mebibyte);
        for (size_t i = 0; i < 3; ++i)
            tier.put("http://a/ " + std::to_string(i), stored(100));
        for (size_t i = 0; i < 3; ++i) {
            const std::string key = "http://a/ " + std::to_string((first + i) % 3);
            QVERIFY(tier.find(key));
            QVERIFY(tier.removeAll(key));
            QVERIFY(!tier.find(key));
            QCOMPARE(tier.stats().entries, uint64_t{2 - i});
        }
        QCOMPARE(tier.stats().bytes, uint64_t{0});
    }
    MemoryTier tier(mebibyte);
    for (size_t i = 0; i < 1'000; ++i)
        tier.put("http://a/ " + std::to_string(i), stored(10'000));
    QVERIFY(tier.stats().bytes <= mebibyte);
    QVERIFY(tier.find("http://a/ 999"));
}

void MemoryTierTest::countsGrowingBodies() {
    MemoryTier tier(mebibyte);
    const auto response = growing();
    tier.put("a", response);
    const uint64_t before = tier.stats().bytes;
    response->body->append(std::string(300'000, 'x'));
    QCOMPARE(tier.stats().bytes, before);
    tier.resized("a");
    QVERIFY(tier.stats().bytes >= 300'000);
    tier.resized("b");
    QCOMPARE(tier.stats().entries, uint64_t{1});
    for (int i = 0; i < 10; ++i) {
        response->body->append(std::string(100'000, 'x'));
        tier.resized("a");
    }
    QVERIFY(tier.stats().bytes <= mebibyte);
}

void MemoryTierTest::forgetsBodiesThatGoWhileTheyGrow() {
    MemoryTier tier(mebibyte);
    const auto evicted = growing(), replaced = growing(), removed = growing();
    tier.put("replaced", replaced);
    tier.put("replaced", stored(1));
    QVERIFY(!replaced->body->kept());
    tier.put("removed", removed);
    tier.removeAll("removed");
    QVERIFY(!removed->body->kept());
    tier.put("evicted", evicted);
    for (size_t i = 0; i < 1'000; ++i)
        tier.put(urlOf(i), stored(10'000));
    QVERIFY(!tier.find("evicted"));
    QVERIFY(!evicted->body->kept());
    // A 304 gives a new response for the same body.
    const auto first = growing();
    auto fresh = std::make_shared<StoredResponse>(*first);
    tier.put("a", first);
    tier.put("a", fresh);
    QVERIFY(first->body->kept());
    const auto complete = stored(10);
    tier.put("b", complete);
    tier.removeAll("b");
    QVERIFY(complete->body->kept());
}

void MemoryTierTest::dropsFailedBodies() {
    MemoryTier tier(mebibyte);
    const auto response = growing();
    tier.put("a", response);
    response->body->append("half");
    response->body->fail();
    tier.resized("a");
    QVERIFY(!tier.find("a"));
    QCOMPARE(tier.stats().entries, uint64_t{0});
}

void MemoryTierTest::staysWithinItsBound_data() {
    QTest::addColumn<size_t>("keys");
    QTest::addColumn<size_t>("mostBodyBytes");
    QTest::addRow("many small ones") << manyKeys << size_t{200};
    QTest::addRow("of all sizes") << manyKeys / 50 << size_t{200'000};
}

void MemoryTierTest::staysWithinItsBound() {
    QFETCH(size_t, keys);
    QFETCH(size_t, mostBodyBytes);
    constexpr uint64_t capacity = 32 * mebibyte;
    MemoryTier tier(capacity);
    Random random(1);
    const uint64_t before = allocatedBytes();
    uint64_t most = 0;
    for (size_t i = 0; i < keys; ++i) {
        tier.put(urlOf(i), stored(random.next() % mostBodyBytes));
        if (i % 500 != 0) continue;
        most = std::max(most, allocatedBytes() - before);
        QVERIFY(tier.stats().bytes <= capacity);
    }
    QVERIFY2(most <= capacity + spareBytes, qPrintable(QString::number(most)));
    QVERIFY(tier.stats().bytes > capacity * 9 / 10);
    QCOMPARE(tier.stats().insertions, uint64_t{keys});
    QCOMPARE(tier.stats().evictions, keys - tier.stats().entries);
    QVERIFY(tier.find(urlOf(keys - 1)));
}

void MemoryTierTest::countsWhatIsAllocated_data() {
    QTest::addColumn<size_t>("bytes");
    QTest::addColumn<bool>("varies");
    for (const size_t bytes : {0, 100, 1'000, 10'000, 200'000}) {
        QTest::addRow("%zu", bytes) << bytes << false;
        QTest::addRow("%zu, two variants", bytes) << bytes << true;
    }
}

/// Never less than glibc has handed out; at most 300 bytes an entry and 3 % more: the ghosts',
/// which come later.
void MemoryTierTest::countsWhatIsAllocated() {
    QFETCH(size_t, bytes);
    QFETCH(bool, varies);
    const size_t entries = bytes < 100'000 ? 500 : 50;
    MemoryTier tier(1024 * mebibyte);
    const uint64_t before = allocatedBytes();
    for (size_t i = 0; i < entries; ++i) {
        tier.put(urlOf(i), varies ? variant("de", bytes) : stored(bytes));
        if (varies) tier.put(urlOf(i), variant("en, but not as they speak it", bytes));
    }
    const uint64_t allocated = allocatedBytes() - before;
    const uint64_t counted = tier.stats().bytes;
    const QByteArray both = QByteArray::number(quint64(counted / entries)) + " counted, " +
                            QByteArray::number(quint64(allocated / entries)) + " allocated";
    QVERIFY2(counted >= allocated, both);
    QVERIFY2(allocated == 0 || counted <= allocated + allocated * 3 / 100 + 300 * entries, both);
}

void MemoryTierTest::aLargeEntryThatIsUsedStays() {
    MemoryTier tier(16 * mebibyte);
    tier.put("large", stored(2 * mebibyte));
    for (size_t i = 0; i < 20'000; ++i) {
        QVERIFY2(tier.find("large"), qPrintable(QString::number(i)));
        tier.put(urlOf(i), stored(10'000));
    }
}

void MemoryTierTest::aScanLeavesWhatIsUsed() {
    MemoryTier tier(4 * mebibyte);
    constexpr size_t used = 100;
    for (int round = 0; round < 3; ++round) {
        for (size_t i = 0; i < used; ++i) {
            if (!tier.find(urlOf(i))) tier.put(urlOf(i), stored(10'000));
        }
    }
    for (size_t i = used; i < 10'000; ++i)
        tier.put(urlOf(i), stored(10'000));
    size_t left = 0;
    for (size_t i = 0; i < used; ++i)
        left += tier.find(urlOf(i)) != nullptr;
    QCOMPARE(left, used);
}

void MemoryTierTest::whatIsTooLargeStaysOut() {
    MemoryTier tier(mebibyte);
    tier.put("a", stored(100));
    tier.put("b", stored(2 * mebibyte));
    QVERIFY(!tier.find("b"));
    QVERIFY(tier.stats().bytes <= mebibyte);
}

void MemoryTierTest::takesANewCapacity() {
    MemoryTier tier(4 * mebibyte);
    for (size_t i = 0; i < 300; ++i)
        tier.put(urlOf(i), stored(10'000));
    QCOMPARE(tier.stats().evictions, uint64_t{0});
    tier.setCapacity(mebibyte);
    QCOMPARE(tier.stats().capacity, mebibyte);
    QVERIFY(tier.stats().bytes <= mebibyte);
    QVERIFY(tier.stats().entries > 80);
    tier.setCapacity(0);
    QCOMPARE(tier.stats().entries, uint64_t{0});
    tier.put("a", stored(1));
    QVERIFY(!tier.find("a"));
}

void MemoryTierTest::purges() {
    MemoryTier tier(16 * mebibyte);
    for (size_t i = 0; i < 1'000; ++i)
        tier.put(urlOf(i), stored(10));
    const auto ends = [](const Entry& entry) { return entry.key.find("7?") != std::string::npos; };
    QCOMPARE(tier.purge(ends), uint64_t{100});
    QCOMPARE(tier.purge(ends), uint64_t{0});
    QVERIFY(!tier.find(urlOf(17)) && tier.find(urlOf(18)));
    QCOMPARE(tier.purge([](const Entry&) { return true; }), uint64_t{900});
    QCOMPARE(tier.stats().bytes, uint64_t{0});
}

/// What was there when the purge began is gone when it ends, however the tables grow meanwhile.
void MemoryTierTest::purgesWhileOthersStore() {
    MemoryTier tier(256 * mebibyte);
    std::atomic<bool> stop = false;
    std::thread other([&] {
        for (size_t i = 0; !stop && i < 100'000; ++i)
            tier.put(urlOf(1'000'000 + i), stored(10));
    });
    for (int round = 0; round < 20; ++round) {
        for (size_t i = 0; i < 200; ++i)
            tier.put(urlOf(i), stored(10));
        tier.purge([](const Entry& entry) { return entry.key.size() < urlOf(1'000).size(); });
        for (size_t i = 0; i < 200; ++i)
            QVERIFY(!tier.find(urlOf(i)));
    }
    stop = true;
    other.join();
}

void MemoryTierTest::walks() {
    MemoryTier tier(16 * mebibyte);
    for (size_t i = 0; i < 2'000; ++i)
        tier.put(urlOf(i), stored(100 + i));
    tier.find(urlOf(59));
    tier.peek(urlOf(59));
    QCOMPARE(tier.peek(urlOf(2'000)), nullptr);
    std::set<std::string> seen;
    tier.walk([&](const Entry& entry) {
        seen.insert(entry.key);
        QCOMPARE(entry.hits, uint64_t{entry.key == urlOf(59)});
    });
    QCOMPARE(seen.size(), size_t{2'000});
}

/// Everything at once; the counts agree afterwards.
void MemoryTierTest::manyThreads() {
    MemoryTier tier(2 * mebibyte);
    const auto use = [&](uint64_t seed) {
        Random random(seed);
        for (int i = 0; i < 20'000; ++i) {
            const std::string key = urlOf(random.next() % 2'000);
            const auto found = tier.find(key);
            const uint64_t what = random.next() % 100;
            if (!found || what < 3) tier.put(key, stored(random.next() % 3'000));
            if (found && what < 2) tier.remove(key, found->list.front());
            if (what == 4) tier.removeAll(key);
            if (what == 5) tier.resized(key);
            if (i % 2'000 == 7) tier.walk([](const Entry& entry) { QVERIFY(entry.bytes > 0); });
            if (i % 5'000 == 9) tier.purge([&](const Entry& entry) { return entry.key == key; });
            if (i % 5'000 == 11) tier.setCapacity(mebibyte + random.next() % mebibyte);
        }
    };
    std::vector<std::thread> threads;
    for (uint64_t i = 0; i < 4; ++i)
        threads.emplace_back(use, i);
    for (std::thread& thread : threads)
        thread.join();
    QVERIFY(tier.stats().bytes <= tier.stats().capacity);
    uint64_t bytes = 0, entries = 0;
    tier.walk([&](const Entry& entry) {
        bytes += entry.bytes;
        ++entries;
    });
    QCOMPARE(bytes, tier.stats().bytes);
    QCOMPARE(entries, tier.stats().entries);
    QCOMPARE(tier.purge([](const Entry&) { return true; }), entries);
    QCOMPARE(tier.stats().bytes, uint64_t{0});
}

QTEST_GUILESS_MAIN(MemoryTierTest)
#include "memory_tier_test.moc"
