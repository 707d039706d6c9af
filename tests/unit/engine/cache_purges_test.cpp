#include "engine/cache_purges.h"

#include <QtTest>

#include "cache/body.h"
#include "unit/event/epoll_main.h"

using namespace sluice;
using cache::PurgePattern;
using engine::CachePurges;

namespace {

constexpr int patience_ms = 30000;
constexpr uint64_t capacity = 64 * 1024 * 1024;

std::string urlOf(size_t number) {
    return "http://a.test/" + std::to_string(number);
}

std::shared_ptr<cache::Store> storeOf(size_t entries) {
    auto store = std::make_shared<cache::Store>(capacity);
    for (size_t i = 0; i < entries; ++i) {
        cache::StoredResponse response;
        response.body = cache::Body::of("x");
        store->memory.put(urlOf(i),
                          std::make_shared<const cache::StoredResponse>(std::move(response)));
    }
    return store;
}

PurgePattern patternOf(const std::string& text) {
    return *PurgePattern::parse(text);
}

}  // namespace

class CachePurgesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void purgesOneKeyAtOnce();
    void purgesOthersTogether();
    void forgetsNothingWhenTooManyWait();
    void saysNothingOnceDestroyed();
};

void CachePurgesTest::purgesOneKeyAtOnce() {
    const auto store = storeOf(3);
    CachePurges purges;
    std::vector<uint64_t> purged;
    for (const size_t number : {1, 9})
        purges.purge(store, patternOf("url:" + urlOf(number)),
                     [&](uint64_t entries) { purged.push_back(entries); });
    QCOMPARE(purged, (std::vector<uint64_t>{1, 0}));
    QVERIFY(!store->memory.peek(urlOf(1)));
    QVERIFY(store->memory.peek(urlOf(2)));
}

void CachePurgesTest::purgesOthersTogether() {
    const auto store = storeOf(30);
    CachePurges purges;
    std::vector<uint64_t> purged;
    for (const char* text : {"url:/7", "prefix:/2", "tag:none", "all"})
        purges.purge(store, patternOf(text), [&](uint64_t entries) { purged.push_back(entries); });
    QVERIFY(purged.empty());
    QTRY_COMPARE_WITH_TIMEOUT(purged.size(), size_t(4), patience_ms);
    QCOMPARE(purged, (std::vector<uint64_t>{1, 11, 0, 18}));
}

void CachePurgesTest::forgetsNothingWhenTooManyWait() {
    const auto store = storeOf(30);
    CachePurges purges;
    size_t done = 0;
    while (!purges.isFull())
        purges.purge(store, patternOf("tag:none"), [&](uint64_t) { ++done; });
    const size_t taken = done + CachePurges::mostWaiting + 1;  // one of them runs
    purges.purge(store, patternOf("prefix:/2"), [&](uint64_t) { QFAIL("it was not taken"); });
    QTRY_COMPARE_WITH_TIMEOUT(done, taken, patience_ms);
    QCOMPARE(store->memory.stats().entries, uint64_t(0));
}

void CachePurgesTest::saysNothingOnceDestroyed() {
    bool told = false;
    {
        CachePurges purges;
        const auto store = storeOf(20'000);
        for (int i = 0; i < 3; ++i)
            purges.purge(store, patternOf("tag:none"), [&](uint64_t) { told = true; });
    }
    QCoreApplication::processEvents();
    QVERIFY(!told);
}

EPOLL_TEST_MAIN(CachePurgesTest)
#include "cache_purges_test.moc"
