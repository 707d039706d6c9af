#include "routing/prefix_tree.h"

#include <QtTest>

using sluice::routing::PrefixTree;

class PrefixTreeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsTheLongestFirst_data();
    void findsTheLongestFirst();
    void goesOnToShorterOnes();
};

namespace {

PrefixTree tree() {
    PrefixTree tree;
    size_t number = 0;
    for (const char* prefix : {"", "/a", "/a/b", "/a/b/c/d", "/ab", "/b/c", "/d//e", "/*"})
        tree.add(prefix, number++);
    return tree;
}

}  // namespace

void PrefixTreeTest::findsTheLongestFirst_data() {
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("number");
    const auto row = [](const char* path, int number) {
        QTest::newRow(path) << QByteArray(path) << number;
    };
    row("/", 0);
    row("/x", 0);
    row("/a", 1);
    row("/a/", 1);
    row("/a/x", 1);
    row("/a/b", 2);
    row("//a///b//", 2);
    row("/a/b/c", 2);
    row("/a/b/c/d/e", 3);
    row("/ab", 4);
    row("/abc", 0);
    row("/b", 0);
    row("/b/c/d", 5);
    row("/d/e", 0);
    row("/d//e", 0);
    row("*", 0);
    row("/*", 7);
}

void PrefixTreeTest::findsTheLongestFirst() {
    QFETCH(QByteArray, path);
    QFETCH(int, number);
    const auto found = tree().findLongest(path.toStdString(), [](size_t) { return true; });
    QCOMPARE(found, std::optional<size_t>(number));
}

void PrefixTreeTest::goesOnToShorterOnes() {
    PrefixTree tree = ::tree();
    tree.add("/a/b", 8);
    std::vector<size_t> seen;
    const auto found = tree.findLongest("/a/b/c/x", [&](size_t number) {
        seen.push_back(number);
        return false;
    });
    QVERIFY(!found);
    QCOMPARE(seen, (std::vector<size_t>{2, 8, 1, 0}));
    QVERIFY(!PrefixTree().findLongest("/a", [](size_t) { return true; }));
}

QTEST_APPLESS_MAIN(PrefixTreeTest)
#include "prefix_tree_test.moc"
