#include <QtTest>
#include <random>

#include "cache/cache_control.h"
#include "cache/conditional.h"
#include "cache/explain.h"
#include "cache/freshening.h"
#include "cache/freshness.h"
#include "cache/invalidation.h"
#include "cache/key.h"
#include "cache/lookup.h"
#include "cache/multipart_ranges.h"
#include "cache/purge_pattern.h"
#include "cache/selecting.h"
#include "cache/storability.h"
#include "cache/structured_dictionary.h"
#include "unit/cache/messages.h"

using namespace sluice;
using namespace sluice::cache;
using Kind = Verdict::Kind;

namespace {

/// Messages of fields that mean something to a cache, with values that often make no sense.
class Soup {
public:
    explicit Soup(uint32_t seed) : m_random(seed) {}

    size_t below(size_t limit) { return m_random() % limit; }

    http::HeaderMap fields(const std::vector<const char*>& names) {
        http::HeaderMap fields;
        for (size_t n = below(8); n > 0; --n)
            fields.add(names[below(names.size())], value());
        return fields;
    }
    http::RequestHead request() {
        http::RequestHead request = requestOf({}, below(4) == 0 ? "HEAD" : "GET");
        request.fields = fields({"Cache-Control", "Cache-Control", "Pragma", "Authorization",
                                 "Accept-Encoding", "Accept-Language", "Cookie", "Range",
                                 "If-None-Match", "If-Modified-Since", "If-Range", "A", "B"});
        return request;
    }
    http::ResponseHead response() {
        const std::array statuses{200, 200, 200, 200, 204, 206, 301, 302, 304, 404, 500, 599};
        http::ResponseHead response = responseOf({}, statuses[below(statuses.size())]);
        response.fields =
            fields({"Cache-Control", "Cache-Control", "Cache-Control", "CDN-Cache-Control",
                    "Expires", "Date", "Age", "Last-Modified", "ETag", "Vary", "Set-Cookie",
                    "Connection", "Location", "Content-Length", "Cache-Tag", "A", "B"});
        return response;
    }

private:
    std::string value() {
        static const std::vector<std::string> pieces{"max-age",
                                                     "s-maxage",
                                                     "=60",
                                                     "=0",
                                                     "=\"5\"",
                                                     "=",
                                                     "=x",
                                                     "no-cache",
                                                     "no-store",
                                                     "private",
                                                     "public",
                                                     "\"a\"",
                                                     "W/\"a\"",
                                                     "\"",
                                                     "must-revalidate",
                                                     "immutable",
                                                     "max-stale",
                                                     "min-fresh",
                                                     "*",
                                                     "only-if-cached",
                                                     "stale-while-revalidate=99",
                                                     "stale-if-error=99",
                                                     "must-understand",
                                                     "bytes=0-",
                                                     "bytes=-5",
                                                     "1-2",
                                                     "gzip",
                                                     ";q=0.5",
                                                     "A",
                                                     "b",
                                                     "close",
                                                     "60",
                                                     "-1",
                                                     "2147483649",
                                                     "\\",
                                                     ", ",
                                                     ",",
                                                     ", ",
                                                     " ",
                                                     "\t",
                                                     "/x/../y",
                                                     "http://",
                                                     "example.test",
                                                     "%7e",
                                                     "%",
                                                     "?",
                                                     "\xff"};
        if (below(5) == 0) return dateAt(Seconds(static_cast<int>(below(400)) - 200));
        std::string text;
        for (size_t n = below(6); n > 0; --n)
            text += pieces[below(pieces.size())];
        return std::string(http::trimmed(text));
    }

    std::mt19937 m_random;
};

const Options kOptions = [] {
    Options options;
    options.defaultTtl = Seconds(300);
    return options;
}();
constexpr int kRounds = 5'000;

bool isServed(const Verdict& verdict) {
    return verdict.kind == Kind::hit || verdict.kind == Kind::staleWhileRevalidate;
}

}  // namespace

/// What must hold for all messages, however broken.
class RulesSoupTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void neverStoresWhatIsForbidden();
    void neverStoresMoreForAProhibition_data();
    void neverStoresMoreForAProhibition();
    void neverServesMoreForADemand_data();
    void neverServesMoreForADemand();
    void neverServesStaleUnasked();
    void onlyGrowsOlder();
    void serveTheSameRequest();
    void survivesAll();
    void survivesBytes();
};

void RulesSoupTest::neverStoresWhatIsForbidden() {
    Soup soup(1);
    int stored = 0;
    for (int i = 0; i < kRounds; ++i) {
        const auto request = soup.request();
        const auto response = soup.response();
        if (!judge(request, response, kOptions, kNow)) continue;
        ++stored;
        const CacheControl control = responseDirectives(response.fields);
        QVERIFY(request.method == "GET");
        QVERIFY(response.status != 206 && response.status != 304);
        QVERIFY(!control.isPrivate);
        QVERIFY(!control.noStore || control.mustUnderstand);
        QVERIFY(!requestDirectives(request.fields).noStore);
        QVERIFY(varyNames(response.fields));
        QVERIFY(!request.fields.contains("Authorization") || control.isPublic || control.sMaxAge ||
                control.mustRevalidate);
        const StoredResponse kept = makeStored(request, response, kNow, kNow, kOptions, "r");
        for (const char* name : {"Age", "Connection", "Content-Length"})
            QVERIFY(!kept.fields.contains(name));
        QVERIFY(parseHttpDate(kept.fields.find("Date").value_or("")));
        QVERIFY(matches(kept, request.fields));
    }
    QVERIFY(stored > kRounds / 20);
}

void RulesSoupTest::neverStoresMoreForAProhibition_data() {
    QTest::addColumn<std::string>("line");
    for (const char* line : {"Cache-Control: no-store", "Cache-Control: private",
                             "Cache-Control: NO-STORE, foo", "Vary: *"})
        QTest::newRow(line) << std::string(line);
}

void RulesSoupTest::neverStoresMoreForAProhibition() {
    QFETCH(std::string, line);
    const http::HeaderMap addition = fieldsOf(line);
    const auto added = addition.at(0);
    Soup soup(2);
    for (int i = 0; i < kRounds; ++i) {
        const auto request = soup.request();
        auto response = soup.response();
        const bool before = judge(request, response, kOptions, kNow).isStorable();
        response.fields.add(added.name, added.value);
        const bool after = judge(request, response, kOptions, kNow).isStorable();
        QVERIFY2(before || !after, textOf(response.fields).c_str());
        const CacheControl control = responseDirectives(response.fields);
        if (!control.isTargeted && !control.mustUnderstand) QVERIFY(!after);
    }
}

void RulesSoupTest::neverServesMoreForADemand_data() {
    QTest::addColumn<std::string>("line");
    for (const char* line :
         {"Cache-Control: no-cache", "Cache-Control: no-store", "Cache-Control: max-age=0",
          "Cache-Control: min-fresh=30", "Cache-Control: max-age=5"})
        QTest::newRow(line) << std::string(line);
}

void RulesSoupTest::neverServesMoreForADemand() {
    QFETCH(std::string, line);
    const http::HeaderMap addition = fieldsOf(line);
    const auto added = addition.at(0);
    Soup soup(3);
    for (int i = 0; i < kRounds; ++i) {
        auto request = soup.request();
        const Variants variants{
            {sharedOf(makeStored(request, soup.response(), kNow, kNow, kOptions, "r"))}};
        const WallTime now = kNow + Seconds(soup.below(120));
        request.fields.remove("Pragma");  // has no meaning any more beside Cache-Control
        const Verdict before = decide(&variants, request, now, kOptions);
        request.fields.add(added.name, added.value);
        const Verdict after = decide(&variants, request, now, kOptions);
        QVERIFY2(isServed(before) || !isServed(after), textOf(request.fields).c_str());
    }
}

void RulesSoupTest::neverServesStaleUnasked() {
    Soup soup(4);
    int served = 0;
    for (int i = 0; i < kRounds; ++i) {
        const auto request = soup.request();
        const auto stored =
            sharedOf(makeStored(request, soup.response(), kNow, kNow, kOptions, "r"));
        const Variants variants{{stored}};
        const WallTime now = kNow + Seconds(soup.below(400));
        const Verdict verdict = decide(&variants, request, now, kOptions);
        if (!isServed(verdict)) continue;
        ++served;
        QVERIFY(!stored->reuse.noCache);
        QVERIFY(!requestDirectives(request.fields).noCache);
        if (freshFor(*stored, now) > Seconds(0)) continue;
        QVERIFY(!stored->reuse.mustRevalidate);
        QVERIFY(requestDirectives(request.fields).maxStale ||
                stored->reuse.staleWhileRevalidate > Seconds(0));
    }
    QVERIFY(served > kRounds / 20);
}

void RulesSoupTest::onlyGrowsOlder() {
    Soup soup(5);
    for (int i = 0; i < kRounds; ++i) {
        const auto stored = makeStored(soup.request(), soup.response(), kNow, kNow, kOptions, "r");
        Seconds age{0};
        for (int step = -2; step < 5; ++step) {
            const Seconds next = currentAge(stored, kNow + Seconds(step * 30));
            QVERIFY(next >= age);
            age = next;
        }
        QVERIFY(stored.reuse.lifetime >= Seconds(0));
        QVERIFY(stored.reuse.lifetime <= Seconds(2147483648));
    }
}

/// A response is an answer to the request that brought it, also once it is freshened.
void RulesSoupTest::serveTheSameRequest() {
    Soup soup(6);
    for (int i = 0; i < kRounds; ++i) {
        const auto request = soup.request();
        const auto response = soup.response();
        if (!varyNames(response.fields)) continue;
        const auto stored = makeStored(request, response, kNow, kNow, kOptions, "r");
        QVERIFY(matches(stored, request.fields));
        auto update = soup.response();
        update.fields.remove("Vary");
        const auto fresh = freshened(stored, update, request, kNow, kNow + Seconds(9), kOptions);
        if (fresh) QVERIFY(matches(*fresh, request.fields));
        if (fresh) QCOMPARE(fresh->received, kNow + Seconds(9));
    }
}

void RulesSoupTest::survivesAll() {
    Soup soup(7);
    for (int i = 0; i < kRounds; ++i) {
        const auto request = soup.request();
        const auto response = soup.response();
        const auto stored = makeStored(request, response, kNow, kNow, kOptions, "r");
        const uint64_t size = soup.below(20);
        const RangePlan plan = planRange(stored, request, size);
        for (const ByteRange& range : plan.ranges)
            QVERIFY(range.first <= range.last && range.last < size);
        if (plan.ranges.size() > 1) MultipartRanges(stored, plan.ranges, size, "b");
        if (isNotModified(stored, request)) QVERIFY(notModifiedHead(stored).status == 304);
        auto validation = request.fields;
        validatorsFor(stored, validation);
        QVERIFY(!validation.contains("Range"));
        auto post = request;
        post.method = "POST";
        for (const std::string& key : keysToInvalidate(post, response))
            QVERIFY(key.starts_with("http://example.test/"));
        QVERIFY(explainStoring(request, response, kNow, kNow, kOptions).back().decided);
    }
}

void RulesSoupTest::survivesBytes() {
    std::mt19937 random(8);
    const std::string_view often = "\"\\,=;()?*: abcW/01%-.";
    for (int i = 0; i < kRounds; ++i) {
        std::string text;
        for (size_t n = random() % 24; n > 0; --n)
            text += random() % 4 ? often[random() % often.size()] : static_cast<char>(random());
        if (i % 3 == 0) text.insert(0, i % 2 ? "/" : "http://a");
        parseDictionary(text);
        parseHttpDate(text);
        keyForUrl("http://a/" + text);
        keyForUrl(text);
        keyFor(requestOf({}, "GET", text));
        if (const auto pattern = PurgePattern::parse(text)) {
            const auto again = PurgePattern::parse(pattern->toText());
            QVERIFY(again && *again == *pattern);
            pattern->matches("http://a/" + text, {});
        }
        http::HeaderMap fields;
        for (const char* name : {"Cache-Control", "CDN-Cache-Control", "Vary", "Range",
                                 "If-None-Match", "Accept-Language", "Cache-Tag"})
            fields.add(name, text);
        responseDirectives(fields);
        requestDirectives(fields);
        const auto names = varyNames(fields);
        if (names) selectingFields(fields, *names);
        tagsOf(fields);
        QVERIFY(selectingFields(fields, {"accept-language", "range"}).size() == 2);
    }
}

QTEST_APPLESS_MAIN(RulesSoupTest)
#include "rules_soup_test.moc"
