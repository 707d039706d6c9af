#include "routing/path_regex.h"

#include <QtTest>

using namespace sluice::routing;

class PathRegexTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void matchesWholePaths_data();
    void matchesWholePaths();
    void alwaysKnowsTheAnswer_data();
    void alwaysKnowsTheAnswer();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
};

void PathRegexTest::matchesWholePaths_data() {
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<bool>("matches");
    const auto row = [](const char* pattern, const char* path, bool matches) {
        QTest::addRow("%s %s", pattern, path) << QByteArray(pattern) << QByteArray(path) << matches;
    };
    row("/a|/b", "/b", true);
    row("/a|/b", "/bc", false);
    row("/a|/b", "/a/b", false);
    row("/A", "/a", false);
    row("(?i)/A", "/a", true);
    row("/\\d+/[^/]*", "/17/", true);
    row("/a/b", "//a////b", true);
    row("/a/", "/a//", true);
    row("/a//b", "/a//b", false);
    row("^/a$", "/a", true);
    row("(/\\w+)+", "/a/b/c", true);
    row("(?P<part>/\\w+)+?", "/a/b/c", true);
    row("/.*", "/%0A", true);
    row("", "/", false);
    row(".*", "*", true);
}

void PathRegexTest::matchesWholePaths() {
    QFETCH(QByteArray, pattern);
    QFETCH(QByteArray, path);
    const auto regex = PathRegex::compile(pattern.toStdString());
    QVERIFY(regex);
    QTEST(regex->matches(path.toStdString()), "matches");
}

/// What takes a backtracking engine longer than anybody waits.
void PathRegexTest::alwaysKnowsTheAnswer_data() {
    QTest::addColumn<QByteArray>("pattern");
    QTest::newRow("nested") << QByteArray("/(a+)+b?");
    QTest::newRow("alternatives") << QByteArray("/(a|a)*(b|c)?");
    QTest::newRow("optional") << QByteArray("/(a?){500}a{500}a*");
    QTest::newRow("many states") << QByteArray("/(a|ab)*a[ab]{12}(a|b)*");
}

void PathRegexTest::alwaysKnowsTheAnswer() {
    QFETCH(QByteArray, pattern);
    const auto regex = PathRegex::compile(pattern.toStdString());
    QVERIFY(regex);
    const std::string path = '/' + std::string(8000, 'a');
    QVERIFY(regex->matches(path));
    QVERIFY(!regex->matches(path + "!"));
}

void PathRegexTest::saysWhatIsWrong_data() {
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<QByteArray>("said");
    const auto row = [](const char* pattern, const char* said) {
        QTest::newRow(pattern) << QByteArray(pattern) << QByteArray(said);
    };
    row("/(?!admin).*", "a route of its own");
    row("/(?=a).*", "look neither ahead nor behind");
    row("/a(?<=a)b", "look neither ahead nor behind");
    row("/a(?<!a)b", "look neither ahead nor behind");
    row("/(a|b)/\\1", "cannot refer back");
    row("/(?P<x>a)/(?P=x)", "cannot refer back");
    row("/(?<x>a)/\\k<x>", "(?P<name>...)");
    row("/(?>a+)b", "(?:...)");
    row("/a++b", "leave out the last \"+\"");
    row("/a\\Z", "leave it out");
    row("/(?#a)b", "no comments");
    row("/a{1001}", "at character 3");
    row("/((a{100}){100}){100}", "several routes");
    row("/(", "missing )");
    row("/[a", "at character 2");
    row("/a)", "broken");
    row("*", "no argument");
    row("\\", "broken");
}

void PathRegexTest::saysWhatIsWrong() {
    QFETCH(QByteArray, said);
    const std::string pattern = QTest::currentDataTag();
    const auto regex = PathRegex::compile(pattern);
    QVERIFY(!regex);
    const QByteArray message = QByteArray::fromStdString(regex.error().message);
    QVERIFY2(message.contains("path regex \"" + QByteArray::fromStdString(pattern) + '"'),
             message.constData());
    QVERIFY2(message.contains(said), message.constData());
}

QTEST_APPLESS_MAIN(PathRegexTest)
#include "path_regex_test.moc"
