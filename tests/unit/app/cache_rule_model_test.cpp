#include "cache_rule_model.h"

#include <QSignalSpy>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace sluice;
using namespace sluice::desktop;
using cache::Seconds;

class CacheRuleModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void listsTheLongestFirst();
    void changesATtl();
    void refusesWhatIsNoTtl();
    void addsRemovesAndOverrides();
    void takesBack();

private:
    QString at(int row, int role) const { return m_model->index(row).data(role).toString(); }

    UndoStack m_undo;
    std::unique_ptr<CacheRuleModel> m_model;
    QList<cache::Options> m_asked;
};

void CacheRuleModelTest::init() {
    m_undo.clear();
    m_asked.clear();
    m_model = std::make_unique<CacheRuleModel>(m_undo);
    connect(m_model.get(), &CacheRuleModel::asked, this,
            [this](const cache::Options& wanted) { m_asked.append(wanted); });
    metrics::CacheSnapshot snapshot;
    snapshot.enabled = true;
    snapshot.defaultTtl_s = 300;
    snapshot.rules = {{"/a", 60}, {"/a/b", 3600, true, false, false}};
    m_model->show(snapshot);
}

void CacheRuleModelTest::listsTheLongestFirst() {
    QCOMPARE(m_model->count(), 3);
    QCOMPARE(at(0, CacheRuleModel::PrefixRole), u"/a/b"_s);
    QCOMPARE(at(0, CacheRuleModel::TtlRole), u"1h"_s);
    QVERIFY(m_model->index(0).data(CacheRuleModel::OverridesRole).toBool());
    QVERIFY(!m_model->index(0).data(CacheRuleModel::SavedRole).toBool());
    QCOMPARE(at(1, CacheRuleModel::PrefixRole), u"/a"_s);
    QCOMPARE(at(2, CacheRuleModel::PrefixRole), QString());
    QCOMPARE(at(2, CacheRuleModel::TtlRole), u"5m"_s);
    m_model->show({});
    QCOMPARE(m_model->count(), 0);
}

void CacheRuleModelTest::changesATtl() {
    QVERIFY(m_model->setTtl(u"/a"_s, u" 90s "_s));
    QCOMPARE(m_asked.size(), 1);
    QCOMPARE(m_asked.last().rules.at(0).ttl, Seconds(90));
    QCOMPARE(m_asked.last().rules.at(1).ttl, Seconds(3600));
    QCOMPARE(m_asked.last().defaultTtl, Seconds(300));
    QVERIFY(m_model->setTtl({}, u"0s"_s));
    QCOMPARE(m_asked.last().defaultTtl, Seconds(0));
    QVERIFY(m_model->setTtl(u"/a"_s, u"90s"_s));  // as it is now
    QCOMPARE(m_asked.size(), 2);
    QCOMPARE(at(1, CacheRuleModel::TtlRole), u"90s"_s);
    QVERIFY(!m_model->index(1).data(CacheRuleModel::SavedRole).toBool());
}

void CacheRuleModelTest::refusesWhatIsNoTtl() {
    for (const QString& wrong : {u""_s, u"5"_s, u"-1s"_s, u"soon"_s, u"9999d"_s}) {
        QVERIFY(!m_model->ttlProblem(wrong).isEmpty());
        QVERIFY(!m_model->setTtl(u"/a"_s, wrong));
        QVERIFY(!m_model->add(u"/c"_s, wrong));
    }
    QVERIFY(!m_model->setTtl(u"/none"_s, u"5s"_s));
    for (const QString& wrong : {u""_s, u"static"_s, u"/a"_s, u" /a/b "_s})
        QVERIFY(!m_model->add(wrong, u"5s"_s));
    QVERIFY(m_asked.isEmpty());
    QCOMPARE(m_undo.count(), 0);
}

void CacheRuleModelTest::addsRemovesAndOverrides() {
    QVERIFY(m_model->add(u" /c "_s, u"5s"_s));
    QCOMPARE(m_asked.last().rules.size(), size_t{3});
    QCOMPARE(m_asked.last().rules.back().pathPrefix, std::string("/c"));
    m_model->remove(u"/a"_s);
    QCOMPARE(m_asked.last().rules.size(), size_t{2});
    m_model->setOverrides(u"/c"_s, true);
    QVERIFY(m_asked.last().rules.back().overrideOrigin);
    m_model->setOverrides(u"/a/b"_s, true);  // as it is
    m_model->remove(u"/none"_s);
    QCOMPARE(m_asked.size(), 3);
}

void CacheRuleModelTest::takesBack() {
    m_model->remove(u"/a/b"_s);
    QCOMPARE(m_undo.text(), u"removal of /a/b"_s);
    metrics::Snapshot snapshot;
    snapshot.cache.enabled = true;
    m_undo.retain(snapshot);
    QCOMPARE(m_undo.count(), 1);
    m_undo.takeBack();
    QCOMPARE(m_asked.last().rules.size(), size_t{2});
    QVERIFY(m_asked.last().rules.back().overrideOrigin);
    m_model->remove(u"/a"_s);
    m_undo.retain({});  // without a cache
    QCOMPARE(m_undo.count(), 0);
}

QTEST_MAIN(CacheRuleModelTest)
#include "cache_rule_model_test.moc"
