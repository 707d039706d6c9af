#include "admin/masked.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace sluice::admin;

/// What is not shown to everybody who may ask.
class MaskedTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hidesValuesOfFields();
    void hidesValuesOfQueries_data();
    void hidesValuesOfQueries();
};

void MaskedTest::hidesValuesOfFields() {
    const QJsonObject secret{{u"X-Key"_s, u"hush"_s}};
    const QJsonObject hidden{{u"X-Key"_s, u"\u2026"_s}};
    const QJsonObject settings{
        {u"health"_s, QJsonObject{{u"path"_s, u"/"_s}, {u"headers"_s, secret}}},
        {u"match"_s, QJsonObject{{u"headers"_s, secret}}},
        {u"set_request_headers"_s, secret},
        {u"remove_request_headers"_s, QJsonArray{u"X-Key"_s}},
        {u"timeout"_s, u"5s"_s}};
    QJsonObject expected = settings;
    expected[u"health"_s] = QJsonObject{{u"path"_s, u"/"_s}, {u"headers"_s, hidden}};
    expected[u"match"_s] = QJsonObject{{u"headers"_s, hidden}};
    expected[u"set_request_headers"_s] = hidden;
    QCOMPARE(masked(settings), expected);
}

void MaskedTest::hidesValuesOfQueries_data() {
    QTest::addColumn<QString>("shown");
    const auto row = [](const char* url, const char* shown) {
        QTest::newRow(url) << QString::fromUtf8(shown);
    };
    row("http://a/b", "http://a/b");
    row("http://a/b?", "http://a/b?");
    row("/b?token=hush", "/b?token=\u2026");
    row("/b?a=1&b=&c=2=3&&d", "/b?a=\u2026&b=&c=\u2026&&\u2026");
    row("/b?hush", "/b?\u2026");
}

void MaskedTest::hidesValuesOfQueries() {
    QTEST(QString::fromStdString(maskedUrl(QTest::currentDataTag())), "shown");
}

QTEST_APPLESS_MAIN(MaskedTest)
#include "masked_test.moc"
