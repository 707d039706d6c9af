#include "cache_explanation_model.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace sluice;
using namespace sluice::desktop;

class CacheExplanationModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asksOnceAtATime();
    void readsFields();
    void tellsWhatDecidedFirst();
    void tellsWhatIsWrong();
};

void CacheExplanationModelTest::asksOnceAtATime() {
    CacheExplanationModel model;
    int asked = 0;
    bool server = false;
    connect(&model, &CacheExplanationModel::asked, this, [&](const auto&, bool fromServer) {
        ++asked;
        server = fromServer;
    });
    model.explain(u"  "_s, {});
    QCOMPARE(asked, 0);
    model.explain(u" /a "_s, {});
    model.explain(u"/a"_s, {});
    QCOMPARE(asked, 1);
    QVERIFY(!server);
    QCOMPARE(model.state(), CacheExplanationModel::Waiting);
    model.show(std::make_shared<const cache::Explanation>());
    QVERIFY(model.unknown() && model.mayAsk());
    model.askServer();
    QCOMPARE(asked, 2);
    QVERIFY(server);
}

void CacheExplanationModelTest::readsFields() {
    CacheExplanationModel model;
    cache::Question question;
    connect(&model, &CacheExplanationModel::asked, this,
            [&](const cache::Question& asked, bool) { question = asked; });
    model.explain(u"/a"_s, u"Accept: text/html | Cookie: a=1; b=2|X:"_s);
    QCOMPARE(question.url, std::string("/a"));
    const std::vector<std::pair<std::string, std::string>> wanted{
        {"Accept", "text/html"}, {"Cookie", "a=1; b=2"}, {"X", ""}};
    QVERIFY(question.fields == wanted);
    QVERIFY(model.fieldsProblem(u"Accept: a"_s).isEmpty());
    for (const QString& wrong : {u"Accept"_s, u": a"_s, u"A: b | c"_s})
        QVERIFY(!model.fieldsProblem(wrong).isEmpty());
}

void CacheExplanationModelTest::tellsWhatDecidedFirst() {
    CacheExplanationModel model;
    cache::Explanation explanation;
    explanation.state = cache::Explanation::State::notStored;
    explanation.status = 200;
    explanation.lookup = {{"nothing", "4", true}};
    explanation.storing = {{"first", "1", false}, {"second", "2", false}, {"third", "3", true}};
    model.show(std::make_shared<const cache::Explanation>(explanation));
    QStringList texts;
    for (int row = 0; row < model.count(); ++row)
        texts.append(model.index(row).data(CacheExplanationModel::TextRole).toString());
    QCOMPARE(texts, (QStringList{u"third"_s, u"first"_s, u"second"_s, u"nothing"_s}));
    QCOMPARE(model.mark(), int{Mark::Notice});
    QCOMPARE(model.answer(), u"200 · nothing about caching"_s);
    explanation.state = cache::Explanation::State::stored;
    model.show(std::make_shared<const cache::Explanation>(explanation));
    QCOMPARE(model.index(0).data(CacheExplanationModel::TextRole).toString(), u"nothing"_s);
    QCOMPARE(model.mark(), int{Mark::Good});
}

void CacheExplanationModelTest::tellsWhatIsWrong() {
    CacheExplanationModel model;
    model.explain(u"/a"_s, {});
    model.fail(u"no"_s);
    QCOMPARE(model.summary(), u"no"_s);
    QCOMPARE(model.mark(), int{Mark::Bad});
    QVERIFY(!model.mayAsk());
    model.clear();
    QCOMPARE(model.state(), CacheExplanationModel::Unasked);
}

QTEST_MAIN(CacheExplanationModelTest)
#include "cache_explanation_model_test.moc"
