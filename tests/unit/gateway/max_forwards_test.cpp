#include "gateway/max_forwards.h"

#include <QtTest>

using namespace sluice;
using gateway::MaxForwards;

class MaxForwardsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void judges_data();
    void judges();
};

void MaxForwardsTest::judges_data() {
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("values");  // of fields, apart by "|"; null: no field
    QTest::addColumn<MaxForwards>("verdict");
    const auto row = [](const char* method, const char* values, MaxForwards verdict) {
        QTest::addRow("%s %s", method, values ? values : "-")
            << QByteArray(method) << QByteArray(values) << verdict;
    };
    row("OPTIONS", nullptr, MaxForwards::unlimited);
    row("OPTIONS", "0", MaxForwards::reached);
    row("OPTIONS", "000", MaxForwards::reached);
    row("OPTIONS", "1", MaxForwards::left);
    row("OPTIONS", "99999999999999999999999", MaxForwards::left);
    row("TRACE", "3", MaxForwards::left);
    row("GET", "0", MaxForwards::unlimited);
    row("OPTIONS", "-1", MaxForwards::invalid);
    row("OPTIONS", "1.5", MaxForwards::invalid);
    row("OPTIONS", "", MaxForwards::invalid);
    row("OPTIONS", "2|2", MaxForwards::invalid);
    row("OPTIONS", "2, 3", MaxForwards::invalid);
}

void MaxForwardsTest::judges() {
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, values);
    http::RequestHead head;
    head.method = method.toStdString();
    if (!values.isNull()) {
        for (const QByteArray& value : values.split('|'))
            head.fields.add("Max-Forwards", value.toStdString());
    }
    QTEST(gateway::maxForwards(head), "verdict");
}

QTEST_APPLESS_MAIN(MaxForwardsTest)
#include "max_forwards_test.moc"
