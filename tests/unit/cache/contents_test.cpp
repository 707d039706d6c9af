#include "cache/contents.h"

#include <QtTest>

#include "cache/body.h"
#include "cache/store.h"
#include "unit/cache/messages.h"

using namespace sluice::cache;

namespace {

using Order = ContentsQuery::Order;

constexpr uint64_t capacity = 64 * 1024 * 1024;

StoredResponsePtr response(std::string_view fields, size_t bytes, const std::string& route,
                           Seconds received = Seconds(0)) {
    StoredResponse stored = makeStored(requestOf(), responseOf(fields), kNow + received,
                                       kNow + received, silentOptions(), route);
    stored.body = Body::of(std::string(bytes, 'x'));
    return sharedOf(std::move(stored));
}

std::string urlOf(size_t number) {
    return "http://example.test/item/" + std::to_string(number);
}

Contents contentsOf(const MemoryTier& memory, const ContentsQuery& query = {}) {
    return contentsOf(memory, query, silentOptions(), kNow + Seconds(10));
}

}  // namespace

class ContentsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void describesAnEntry();
    void ordersAndBounds_data();
    void ordersAndBounds();
    void searches();
    void stopsWhenAsked();
    void sumsUpTypesAndRoutes();
    void sumsUpTheRest();
    void tellsTheReason_data();
    void tellsTheReason();
};

void ContentsTest::describesAnEntry() {
    MemoryTier memory(capacity);
    memory.put(urlOf(1), response("Cache-Control: max-age=60|Content-Type: text/html; charset=x",
                                  100, "pages"));
    memory.find(urlOf(1));
    const Contents contents = contentsOf(memory);
    QCOMPARE(contents.urls.size(), size_t{1});
    const StoredUrl& url = contents.urls.front();
    QCOMPARE(url.key, urlOf(1));
    QCOMPARE(url.route, std::string("pages"));
    QCOMPARE(url.contentType, std::string("text/html"));
    QCOMPARE(url.status, 200);
    QCOMPARE(url.variants, size_t{1});
    QCOMPARE(url.hits, uint64_t{1});
    QCOMPARE(url.bytes, memory.stats().bytes);
    QCOMPARE(url.age, Seconds(10));
    QCOMPARE(url.freshFor, Seconds(50));
    QCOMPARE(url.lifetime, Seconds(60));
    QCOMPARE(url.reason.text, std::string("max-age"));
}

void ContentsTest::ordersAndBounds_data() {
    QTest::addColumn<Order>("order");
    QTest::addColumn<std::string>("first");
    QTest::newRow("bytes") << Order::bytes << urlOf(49);
    QTest::newRow("hits") << Order::hits << urlOf(7);
    QTest::newRow("newest") << Order::newest << urlOf(0);
}

void ContentsTest::ordersAndBounds() {
    QFETCH(Order, order);
    QFETCH(std::string, first);
    MemoryTier memory(capacity);
    for (size_t i = 0; i < 50; ++i) {
        memory.put(urlOf(i), response("Cache-Control: max-age=60", 1'000 + i * 100, "a",
                                      -Seconds(static_cast<int>(i))));
    }
    memory.find(urlOf(7));
    const Contents contents = contentsOf(memory, {.text = {}, .most = 5, .order = order});
    QCOMPARE(contents.urls.size(), size_t{5});
    QCOMPARE(contents.urls.front().key, first);
    QCOMPARE(contents.entries, uint64_t{50});
    QCOMPARE(contents.matching, uint64_t{50});
    QCOMPARE(contents.bytes, memory.stats().bytes);
    QVERIFY(contentsOf(memory, {.text = {}, .most = 0, .order = order}).urls.empty());
}

void ContentsTest::searches() {
    MemoryTier memory(capacity);
    for (size_t i = 0; i < 30; ++i)
        memory.put(urlOf(i), response("Cache-Control: max-age=60", 10, "a"));
    const Contents contents = contentsOf(memory, {.text = "/2", .most = 4});
    QCOMPARE(contents.matching, uint64_t{11});
    QCOMPARE(contents.urls.size(), size_t{4});
    QCOMPARE(contents.entries, uint64_t{30});
    QCOMPARE(contentsOf(memory, {.text = "nowhere"}).matching, uint64_t{0});
}

void ContentsTest::stopsWhenAsked() {
    MemoryTier memory(capacity);
    memory.put(urlOf(1), response("Cache-Control: max-age=60", 100, "pages"));
    std::stop_source stop;
    stop.request_stop();
    const auto contents = contentsOf(memory, {}, silentOptions(), kNow, stop.get_token());
    QCOMPARE(contents.entries, uint64_t{0});
}

void ContentsTest::sumsUpTypesAndRoutes() {
    MemoryTier memory(capacity);
    memory.put(urlOf(1), response("Cache-Control: max-age=1|Content-Type: a/b", 9'000, "x"));
    memory.put(urlOf(2), response("Cache-Control: max-age=1|Content-Type: c/d", 100, "x"));
    memory.put(urlOf(3), response("Cache-Control: max-age=1", 20'000, "y"));
    const Contents contents = contentsOf(memory);
    QCOMPARE(contents.types.size(), size_t{3});
    QCOMPARE(contents.types[0].name, std::string("none"));
    QCOMPARE(contents.types[1].name, std::string("a/b"));
    QCOMPARE(contents.routes[1].name, std::string("x"));
    QCOMPARE(contents.routes[1].entries, uint64_t{2});
    QCOMPARE(contents.routes[0].bytes + contents.routes[1].bytes, contents.bytes);
}

void ContentsTest::sumsUpTheRest() {
    MemoryTier memory(capacity);
    for (size_t i = 0; i < 3'000; ++i) {
        memory.put(
            urlOf(i),
            response("Cache-Control: max-age=1|Content-Type: a/" + std::to_string(i), 10, "r"));
    }
    const Contents contents = contentsOf(memory);
    QCOMPARE(contents.types.size(), Contents::mostParts);
    QCOMPARE(contents.types.back().name, std::string("others"));
    uint64_t entries = 0;
    for (const auto& part : contents.types)
        entries += part.entries;
    QCOMPARE(entries, uint64_t{3'000});
}

void ContentsTest::tellsTheReason_data() {
    QTest::addColumn<std::string>("fields");
    QTest::addColumn<std::string>("path");
    QTest::addColumn<std::string>("reason");
    QTest::newRow("s-maxage") << std::string("Cache-Control: s-maxage=5") << std::string("/a")
                              << std::string("s-maxage");
    QTest::newRow("Expires") << "Expires: " + dateAt(Seconds(60)) << std::string("/a")
                             << std::string("Expires");
    QTest::newRow("rule") << std::string() << std::string("/static/a")
                          << std::string("rule /static");
    QTest::newRow("default") << std::string() << std::string("/a") << std::string("default_ttl");
    QTest::newRow("validator") << std::string("Cache-Control: no-cache, max-age=0|ETag: \"1\"")
                               << std::string("/a") << std::string("max-age");
}

void ContentsTest::tellsTheReason() {
    QFETCH(std::string, fields);
    QFETCH(std::string, path);
    QFETCH(std::string, reason);
    Options options;
    options.defaultTtl = Seconds(30);
    options.rules = {{"/static", Seconds(60)}};
    const StoredResponse stored =
        makeStored(requestOf({}, "GET", path), responseOf(fields), kNow, kNow, options, "route");
    QCOMPARE(reasonOf(stored.reuse, path, options).text, reason);
    options.defaultTtl = Seconds(7);
    options.rules.clear();
    const bool isOurs = reason == "rule /static" || reason == "default_ttl";
    QCOMPARE(reasonOf(stored.reuse, path, options).text, isOurs ? "an earlier rule" : reason);
}

QTEST_GUILESS_MAIN(ContentsTest)
#include "contents_test.moc"
