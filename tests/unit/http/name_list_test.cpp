#include "http/name_list.h"

#include <QtTest>

using namespace sluice::http;

class NameListTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void containsItsNamesInAnyCase();
    void isInWhatHasOneOfThem();
};

void NameListTest::containsItsNamesInAnyCase() {
    const NameList list{"X-Api-Key", "X-User"};
    QVERIFY(list.contains("x-api-key") && list.contains("X-USER"));
    QVERIFY(!list.contains("X-Use") && !list.contains("") && !NameList().contains(""));
    QCOMPARE(list.names().size(), size_t(2));
}

void NameListTest::isInWhatHasOneOfThem() {
    const NameList list{"X-Api-Key", "X-User"};
    HeaderMap fields;
    QVERIFY(!list.isIn(fields));
    fields.add("Host", "a");
    fields.add("X-Uxer", "as long, with the same ends");
    QVERIFY(!list.isIn(fields));
    fields.add("x-user", "anna");
    QVERIFY(list.isIn(fields));
    fields.remove("X-User");
    QVERIFY(!list.isIn(fields));
    QVERIFY(!NameList().isIn(fields));
}

QTEST_APPLESS_MAIN(NameListTest)
#include "name_list_test.moc"
