#include "base/hash.h"

#include <QtTest>

class HashTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Keys must find their servers again after an update.
    void neverChanges();
};

void HashTest::neverChanges() {
    QCOMPARE(sluice::stableHashOf(""), uint64_t{0x2d06800538d394c2});
    QVERIFY(sluice::stableHashOf("a") != sluice::stableHashOf("b"));
    QCOMPARE(sluice::hashOf("a"), sluice::hashOf(std::string("a")));
    QVERIFY(sluice::hashOf("a") != sluice::stableHashOf("a"));
    QVERIFY(sluice::hashOf("a") != sluice::hashOf("b"));
    QVERIFY(sluice::hashOf("a") != sluice::hashOf(std::string_view("a\0", 2)));
}

QTEST_APPLESS_MAIN(HashTest)
#include "hash_test.moc"
