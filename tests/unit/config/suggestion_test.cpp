#include "config/suggestion.h"

#include <QtTest>

using namespace sluice::config;

class SuggestionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void suggests_data();
    void suggests();
    void lists();
};

void SuggestionTest::suggests_data() {
    QTest::addColumn<QByteArray>("found");
    QTest::addColumn<QByteArray>("meant");
    QTest::newRow("doubled letter") << QByteArray("strateggy") << QByteArray("strategy");
    QTest::newRow("left out") << QByteArray("stratgy") << QByteArray("strategy");
    QTest::newRow("swapped") << QByteArray("ulr") << QByteArray("url");
    QTest::newRow("other letter") << QByteArray("weighf") << QByteArray("weight");
    QTest::newRow("nothing near") << QByteArray("colour") << QByteArray();
    QTest::newRow("empty") << QByteArray() << QByteArray();
    QTest::newRow("endless") << QByteArray(100'000, 'u') << QByteArray();
}

void SuggestionTest::suggests() {
    QFETCH(QByteArray, found);
    QFETCH(QByteArray, meant);
    const std::string text = suggestion(found.toStdString(), {"strategy", "url", "weight"});
    const QByteArray expected = meant.isEmpty() ? "" : "; did you mean '" + meant + "'?";
    QCOMPARE(QByteArray::fromStdString(text), expected);
}

void SuggestionTest::lists() {
    QVERIFY(listed({}) == "");
    QVERIFY(listed({"a"}) == "\"a\"");
    QVERIFY(listed({"a", "b", "c"}) == "\"a\", \"b\" or \"c\"");
}

QTEST_APPLESS_MAIN(SuggestionTest)
#include "suggestion_test.moc"
