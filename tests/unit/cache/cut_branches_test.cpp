#include "cache/cut_branches.h"

#include <QtTest>

#include "cache/body.h"
#include "cache/store.h"
#include "unit/cache/messages.h"

using namespace sluice::cache;

namespace {

constexpr auto kMoment = std::chrono::milliseconds(1);

}  // namespace

class CutBranchesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatLiesBelow_data();
    void tellsWhatLiesBelow();
    void countsFromThen();
    void boundsItsWork();
    void keepsTheLatest();
    void hidesWhatIsStored();
};

void CutBranchesTest::tellsWhatLiesBelow_data() {
    QTest::addColumn<std::string>("key");
    QTest::addColumn<bool>("cut");
    const auto row = [](const char* key, bool cut) {
        QTest::newRow(key) << std::string(key) << cut;
    };
    row("http://h/a/b/", true);
    row("http://h/a/b/c", true);
    row("http://h/a/b/c/d?e", true);
    row("http://h/a/b/?c", true);
    row("http://h/a/b", false);
    row("http://h/a/b/c 12ab https://name/x", true);
    row("http://h/a/bc 12ab https://h/a/b/c", false);
    row("http://h/a/bc", false);
    row("http://h/a/", false);
    row("http://h/", false);
    row("http://i/a/b/c", false);
    row("http://h/x?/a/b/c", false);
    row("http://h*", false);
}

void CutBranchesTest::tellsWhatLiesBelow() {
    QFETCH(std::string, key);
    CutBranches branches;
    QVERIFY(!branches.isCut(key, kNow));
    branches.cut("http://h/a/b/", kNow);
    QTEST(branches.isCut(key, kNow), "cut");
}

void CutBranchesTest::countsFromThen() {
    CutBranches branches;
    branches.cut("http://h/a/", kNow);
    QVERIFY(branches.isCut("http://h/a/b", kNow - Seconds(9)));
    QVERIFY(branches.isCut("http://h/a/b", kNow));
    QVERIFY(!branches.isCut("http://h/a/b", kNow + kMoment));
    branches.cut("http://h/a/", kNow - Seconds(9));  // a clock that was set back takes nothing away
    QVERIFY(branches.isCut("http://h/a/b", kNow));
}

void CutBranchesTest::boundsItsWork() {
    CutBranches branches;
    std::string key = "http://h";
    for (int i = 0; i < 40; ++i)
        key += "/a";
    QVERIFY(!branches.isCut(key, kNow));
    branches.cut("http://h/b/", kNow);
    QVERIFY(branches.isCut(key, kNow));
    QVERIFY(!branches.isCut(key, kNow + kMoment));
}

/// However many there are, none is forgotten.
void CutBranchesTest::keepsTheLatest() {
    const auto branches = std::make_unique<CutBranches>();
    for (int i = 0; i < 50'000; ++i)
        branches->cut("http://h/" + std::to_string(i) + "/", kNow + i * kMoment);
    for (int i = 0; i < 50'000; ++i)
        QVERIFY(branches->isCut("http://h/" + std::to_string(i) + "/a", kNow + i * kMoment));
    QVERIFY(!branches->isCut("http://h/0/a", kNow + 50'000 * kMoment));
}

void CutBranchesTest::hidesWhatIsStored() {
    Store store(1024 * 1024);
    const auto stored = [](WallTime requested, const char* request) {
        auto response = storedOf("Vary: A|Cache-Control: max-age=60", request);
        response.requested = requested;
        response.body = Body::of("a", {});
        return sharedOf(std::move(response));
    };
    const auto later = stored(kNow + kMoment, "A: 2");
    store.memory.put("http://h/a/b", stored(kNow, "A: 1"));
    store.memory.put("http://h/a/b", later);
    QCOMPARE(store.find("http://h/a/b")->list.size(), size_t(2));
    store.branches.cut("http://h/a/", kNow);
    QCOMPARE(store.find("http://h/a/b")->list, std::vector<StoredResponsePtr>{later});
    store.branches.cut("http://h/a/", kNow + kMoment);
    QVERIFY(!store.find("http://h/a/b"));
    QVERIFY(!store.peek("http://h/a/b"));
}

QTEST_APPLESS_MAIN(CutBranchesTest)
#include "cut_branches_test.moc"
