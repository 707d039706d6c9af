#include "cache/redis/refusal.h"

#include <QTest>

using sluice::cache::redis::explainedRefusal;

class RefusalTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void explains_data();
    void explains();
};

void RefusalTest::explains_data() {
    QTest::addColumn<QByteArray>("error");
    QTest::addColumn<QByteArray>("meaning");
    using B = QByteArray;
    QTest::newRow("cluster") << B("MOVED 12 10.0.0.1:7000") << B("Redis Cluster");
    QTest::newRow("cluster, moving") << B("ASK 12 10.0.0.1:7000") << B("Redis Cluster");
    QTest::newRow("cluster, slots") << B("CROSSSLOT Keys in …") << B("Redis Cluster");
    QTest::newRow("cluster, down") << B("CLUSTERDOWN Hash slot not served") << B("Redis Cluster");
    QTest::newRow("replica") << B("READONLY You can't write") << B("is a replica");
    QTest::newRow("full") << B("OOM command not allowed") << B("maxmemory");
    QTest::newRow("disk") << B("MISCONF Redis is configured to save") << B("its disk");
    QTest::newRow("rights") << B("NOPERM this user has no permissions") << B("~sluice:*");
    QTest::newRow("other") << B("ERR what") << B("it answers: ERR what");
    QTest::newRow("nothing") << B("") << B("it answers: ");
}

void RefusalTest::explains() {
    QFETCH(QByteArray, error);
    QFETCH(QByteArray, meaning);
    const auto text = QByteArray::fromStdString(explainedRefusal(error.toStdString()));
    QVERIFY2(text.contains(meaning), text.constData());
    QVERIFY2(text.contains("it answers: " + error), text.constData());
}

QTEST_APPLESS_MAIN(RefusalTest)
#include "refusal_test.moc"
