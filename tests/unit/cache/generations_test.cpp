#include <QTest>

#include "cache/generations.h"

using namespace sluice::cache;

namespace {

constexpr std::string_view url = "http://a/dir/x?q";

PurgePattern pattern(std::string_view text) {
    return PurgePattern::parse(text).value();
}

}  // namespace

/// Who writes or purges has the last word, and nobody else is disturbed.
class GenerationsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatChanged_data();
    void tellsWhatChanged();
    void isOverForWhatComesLater();
    void forgetsOldPatterns();
    void remembersOnePatternOnce();
};

void GenerationsTest::tellsWhatChanged_data() {
    QTest::addColumn<QByteArray>("purged");
    QTest::addColumn<bool>("changed");
    const auto row = [](const char* text, bool changed) {
        QTest::addRow("%s", text) << QByteArray(text) << changed;
    };
    row("all", true);
    row("url:http://a/dir/x?q", true);
    row("url:/dir/x?q", true);
    row("prefix:/dir/", true);
    row("prefix:http://a/", true);
    row("glob:/d*/x*", true);
    row("tag:red", true);
    row("url:http://a/dir/x", false);
    row("url:http://b/dir/x?q", false);
    row("url:/dir/y", false);
    row("prefix:/other", false);
    row("glob:http://b/*", false);
    row("tag:blue", false);
}

void GenerationsTest::tellsWhatChanged() {
    QFETCH(QByteArray, purged);
    const std::vector<std::string> tags{"green", "red"};
    Generations generations;
    const auto before = generations.now();
    QVERIFY(!generations.hasChanged(before, url, tags));
    generations.advance(pattern(purged.toStdString()));
    QTEST(generations.hasChanged(before, url, tags), "changed");
    QVERIFY(!generations.hasChanged(generations.now(), url, tags));
}

void GenerationsTest::isOverForWhatComesLater() {
    Generations generations;
    const auto first = generations.now();
    generations.advance(url);
    const auto second = generations.now();
    generations.advance("http://a/other");
    QVERIFY(generations.hasChanged(first, url));
    QVERIFY(!generations.hasChanged(second, url));
    QVERIFY(generations.hasChanged(second, "http://a/other"));
    // What stands behind a URL in a key makes no difference.
    QVERIFY(generations.hasChanged(first, std::string(url) + " pool\nAccept:x"));
}

void GenerationsTest::forgetsOldPatterns() {
    Generations generations;
    const auto first = generations.now();
    for (size_t i = 0; i < Generations::mostPatterns; ++i)
        generations.advance(pattern("prefix:/p" + std::to_string(i)));
    QVERIFY(!generations.hasChanged(first, url));
    const auto last = generations.now();
    generations.advance(pattern("prefix:/one-more"));
    QVERIFY(generations.hasChanged(first, url));
    QVERIFY(!generations.hasChanged(last, url));
}

void GenerationsTest::remembersOnePatternOnce() {
    Generations generations;
    const auto first = generations.now();
    for (size_t i = 0; i < 2 * Generations::mostPatterns; ++i)
        generations.advance(pattern("prefix:/often"));
    QVERIFY(!generations.hasChanged(first, url));
    QVERIFY(generations.hasChanged(first, "http://a/often/x"));
}

QTEST_GUILESS_MAIN(GenerationsTest)
#include "generations_test.moc"
