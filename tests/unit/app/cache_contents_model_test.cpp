#include "cache_contents_model.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace sluice;
using namespace sluice::desktop;
using cache::Seconds;

namespace {

constexpr uint64_t capacity = 1'000'000;

CacheContentsPtr contents(uint64_t matching) {
    cache::Contents result;
    cache::StoredUrl url;
    url.key = "http://a:80/x";
    url.contentType = "text/html";
    url.bytes = 2'500;
    url.age = Seconds(30);
    url.lifetime = Seconds(120);
    url.freshFor = Seconds(90);
    url.reason.text = "max-age";
    result.urls = {url, url};
    result.urls[1].key = "http://b/y";
    result.urls[1].freshFor = Seconds(-1);
    result.matching = matching;
    result.types = {{"text/html", 250'000, 2}};
    result.routes = {{"web", 250'000, 2}};
    return std::make_shared<const cache::Contents>(result);
}

}  // namespace

class CacheContentsModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void asksWhileSomebodyLooks();
    void asksAgainWhatChangedMeanwhile();
    void asksAgainWhatCouldNotBeListed();
    void showsEntries();
    void sumsUpByTypeOrRoute();
    void forgetsWithoutACache();

private:
    std::unique_ptr<CacheContentsModel> m_model;
    QList<cache::ContentsQuery> m_asked;
};

void CacheContentsModelTest::init() {
    m_asked.clear();
    m_model = std::make_unique<CacheContentsModel>();
    connect(m_model.get(), &CacheContentsModel::asked, this,
            [this](const cache::ContentsQuery& query) { m_asked.append(query); });
}

void CacheContentsModelTest::asksWhileSomebodyLooks() {
    m_model->tick(capacity, {});
    QVERIFY(m_asked.isEmpty());
    m_model->setLive(true);
    QCOMPARE(m_asked.size(), 1);
    m_model->tick(capacity, {});
    QCOMPARE(m_asked.size(), 1);  // one is under way
    m_model->show(contents(2));
    m_model->setSearch(u" x "_s);
    QCOMPARE(m_asked.size(), 2);
    QCOMPARE(m_asked.last().text, std::string("x"));
}

void CacheContentsModelTest::asksAgainWhatChangedMeanwhile() {
    m_model->tick(capacity, {});
    m_model->setLive(true);
    m_model->setOrder(CacheContentsModel::Newest);
    m_model->setSearch(u"abc"_s);
    QCOMPARE(m_asked.size(), 1);
    m_model->show(contents(2));
    QCOMPARE(m_asked.size(), 2);
    QCOMPARE(m_asked.last().text, std::string("abc"));
    QCOMPARE(m_asked.last().order, cache::ContentsQuery::Order::newest);
    QCOMPARE(m_model->count(), 0);
    m_model->show(contents(2));
    QCOMPARE(m_asked.size(), 2);
    QCOMPARE(m_model->count(), 2);
}

void CacheContentsModelTest::asksAgainWhatCouldNotBeListed() {
    m_model->tick(capacity, {});
    m_model->setLive(true);
    m_model->show(contents(2));
    m_model->setSearch(u"x"_s);
    QCOMPARE(m_asked.size(), 2);
    m_model->show(nullptr);
    QCOMPARE(m_model->summary(), u"2 entries"_s);  // what was there before
    m_model->setSearch(u"y"_s);
    QCOMPARE(m_asked.size(), 3);
}

void CacheContentsModelTest::showsEntries() {
    m_model->tick(capacity, u"http://a:80"_s);
    m_model->setLive(true);
    m_model->show(contents(4'312));
    QCOMPARE(m_model->summary(), u"2 of 4,312 entries"_s);
    const auto text = [this](int row, int role) {
        return m_model->index(row).data(role).toString();
    };
    QCOMPARE(text(0, CacheContentsModel::PathRole), u"/x"_s);
    QCOMPARE(text(1, CacheContentsModel::PathRole), u"b/y"_s);
    QCOMPARE(text(0, CacheContentsModel::SizeRole), u"2.5 kB"_s);
    QCOMPARE(text(0, CacheContentsModel::LeftRole), u"90 s"_s);
    QCOMPARE(text(1, CacheContentsModel::LeftRole), u"stale"_s);
    QCOMPARE(m_model->index(0).data(CacheContentsModel::LeftPartRole).toDouble(), 0.75);
    QCOMPARE(m_model->index(1).data(CacheContentsModel::LeftPartRole).toDouble(), 0.0);
}

void CacheContentsModelTest::sumsUpByTypeOrRoute() {
    m_model->tick(capacity, {});
    m_model->setLive(true);
    m_model->show(contents(2));
    QCOMPARE(m_model->partNames(), QStringList{u"text/html"_s});
    QCOMPARE(m_model->partShares(), QList<double>{0.25});
    m_model->setByRoute(true);
    QCOMPARE(m_model->partNames(), QStringList{u"web"_s});
    QCOMPARE(m_model->partSizes(), QStringList{u"250 kB"_s});
}

void CacheContentsModelTest::forgetsWithoutACache() {
    m_model->tick(capacity, {});
    m_model->setLive(true);
    m_model->show(contents(2));
    m_model->tick(0, {});
    QCOMPARE(m_model->count(), 0);
    m_model->show(contents(2));  // asked for before
    QCOMPARE(m_model->count(), 0);
    m_model->tick(capacity, {});
    QCOMPARE(m_asked.size(), 1);  // not so soon again
    m_model->refresh();
    QCOMPARE(m_asked.size(), 2);
}

QTEST_MAIN(CacheContentsModelTest)
#include "cache_contents_model_test.moc"
