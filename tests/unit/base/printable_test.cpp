#include "base/printable.h"

#include <QtTest>

class PrintableTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void escapesControls_data();
    void escapesControls();
};

void PrintableTest::escapesControls_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("printed");
    using B = QByteArray;
    QTest::newRow("nothing") << B("") << B("");
    QTest::newRow("text, lines and tabs") << B("a\tb\nc") << B("a\tb\nc");
    QTest::newRow("escape") << B("x\x1b[31mred") << B("x\\x1b[31mred");
    QTest::newRow("carriage return") << B("safe\rfake") << B("safe\\x0dfake");
    QTest::newRow("bell, delete, null") << B("\a\x7f\0", 3) << B("\\x07\\x7f\\x00");
    QTest::newRow("UTF-8 stays") << B("→ ü €") << B("→ ü €");
    QTest::newRow("U+009B, a control sequence in one") << B("\xc2\x9b"
                                                            "31m")
                                                       << B("\\x9b31m");
    QTest::newRow("U+00A0 is no control") << B("\xc2\xa0") << B("\xc2\xa0");
    QTest::newRow("cut in a character") << B("a\xc2") << B("a\xc2");
}

void PrintableTest::escapesControls() {
    QFETCH(QByteArray, text);
    QTEST(QByteArray::fromStdString(sluice::printable(text.toStdString())), "printed");
}

QTEST_APPLESS_MAIN(PrintableTest)
#include "printable_test.moc"
