#include <QtTest>
#include <map>

#include "cache/age.h"
#include "cache/conditional.h"
#include "cache/freshening.h"
#include "cache/invalidation.h"
#include "cache/key.h"
#include "cache/lookup.h"
#include "cache/storability.h"
#include "unit/cache/messages.h"

using namespace sluice;
using namespace sluice::cache;
using Kind = Verdict::Kind;

namespace {

/// A request at a time, what its server would answer, and what is to come of it.
struct Exchange {
    int at_s = 0;
    std::string request;
    std::string answer;
    std::string expected;
    int status = 200;
    const char* method = "GET";
    const char* target = "/a";
};

/// The rules as the gateway uses them, with a map for a store.
class SmallCache {
public:
    /// What became of it, and then the answer's field Name and its Age.
    std::string handle(const Exchange& exchange) {
        m_now = kNow + Seconds(exchange.at_s);
        auto request = requestOf(exchange.request, exchange.method, exchange.target);
        const std::string key = keyFor(request);
        const Verdict verdict = decide(&m_store[key], request, m_now, silentOptions());
        if (verdict.kind == Kind::hit) return served("hit", *verdict.response, request);
        if (verdict.kind == Kind::staleWhileRevalidate)
            return served("stale", *verdict.response, request);
        if (verdict.kind == Kind::onlyIfCached504) return "504";
        const auto answer =
            responseOf(exchange.answer + "|Date: " + formatHttpDate(m_now) + "|", exchange.status);
        if (verdict.kind == Kind::bypass) return bypassed(request, answer);
        const auto client = request;
        replaceConditions(verdict.response.get(), request.fields);
        if (exchange.status >= 500 && verdict.mayServeStaleOnError(m_now))
            return served("stale on error", *verdict.response, client);
        if (verdict.kind == Kind::validate && exchange.status == 304)
            return validated(key, *verdict.response, answer, request, client);
        return fetched(key, answer, request);
    }

private:
    std::string served(std::string how, const StoredResponse& stored,
                       const http::RequestHead& request) const {
        if (isNotModified(stored, request)) how += " 304";
        return how.append(" ")
            .append(stored.fields.find("Name").value_or("-"))
            .append(" ")
            .append(ageField(stored, m_now));
    }
    std::string bypassed(const http::RequestHead& request, const http::ResponseHead& answer) {
        for (const std::string& key : keysToInvalidate(request, answer))
            m_store.erase(key);
        return "bypass";
    }
    std::string validated(const std::string& key, const StoredResponse& stored,
                          const http::ResponseHead& answer, const http::RequestHead& request,
                          const http::RequestHead& client) {
        auto fresh = freshened(stored, answer, request, m_now, m_now, silentOptions());
        if (!fresh) return "other";
        const bool stays = bool(judge(request, *fresh, silentOptions()));
        const std::string text = served(stays ? "validated" : "validated last", *fresh, client);
        m_store.erase(key);
        if (stays) m_store[key].list.push_back(sharedOf(std::move(*fresh)));
        return text;
    }
    std::string fetched(const std::string& key, const http::ResponseHead& answer,
                        const http::RequestHead& request) {
        const auto storability = judge(request, answer, silentOptions(), m_now);
        if (!storability) return std::string(storability.text().name);
        auto& list = m_store[key].list;
        auto stored = sharedOf(makeStored(request, answer, m_now, m_now, silentOptions(), "r"));
        std::erase_if(list, [&](const auto& old) {
            return old->varyNames == stored->varyNames && old->selecting == stored->selecting;
        });
        list.insert(list.begin(), std::move(stored));
        return "stored";
    }

    std::map<std::string, Variants> m_store;
    WallTime m_now;
};

}  // namespace

using Exchanges = std::vector<Exchange>;
Q_DECLARE_METATYPE(Exchanges)

/// The rules as they work together, in stories of a few requests each.
class RulesTogetherTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsStories_data();
    void tellsStories();
};

void RulesTogetherTest::tellsStories_data() {
    QTest::addColumn<Exchanges>("exchanges");
    const auto story = [](const char* name, const Exchanges& exchanges) {
        QTest::newRow(name) << exchanges;
    };
    const char* one = "Name: 1|Cache-Control: max-age=10";
    const char* two = "Name: 2|Cache-Control: max-age=10";
    story("fresh, stale, fetched again", {{0, "", one, "stored"},
                                          {9, "", "", "hit 1 9"},
                                          {10, "", two, "stored"},
                                          {15, "", "", "hit 2 5"}});
    story("no lifetime, no validator", {{0, "", "Name: 1", "useless"}, {1, "", "", "useless"}});
    story("a validator alone", {{0, "", "Name: 1|ETag: \"a\"", "stored"},
                                {1, "", "ETag: \"a\"|Name: 2", "validated 2 0", 304},
                                {2, "", "ETag: \"a\"", "validated 2 0", 304},
                                {3, "", "ETag: \"b\"|Name: 3", "stored"}});
    story("a 304 renews the lifetime",
          {{0, "", "Name: 1|ETag: \"a\"|Cache-Control: max-age=10", "stored"},
           {20, "", "ETag: \"a\"", "validated 1 0", 304},
           {29, "", "", "hit 1 9"},
           {30, "", "ETag: \"a\"|Cache-Control: max-age=100", "validated 1 0", 304},
           {129, "", "", "hit 1 99"}});
    story("a 304 of something else", {{0, "", "ETag: \"a\"|Cache-Control: max-age=10", "stored"},
                                      {20, "", "ETag: \"b\"", "other", 304}});
    story("a 304 without validators",
          {{0, "", "Name: 1|ETag: \"a\"", "stored"}, {20, "", "", "validated 1 0", 304}});
    story("a 304 that forbids to store",
          {{0, "", "Name: 1|ETag: \"a\"", "stored"},
           {1, "", "ETag: \"a\"|Cache-Control: no-store", "validated last 1 0", 304},
           {2, "", "Name: 2|ETag: \"a\"", "stored"}});
    story("validated by date",
          {{0, "", "Name: 1|Cache-Control: max-age=1|Last-Modified: " + dateAt(Seconds(-99)),
            "stored"},
           {5, "", "Last-Modified: " + dateAt(Seconds(-99)), "validated 1 0", 304},
           {9, "", "Last-Modified: " + dateAt(Seconds(-50)), "other", 304}});
    story("the client's conditions, fresh and stale",
          {{0, "If-None-Match: \"x\"", "Name: 1|ETag: \"a\"|Cache-Control: max-age=10", "stored"},
           {5, "If-None-Match: \"a\"", "", "hit 304 1 5"},
           {6, "If-None-Match: \"x\"", "", "hit 1 6"},
           {20, "If-None-Match: \"a\"", "ETag: \"a\"", "validated 304 1 0", 304},
           {40, "If-None-Match: \"x\"", "ETag: \"a\"", "validated 1 0", 304}});
    story("HEAD is answered by GET's, and not stored", {{0, "", one, "method", 200, "HEAD"},
                                                        {1, "", one, "stored"},
                                                        {2, "", "", "hit 1 1", 200, "HEAD"}});
    story("variants", {{0, "A: 1", "Name: 1|Vary: A|Cache-Control: max-age=10", "stored"},
                       {1, "A: 2", "Name: 2|Vary: A|Cache-Control: max-age=10", "stored"},
                       {2, "A: 1", "", "hit 1 2"},
                       {2, "A: 2", "", "hit 2 1"},
                       {3, "", "Name: 3|Vary: A|Cache-Control: max-age=10", "stored"},
                       {4, "", "", "hit 3 1"},
                       {4, "A: 2", "", "hit 2 3"}});
    story("Vary that comes and goes", {{0, "A: 1", "Name: 1|Cache-Control: max-age=99", "stored"},
                                       {1, "A: 2", "", "hit 1 1"},
                                       {2, "A: 2|Cache-Control: no-cache",
                                        "Name: 2|Vary: A|Cache-Control: max-age=9", "stored"},
                                       {3, "A: 2", "", "hit 2 1"},
                                       {3, "A: 1", "", "hit 1 3"},
                                       {20, "A: 2", "Name: 3|Cache-Control: max-age=9", "stored"},
                                       {21, "A: 2", "", "hit 3 1"}});
    story("unsafe methods", {{0, "", one, "stored"},
                             {1, "", "", "bypass", 500, "POST"},
                             {2, "", "", "hit 1 2"},
                             {3, "", "", "bypass", 204, "DELETE"},
                             {4, "", two, "stored"},
                             {5, "", "Content-Location: a", "bypass", 200, "PUT", "/b"},
                             {6, "", one, "stored"},
                             {7, "", "", "bypass", 200, "OPTIONS"},
                             {8, "", "", "hit 1 2"}});
    story("errors and what may stand in for them",
          {{0, "", "Name: 1|Cache-Control: max-age=10, stale-if-error=20", "stored"},
           {20, "", "", "stale on error 1 20", 503},
           {29, "Cache-Control: no-cache", "", "status", 503},
           {30, "", "", "status", 503},
           {40, "Cache-Control: stale-if-error=100", "", "stale on error 1 40", 500}});
    story(
        "never instead of an error",
        {{0, "", "Name: 1|Cache-Control: max-age=10, stale-if-error=20, must-revalidate", "stored"},
         {11, "Cache-Control: stale-if-error=99", "", "status", 503}});
    story("stale while it is revalidated",
          {{0, "", "Name: 1|Cache-Control: max-age=0, stale-while-revalidate=10", "stored"},
           {5, "", "", "stale 1 5"},
           {11, "", two, "stored"},
           {12, "", "", "hit 2 1"}});
    story("what clients want", {{0, "Cache-Control: only-if-cached", "", "504"},
                                {0, "Cache-Control: no-store", one, "bypass"},
                                {0, "", one, "stored"},
                                {5, "Cache-Control: only-if-cached", "", "hit 1 5"},
                                {5, "Cache-Control: max-age=4", two, "stored"},
                                {9, "Cache-Control: min-fresh=7", one, "stored"},
                                {25, "Cache-Control: max-stale=6", "", "hit 1 16"},
                                {25, "Cache-Control: max-stale=5, only-if-cached", "", "504"}});
    story("credentials",
          {{0, "Authorization: x", one, "authorization"},
           {1, "Authorization: x", "Name: 2|Cache-Control: public, max-age=10", "stored"},
           {2, "", "", "hit 2 1"}});
    story("for this cache alone",
          {{0, "", "Name: 1|Cache-Control: no-store|CDN-Cache-Control: max-age=10", "stored"},
           {5, "", "", "hit 1 5"},
           {11, "", "Name: 2|Cache-Control: max-age=10|CDN-Cache-Control: private", "private"}});
    story("older than it seems", {{0, "", std::string(one) + "|Age: 8", "stored"},
                                  {1, "", "", "hit 1 9"},
                                  {2, "", two, "stored"}});
    story("other queries, other answers", {{0, "", one, "stored", 200, "GET", "/a?b=1"},
                                           {1, "", two, "stored", 200, "GET", "/a?b=2"},
                                           {2, "", "", "hit 1 2", 200, "GET", "/a?b=1"},
                                           {2, "", "", "hit 1 2", 200, "GET", "/x/../%61?b=%31"}});
}

void RulesTogetherTest::tellsStories() {
    QFETCH(Exchanges, exchanges);
    SmallCache cache;
    for (const Exchange& exchange : exchanges)
        QCOMPARE(QByteArray::fromStdString(cache.handle(exchange)),
                 QByteArray::fromStdString(exchange.expected));
}

QTEST_APPLESS_MAIN(RulesTogetherTest)
#include "rules_together_test.moc"
