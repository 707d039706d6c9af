#include "routing/regex_set.h"

#include <QtTest>

using namespace sluice::routing;

namespace {

std::vector<PathRegex> compiled(const std::vector<std::string>& patterns) {
    std::vector<PathRegex> regexes;
    for (const std::string& pattern : patterns)
        regexes.push_back(*PathRegex::compile(pattern));
    return regexes;
}

}  // namespace

class RegexSetTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void matchesAsEachAlone_data();
    void matchesAsEachAlone();
    void isEmptyWhereThereIsNothing();
    void isEmptyWhereItIsTooBig();
};

void RegexSetTest::matchesAsEachAlone_data() {
    QTest::addColumn<QByteArray>("path");
    for (const char* path :
         {"/", "/a", "/A", "/ab", "/a/b", "//a///b", "/a/", "/a//", "*", "", "/17/x", "/17/", "/bc",
          "/\xc3\xa4", "/\xff", "/a%0A", "/aaaaaaaaaaaa!"})
        QTest::addRow("%s", path) << QByteArray(path);
    QTest::newRow("long") << '/' + QByteArray(8000, 'a');
    QTest::newRow("zero") << QByteArray("/a\0b", 4);
}

void RegexSetTest::matchesAsEachAlone() {
    QFETCH(QByteArray, path);
    const auto regexes =
        compiled({".*", "/a", "/A", "(?i)/A", "/a|/b", "/a/b", "^/a$", "/\\d+/[^/]*", "(/\\w+)+",
                  "(/\\w+)+?", "/ä", "/.", "/a//b", "/(a|a)*(b|c)?", "/a\\b.*", "(?s).*", "/[^a]*",
                  "", "/(a|ab)*a[ab]{6}(a|b)*"});
    const RegexSet set(regexes);
    QVERIFY(!set.empty());
    std::vector<int> expected;
    for (size_t i = 0; i < regexes.size(); ++i) {
        if (regexes[i].matches(path.toStdString())) expected.push_back(static_cast<int>(i));
    }
    const auto matching = set.matching(path.toStdString());
    QVERIFY(matching);
    QCOMPARE(*matching, expected);
}

void RegexSetTest::isEmptyWhereThereIsNothing() {
    QVERIFY(RegexSet().empty());
    QVERIFY(RegexSet(std::vector<PathRegex>()).empty());
}

void RegexSetTest::isEmptyWhereItIsTooBig() {
    std::vector<std::string> patterns;
    for (int i = 0; i < 50; ++i)
        patterns.push_back("/" + std::to_string(i) + "/[a-zäöü]{900}");
    QVERIFY(RegexSet(compiled(patterns)).empty());
}

QTEST_APPLESS_MAIN(RegexSetTest)
#include "regex_set_test.moc"
