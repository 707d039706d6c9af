#include "cache/purge_pattern.h"

#include <QtTest>

#include "cache/glob.h"

using namespace sluice::cache;

class PurgePatternTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void matches_data();
    void matches();
    void reads_data();
    void reads();
    void refuses_data();
    void refuses();
    void matchesGlobs_data();
    void matchesGlobs();
    void isNotSlow();
    void tellsOneKey();
};

void PurgePatternTest::matches_data() {
    QTest::addColumn<std::string>("pattern");
    QTest::addColumn<std::string>("key");
    QTest::addColumn<bool>("matches");
    const auto row = [](const char* pattern, const char* key, bool matches) {
        QTest::addRow("%s %s", pattern, key) << std::string(pattern) << std::string(key) << matches;
    };
    row("all", "http://a/b", true);
    row("http://a/b", "http://a/b", true);
    row("http://a/b", "http://a/b?c", false);
    row("http://a/b", "http://a/b/", false);
    row("HTTP://A:80/%7eb", "http://a/~b", true);
    row("/b?c", "http://a/b?c", true);
    row("/%7eb", "http://other:8080/~b", true);
    row("/b", "http://a/x/b", false);
    row("url:/b*", "http://a/b", false);
    row("prefix:/b", "http://a/b/c?d", true);
    row("prefix:/b/", "http://a/b", false);
    row("prefix:http://A/b", "http://a/bcd", true);
    row("prefix:http://a/b", "http://other/b", false);
    row("prefix:/", "http://a/", true);
    row("http://a/b c", "http://a/b%20c", true);
    row("/b c", "http://a/b%20c", true);
    row("prefix:/b c", "http://a/b%20cd", true);
    row("/b c*", "http://a/b%20cd", true);
    row("/b/*", "http://a/b/c/d?e", true);
    row("/b/*.css", "http://a/b/c/d.css", true);
    row("/b/*.css", "http://a/b/c/d.js", false);
    row("glob:/b/*d*f", "http://a/b/cdedf", true);
    row("glob:/b/*d?*f", "http://a/b/cdf", false);
    row("glob:/b/*?d*e", "http://a/b/dxde", true);
    row("glob:/b/*bc", "http://a/b/bbc", true);
    row("glob:/b/**", "http://a/b/", true);
    row("glob:/b*b", "http://a/b", false);
    row("glob:/b/?", "http://a/b/c", true);
    row("glob:/b/?", "http://a/b/cd", false);
    row("http://*.test/a", "http://x.y.test/a", true);
    row("http://*.test/a", "http://x.y.test/b", false);
    row("tag:one", "http://a/b", true);
    row("tag:two words", "http://a/b", true);
    row("tag:on", "http://a/b", false);
    row("tag:One", "http://a/b", false);
}

void PurgePatternTest::matches() {
    QFETCH(std::string, pattern);
    QFETCH(std::string, key);
    const std::vector<std::string> tags{"one", "two words"};
    const auto read = PurgePattern::parse(pattern);
    QVERIFY(read);
    QTEST(read->matches(key, tags), "matches");
    const auto again = PurgePattern::parse(read->toText());
    QVERIFY(again);
    QVERIFY(*again == *read);
}

void PurgePatternTest::reads_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("read");
    const auto row = [](const char* text, const char* read) {
        QTest::newRow(text) << std::string(text) << std::string(read);
    };
    row(" all ", "all");
    row("http://A/b", "url:http://a/b");
    row("/a/../b", "url:/b");
    row("/a?b*", "glob:/a?b*");
    row("tag: x ", "tag:x");
    row("prefix:HTTP://A/b", "prefix:http://a/b");
    row("prefix:http://A:80/b", "prefix:http://a/b");
    row("prefix:http://A:8080/b", "prefix:http://a:8080/b");
    row("prefix:http://Exam", "prefix:http://exam");
    row("prefix:/%c3%a4", "prefix:/%C3%A4");
    row("prefix:/\xc3\xa4", "prefix:/%C3%A4");
    row("prefix:/%7ea/%2f", "prefix:/~a/%2F");
    row("prefix:/a/./b/../c/.", "prefix:/a/c/.");
    row("prefix:/a/..", "prefix:/a/..");
    row("prefix:/a?b=%61/../c", "prefix:/a?b=a/../c");
    row("glob:/%c3%a4*", "glob:/%C3%A4*");
    row("/\xc3\xa4*", "glob:/%C3%A4*");
    row("/\xc3\xa4", "url:/%C3%A4");
    row("url:http://a/\xc3\xa4?\xc3\xa4", "url:http://a/%C3%A4?%C3%A4");
    row("glob:/a/./%61?/../*", "glob:/a/a?/../*");
    row("glob:http://A:80/*/./b", "glob:http://a/*/./b");
}

void PurgePatternTest::reads() {
    QFETCH(std::string, text);
    QTEST(PurgePattern::parse(text)->toText(), "read");
}

void PurgePatternTest::refuses_data() {
    QTest::addColumn<std::string>("text");
    for (const char* text : {"", "a", "*", "url:", "prefix: ", "tag:", "url:a", "glob:*",
                             "https://a/b", "url:http:///b", "http://u@a/", "All"})
        QTest::newRow(text) << std::string(text);
}

void PurgePatternTest::refuses() {
    QFETCH(std::string, text);
    const auto read = PurgePattern::parse(text);
    QVERIFY(!read);
    QVERIFY(!read.error().message.empty());
}

void PurgePatternTest::matchesGlobs_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("pattern");
    QTest::addColumn<bool>("matches");
    const auto row = [](const char* text, const char* pattern, bool matches) {
        QTest::addRow("'%s' '%s'", text, pattern)
            << std::string(text) << std::string(pattern) << matches;
    };
    row("", "", true);
    row("", "*", true);
    row("", "?", false);
    row("a", "", false);
    row("abc", "abc", true);
    row("abc", "a?c", true);
    row("abc", "a*", true);
    row("abc", "*c", true);
    row("abc", "*b*", true);
    row("abc", "**", true);
    row("abc", "*d*", false);
    row("abcbcd", "a*bcd", true);
    row("aXbXc", "a*b*c", true);
    row("mississippi", "m*iss*ip*i", true);
    row("mississippi", "m*iss*ipp", false);
}

void PurgePatternTest::matchesGlobs() {
    QFETCH(std::string, text);
    QFETCH(std::string, pattern);
    QTEST(matchesGlob(text, pattern), "matches");
}

/// Would not end if each star were tried with each other.
void PurgePatternTest::isNotSlow() {
    std::string pattern = "*";
    for (int i = 0; i < 200; ++i)
        pattern += "a*";
    QVERIFY(!matchesGlob(std::string(4000, 'a'), pattern + "b"));
}

void PurgePatternTest::tellsOneKey() {
    const auto one = PurgePattern::parse("HTTP://A:80/%7eb");
    QVERIFY(one->isOneKey());
    QCOMPARE(one->text(), std::string("http://a/~b"));
    for (const char* text : {"/b", "http://a/*", "prefix:http://a/b", "tag:http://a/b", "all"})
        QVERIFY2(!PurgePattern::parse(text)->isOneKey(), text);
}

QTEST_APPLESS_MAIN(PurgePatternTest)
#include "purge_pattern_test.moc"
