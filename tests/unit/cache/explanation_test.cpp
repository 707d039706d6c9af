#include "cache/explanation.h"

#include <QtTest>
#include <atomic>
#include <thread>

#include "cache/body.h"
#include "cache/key.h"
#include "unit/cache/messages.h"

using namespace sluice;
using namespace sluice::cache;

namespace {

using State = Explanation::State;

void refuse(Store& store, const http::RequestHead& request, const http::ResponseHead& response,
            Refusal::Cause cause = Refusal::Cause::rule) {
    Refusal refusal = refusalOf(keyFor(request), request, response, {});
    refusal.cause = cause;
    refusal.requested = refusal.received = kNow;
    store.refusals.add(std::move(refusal));
}

Explanation explained(const Store& store, const http::RequestHead& request) {
    return explain(store, request, kNow + Seconds(4), silentOptions());
}

std::string decisive(const std::vector<Step>& steps) {
    return steps.empty() || !steps.back().decided ? "" : steps.back().text;
}

}  // namespace

class ExplanationTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ofWhatIsStored();
    void ofWhatWasNot();
    void ofWhatIsTooLarge();
    void ofWhatIsUnknown();
    void ofAnotherVariant();
    void keepsNoSecrets();
    void refusalsAreFew();
    void refusalsFromManyThreads();
};

void ExplanationTest::ofWhatIsStored() {
    Store store(1 << 24);
    const auto request = requestOf();
    StoredResponse stored = storedOf("Cache-Control: max-age=60");
    stored.body = Body::of("x");
    store.memory.put(keyFor(request), sharedOf(std::move(stored)));
    const Explanation explanation = explained(store, request);
    QCOMPARE(explanation.state, State::stored);
    QCOMPARE(explanation.freshFor, Seconds(56));
    QCOMPARE(explanation.age, Seconds(4));
    QCOMPARE(decisive(explanation.lookup), std::string("served from the cache"));
    QCOMPARE(decisive(explanation.storing),
             std::string("stored: the origin gave max-age, for 60 s"));
    QCOMPARE(explanation.summary, std::string("Stored by max-age, fresh for 56 s more."));
    QCOMPARE(explanation.answer.front().second, std::string("max-age=60"));
}

void ExplanationTest::ofWhatWasNot() {
    Store store(1 << 24);
    const auto request = requestOf();
    refuse(store, request, responseOf("Cache-Control: private"));
    const Explanation explanation = explained(store, request);
    QCOMPARE(explanation.state, State::notStored);
    QCOMPARE(explanation.age, Seconds(4));
    QCOMPARE(explanation.status, 200);
    QCOMPARE(explanation.storing.back().section, std::string_view("RFC 9111 section 5.2.2.7"));
    QCOMPARE(explanation.summary,
             std::string("Not stored: the origin said private, and this cache is shared."));
}

void ExplanationTest::ofWhatIsTooLarge() {
    Store store(1 << 24);
    const auto request = requestOf();
    refuse(store, request, responseOf("Cache-Control: max-age=60"), Refusal::Cause::size);
    const Explanation explanation = explained(store, request);
    QCOMPARE(explanation.state, State::notStored);
    QVERIFY(decisive(explanation.storing).find("max_entry_bytes") != std::string::npos);
    const auto decided = std::count_if(explanation.storing.begin(), explanation.storing.end(),
                                       [](const Step& step) { return step.decided; });
    QCOMPARE(decided, 1);
}

void ExplanationTest::ofWhatIsUnknown() {
    const Store store(1 << 24);
    const Explanation explanation = explained(store, requestOf());
    QCOMPARE(explanation.state, State::unknown);
    QVERIFY(explanation.storing.empty());
    QCOMPARE(explanation.status, 0);
}

void ExplanationTest::ofAnotherVariant() {
    Store store(1 << 24);
    StoredResponse stored = storedOf("Cache-Control: max-age=60|Vary: Accept", "Accept: text/html");
    stored.body = Body::of("x");
    const auto request = requestOf("Accept: image/png");
    store.memory.put(keyFor(request), sharedOf(std::move(stored)));
    const Explanation explanation = explained(store, request);
    QCOMPARE(explanation.state, State::unknown);
    QVERIFY(explanation.lookup.front().text.starts_with("none of the 1 stored"));
}

void ExplanationTest::keepsNoSecrets() {
    const auto request = requestOf("Authorization: Basic c2VjcmV0|Cookie: secret|X-Key: secret");
    const auto response = responseOf("Set-Cookie: secret|X-Token: secret|ETag: \"1\"");
    const Refusal refusal = refusalOf("k", request, response, {});
    QVERIFY(refusal.request.fields.contains("Authorization"));
    QVERIFY(refusal.response.fields.contains("Set-Cookie"));
    QVERIFY(refusal.response.fields.contains("ETag"));
    for (const auto* fields : {&refusal.request.fields, &refusal.response.fields}) {
        for (const auto field : *fields) {
            QVERIFY(field.value.find("secret") == std::string_view::npos);
            QVERIFY(field.value.find("c2VjcmV0") == std::string_view::npos);
        }
    }
}

void ExplanationTest::refusalsAreFew() {
    Refusals refusals;
    const TimePoint now = TimePoint(std::chrono::hours(1));
    QVERIFY(refusals.wants("a", now));
    QVERIFY(!refusals.wants("a", now + std::chrono::milliseconds(900)));
    QVERIFY(refusals.wants("a", now + std::chrono::seconds(1)));
    size_t taken = 0;
    for (int i = 0; i < 100'000; ++i)
        taken += refusals.wants(std::to_string(i), now + std::chrono::seconds(9));
    QCOMPARE(taken, Refusals::places);
    refusals.add(refusalOf("a", requestOf(), responseOf(), {}));
    QVERIFY(refusals.find("a"));
    QVERIFY(!refusals.find("b"));
}

void ExplanationTest::refusalsFromManyThreads() {
    Refusals refusals;
    std::atomic<int> found = 0;
    const auto use = [&](int first) {
        for (int i = first; i < first + 5'000; ++i) {
            const std::string key = std::to_string(i % 97);
            refusals.add(refusalOf(key, requestOf(), responseOf("ETag: \"1\""), {}));
            found += refusals.find(key) != nullptr;
        }
    };
    std::thread other(use, 50);
    use(0);
    other.join();
    QVERIFY(found > 0);
}

QTEST_GUILESS_MAIN(ExplanationTest)
#include "explanation_test.moc"
