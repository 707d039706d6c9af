#include "base/csv_text.h"

#include <QtTest>

class CsvTextTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void beginsNoFormula_data();
    void beginsNoFormula();
};

void CsvTextTest::beginsNoFormula_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("cell");
    for (const char* text : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1"})
        QTest::newRow(text) << std::string(text) << "'" + std::string(text);
    QTest::newRow("return") << std::string("\r=1") << std::string("'\\x0d=1");
    QTest::newRow("escape") << std::string("a\x1b[31m") << std::string("a\\x1b[31m");
    for (const char* text : {"", "a", "a=1", "1", "'=1"})
        QTest::newRow(text) << std::string(text) << std::string(text);
}

void CsvTextTest::beginsNoFormula() {
    QFETCH(std::string, text);
    QTEST(sluice::csvText(text), "cell");
}

QTEST_APPLESS_MAIN(CsvTextTest)
#include "csv_text_test.moc"
