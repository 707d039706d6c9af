#include "base/hash.h"

#include <QtTest>
#include <iostream>

class HashTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Keys must find their servers again after an update.
    void neverChanges();
    void differsInEachProcess();
};

void HashTest::neverChanges() {
    QCOMPARE(sluice::stableHashOf(""), uint64_t{0x2d06800538d394c2});
    QVERIFY(sluice::stableHashOf("a") != sluice::stableHashOf("b"));
    QCOMPARE(sluice::hashOf("a"), sluice::hashOf(std::string("a")));
    QVERIFY(sluice::hashOf("a") != sluice::stableHashOf("a"));
    QVERIFY(sluice::hashOf("a") != sluice::hashOf("b"));
    QVERIFY(sluice::hashOf("a") != sluice::hashOf(std::string_view("a\0", 2)));
}

void HashTest::differsInEachProcess() {
    QProcess another;
    another.start(QCoreApplication::applicationFilePath(), {QStringLiteral("hash")});
    QVERIFY(another.waitForFinished());
    const QByteArray told = another.readAllStandardOutput();
    QVERIFY(!told.isEmpty());
    QVERIFY(told != QByteArray::number(sluice::hashOf("a")));
}

int main(int argc, char** argv) {
    if (argc == 2 && std::string_view(argv[1]) == "hash") {
        std::cout << sluice::hashOf("a");
        return 0;
    }
    const QCoreApplication application(argc, argv);
    HashTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "hash_test.moc"
