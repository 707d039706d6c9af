#include "routing/path.h"

#include <QtTest>
#include <random>

using namespace sluice::routing;

class PathTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void normalizes_data();
    void normalizes();
    void refusesWhatServersReadDifferently_data();
    void refusesWhatServersReadDifferently();
    void findsDoubtfulSeparators_data();
    void findsDoubtfulSeparators();
    void leavesPlainPathsWhereTheyAre();
    void normalizesOnlyOnce();
    void comparesWholeSegments_data();
    void comparesWholeSegments();
};

void PathTest::normalizes_data() {
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("expected");
    const std::vector<std::pair<const char*, const char*>> cases{
        {"/", "/"},
        {"*", "*"},
        {"/a/b/", "/a/b/"},
        {"/public/../admin", "/admin"},
        {"/public/%2e%2e/admin", "/admin"},
        {"/public/%2E./admin", "/admin"},
        {"/a/./b", "/a/b"},
        {"/a/.", "/a/"},
        {"/a/..", "/"},
        {"/a/b/..", "/a/"},
        {"/a/../", "/"},
        {"/a/b/../../c", "/c"},
        {"/a//../b", "/a/b"},
        {"//a", "//a"},
        {"/.hidden", "/.hidden"},
        {"/a/...", "/a/..."},
        {"/..a/b..", "/..a/b.."},
        {"/%61%7E%2d%5F%39", "/a~-_9"},
        {"/a%2fb", "/a%2Fb"},
        {"/a%2fb/%c3%a9", "/a%2Fb/%C3%A9"},
        {"/%252e%252e/a", "/%252e%252e/a"},
        {"/a;v=1.2/b", "/a;v=1.2/b"},
        {"/a\\b", "/a\\b"},
        {"/%20", "/%20"},
    };
    for (const auto& [path, expected] : cases) {
        QTest::newRow(path) << QByteArray(path) << QByteArray(expected);
    }
}

void PathTest::normalizes() {
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, expected);
    const std::string text = path.toStdString();
    std::string buffer;
    const auto normal = normalizePath(text, buffer);
    QVERIFY(normal);
    QCOMPARE(QByteArray::fromStdString(std::string(*normal)), expected);
}

void PathTest::refusesWhatServersReadDifferently_data() {
    QTest::addColumn<QByteArray>("path");
    for (const char* path : {"",
                             "a",
                             "a/b",
                             "/..",
                             "/../a",
                             "/a/../../b",
                             "/a/%2e%2e/%2e%2e/b",
                             "/public/..%2fadmin",
                             "/public/..%2Fadmin",
                             "/public%2f..%2fadmin",
                             "/public/%2e%2e%2fadmin",
                             "/public/..%5cadmin",
                             "/public/..\\admin",
                             "/public\\..\\admin",
                             "/public/..;/admin",
                             "/public/..;x=1/admin",
                             "/a/.;/b",
                             "/a%2f.",
                             "/%",
                             "/%2",
                             "/%zz",
                             "/%%32%65",
                             "/a%00b"}) {
        QTest::newRow(path) << QByteArray(path);
    }
}

void PathTest::refusesWhatServersReadDifferently() {
    QFETCH(QByteArray, path);
    std::string buffer;
    QVERIFY(!normalizePath(path.toStdString(), buffer));
}

void PathTest::findsDoubtfulSeparators_data() {
    QTest::addColumn<bool>("found");
    for (const char* path : {"/a%2Fb", "/a%2fb", "/%5C", "/a%5cb", "/a;b", "/a\\b", "/%20%2f"})
        QTest::newRow(path) << true;
    for (const char* path : {"/", "/a/b", "/a%20b", "/%25%32%46", "/a%2", "/a,b", "*"})
        QTest::newRow(path) << false;
}

void PathTest::findsDoubtfulSeparators() {
    QTEST(hasDoubtfulSeparator(QTest::currentDataTag()), "found");
}

void PathTest::leavesPlainPathsWhereTheyAre() {
    const std::string path = "/orders/2024/items;v=2/a.b";
    std::string buffer;
    const auto normal = normalizePath(path, buffer);
    QVERIFY(normal);
    QCOMPARE(normal->data(), path.data());
    QVERIFY(buffer.empty());
}

/// What is sent to the server must not change again when it is normalised there.
void PathTest::normalizesOnlyOnce() {
    std::mt19937 random(7);
    const std::vector<std::string> pieces{"/",   ".",  "..", "%2e", "%2F", "%5c", "a", ";",
                                          "%25", "\\", "%",  "2",   "e",   "%41", "//"};
    int accepted = 0;
    for (int i = 0; i < 50'000; ++i) {
        std::string path = "/";
        for (size_t n = random() % 10; n > 0; --n)
            path += pieces[random() % pieces.size()];
        std::string first, second;
        const auto once = normalizePath(path, first);
        if (!once) continue;
        ++accepted;
        const auto twice = normalizePath(*once, second);
        QVERIFY2(twice && *twice == *once, path.c_str());
        QVERIFY2((std::string(*once) + '/').find("/../") == std::string::npos, path.c_str());
        QVERIFY2(once->starts_with('/'), path.c_str());
    }
    QVERIFY(accepted > 1000);
}

void PathTest::comparesWholeSegments_data() {
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("prefix");
    QTest::addColumn<int>("length");
    QTest::newRow("same") << QByteArray("/v1") << QByteArray("/v1") << 3;
    QTest::newRow("below") << QByteArray("/v1/x") << QByteArray("/v1") << 3;
    QTest::newRow("slash") << QByteArray("/v1/") << QByteArray("/v1") << 3;
    QTest::newRow("longer word") << QByteArray("/v10") << QByteArray("/v1") << -1;
    QTest::newRow("shorter") << QByteArray("/v") << QByteArray("/v1") << -1;
    QTest::newRow("case") << QByteArray("/V1") << QByteArray("/v1") << -1;
    QTest::newRow("everything") << QByteArray("/a") << QByteArray() << 0;
    QTest::newRow("asterisk") << QByteArray("*") << QByteArray() << 0;
    QTest::newRow("not asterisk") << QByteArray("*") << QByteArray("/a") << -1;
    QTest::newRow("repeated slashes") << QByteArray("//a///b//c") << QByteArray("/a/b") << 7;
    QTest::newRow("encoded slash") << QByteArray("/a%2Fb") << QByteArray("/a") << -1;
}

void PathTest::comparesWholeSegments() {
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, prefix);
    QFETCH(int, length);
    const auto found = prefixLength(path.toStdString(), prefix.toStdString());
    QCOMPARE(found ? static_cast<int>(*found) : -1, length);
}

QTEST_APPLESS_MAIN(PathTest)
#include "path_test.moc"
