#include "engine/cache_survey.h"

#include <QtTest>

#include "cache/body.h"
#include "unit/event/epoll_main.h"

using namespace sluice;
using engine::CacheSurvey;

namespace {

constexpr int patience_ms = 30000;
constexpr uint64_t capacity = 64 * 1024 * 1024;

std::shared_ptr<cache::Store> storeOf(size_t entries) {
    auto store = std::make_shared<cache::Store>(capacity);
    for (size_t i = 0; i < entries; ++i) {
        cache::StoredResponse response;
        response.body = cache::Body::of("x");
        store->memory.put("http://a.test/" + std::to_string(i),
                          std::make_shared<const cache::StoredResponse>(std::move(response)));
    }
    return store;
}

}  // namespace

class CacheSurveyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersInTurn();
    void refusesTooMany();
    void saysNothingOnceDestroyed();
};

void CacheSurveyTest::answersInTurn() {
    const auto store = storeOf(30);
    CacheSurvey survey;
    std::vector<uint64_t> matching;
    for (const char* text : {"", "/1", "/29"}) {
        survey.ask({store, {.text = text}, {}, [&](const Result<cache::Contents>& contents) {
                        matching.push_back(contents ? contents->matching : 0);
                    }});
    }
    QVERIFY(matching.empty());
    QTRY_COMPARE_WITH_TIMEOUT(matching.size(), size_t(3), patience_ms);
    QCOMPARE(matching, (std::vector<uint64_t>{30, 11, 1}));
}

void CacheSurveyTest::refusesTooMany() {
    const auto store = storeOf(1);
    CacheSurvey survey;
    size_t refused = 0, answered = 0;
    const auto count = [&](const Result<cache::Contents>& contents) {
        ++(contents ? answered : refused);
    };
    for (size_t i = 0; i < CacheSurvey::mostWaiting + 3; ++i)
        survey.ask({store, {}, {}, count});
    QCOMPARE(refused, size_t(2));  // one is being answered, the others wait
    QTRY_COMPARE_WITH_TIMEOUT(answered, CacheSurvey::mostWaiting + 1, patience_ms);
}

void CacheSurveyTest::saysNothingOnceDestroyed() {
    bool told = false;
    {
        const auto store = storeOf(20'000);
        CacheSurvey survey;
        for (int i = 0; i < 3; ++i)
            survey.ask({store, {}, {}, [&](const auto&) { told = true; }});
    }
    QCoreApplication::processEvents();
    QVERIFY(!told);
}

EPOLL_TEST_MAIN(CacheSurveyTest)
#include "cache_survey_test.moc"
