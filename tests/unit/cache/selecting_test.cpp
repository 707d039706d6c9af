#include "cache/selecting.h"

#include <QtTest>

#include "unit/cache/messages.h"

using namespace sluice::cache;

class SelectingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsVary_data();
    void readsVary();
    void matches_data();
    void matches();
    void noticesRequestsThatLack();
    void takesLongValuesAsTheyAre();
};

void SelectingTest::readsVary_data() {
    QTest::addColumn<std::string>("fields");
    QTest::addColumn<std::string>("names");
    const auto row = [](const char* fields, const char* names) {
        QTest::newRow(fields) << std::string(fields) << std::string(names);
    };
    row("Other: a", "");
    row("Vary:", "");
    row("Vary: ,", "");
    row("Vary: Foo", "foo ");
    row("Vary: Foo,,bar, FOO", "bar foo ");
    row("Vary: Foo|vary: Bar", "bar foo ");
    for (const char* none :
         {"Vary: *", "Vary: *, *", "Vary: *|Vary: *", "Vary: , *", "Vary:|Vary: *", "Vary: *, Foo",
          "Vary: Foo, *", "Vary: a b", "Vary: \"a\"", "Vary: a:b", "Vary: X-Forwarded-For",
          "Vary: a, forwarded", "Vary: x-request-id"})
        row(none, "none");
}

void SelectingTest::readsVary() {
    QFETCH(std::string, fields);
    const auto names = varyNames(fieldsOf(fields));
    std::string text;
    for (const std::string& name : names.value_or(std::vector<std::string>()))
        text.append(name).append(" ");
    QTEST(names ? text : std::string("none"), "names");
}

void SelectingTest::matches_data() {
    QTest::addColumn<std::string>("vary");
    QTest::addColumn<std::string>("first");
    QTest::addColumn<std::string>("second");
    QTest::addColumn<bool>("same");
    const auto row = [](const char* name, const char* vary, const char* first, const char* second,
                        bool same) {
        QTest::newRow(name) << std::string(vary) << std::string(first) << std::string(second)
                            << same;
    };
    row("no Vary", "", "Foo: 1", "Foo: 2", true);
    row("same", "Foo", "Foo: 1", "foo: 1", true);
    row("different", "Foo", "Foo: 1", "Foo: 2", false);
    row("omitted", "Foo", "Foo: 1", "", false);
    row("added", "Foo", "", "Foo: 1", false);
    row("omitted by both", "Foo", "", "", true);
    row("empty is not omitted", "Foo", "Foo:", "", false);
    row("empty twice", "Foo", "Foo:", "Foo:", true);
    row("other fields", "Foo", "Foo: 1|Other: 2", "Foo: 1|Other: 3", true);
    row("three match", "Foo, Bar, Baz", "Foo: 1|Bar: a|Baz: 7", "Baz: 7|Foo: 1|Bar: a", true);
    row("three, one differs", "Foo, Bar, Baz", "Foo: 1|Bar: a|Baz: 7", "Foo: 1|Bar: b|Baz: 7",
        false);
    row("three, one omitted by both", "Foo, Bar, Baz", "Foo: 1|Baz: 7", "Foo: 1|Baz: 7", true);
    row("three, another omitted", "Foo, Bar, Baz", "Foo: 1|Baz: 7", "Foo: 1|Bar: 7", false);
    row("case of a value", "Foo", "Foo: a", "Foo: A", false);

    row("meant for this hop", "Foo", "Connection: a, foo|Foo: 1", "", true);
    row("meant for this hop, another", "Foo", "Connection: foo|Foo: 1", "Foo: 1", false);
    row("white space", "Foo", "Foo: 1,2", "Foo:  1 ,\t2 ", true);
    row("white space inside", "Foo", "Foo: a b", "Foo: a  b", false);
    row("quoted white space", "Foo", "Foo: \"a, b\"", "Foo: \"a,b\"", false);
    row("lines joined", "Foo", "Foo: 1, 2", "Foo: 1|Other: x|Foo: 2", true);
    row("lines in another order", "Foo", "Foo: 1|Foo: 2", "Foo: 2|Foo: 1", false);
    row("cookies as they are", "Cookie", "Cookie: a=1,2", "Cookie: a=1, 2", false);
    row("cookies the same", "Cookie", "Cookie: a=1, 2", "Cookie: a=1, 2", true);

    row("encodings sorted", "Accept-Encoding", "Accept-Encoding: gzip, br",
        "Accept-Encoding: BR,gzip", true);
    row("encodings weighted", "Accept-Encoding", "Accept-Encoding: gzip;q=0.5",
        "Accept-Encoding: gzip; q=0.5", true);
    row("other weights", "Accept-Encoding", "Accept-Encoding: gzip;q=0.5",
        "Accept-Encoding: gzip;q=0", false);
    row("other encodings", "Accept-Encoding", "Accept-Encoding: gzip", "Accept-Encoding: br",
        false);
    row("languages in any case", "Accept-Language", "Accept-Language: en-GB",
        "Accept-Language: EN-gb", true);
    row("languages by quality", "Accept-Language", "Accept-Language: de;q=0.5, en",
        "Accept-Language: en, de ; q=0.5", true);
    row("languages of equal quality", "Accept-Language", "Accept-Language: en, de",
        "Accept-Language: de, en", false);
}

void SelectingTest::matches() {
    QFETCH(std::string, vary);
    QFETCH(std::string, first);
    QFETCH(std::string, second);
    QFETCH(bool, same);
    QCOMPARE(sluice::cache::matches(storedOf("Cache-Control: max-age=9|Vary: " + vary, first),
                                    fieldsOf(second)),
             same);
    QCOMPARE(sluice::cache::matches(storedOf("Cache-Control: max-age=9|Vary: " + vary, second),
                                    fieldsOf(first)),
             same);
    QVERIFY(sluice::cache::matches(storedOf("Cache-Control: max-age=9|Vary: " + vary, first),
                                   fieldsOf(first)));
}

void SelectingTest::noticesRequestsThatLack() {
    const StoredResponse stored = storedOf("Cache-Control: max-age=9|Vary: b, a, c", "A: 1|C:");
    QCOMPARE(stored.varyNames, (std::vector<std::string>{"a", "b", "c"}));
    QCOMPARE(stored.selecting, (SelectingFields{{"a", "1"}, {"c", ""}}));
}

void SelectingTest::takesLongValuesAsTheyAre() {
    std::string one, other;
    for (int i = 0; i < 200; ++i) {
        one += "c" + std::to_string(i) + ",";
        other.insert(0, "c" + std::to_string(i) + ",");
    }
    const auto selecting =
        selectingFields(fieldsOf("Accept-Encoding: " + one), {"accept-encoding"});
    StoredResponse response;
    response.varyNames = {"accept-encoding"};
    response.selecting = selecting;
    QCOMPARE(selecting.front().second, one);
    QVERIFY(sluice::cache::matches(response, fieldsOf("Accept-Encoding: " + one)));
    QVERIFY(!sluice::cache::matches(response, fieldsOf("Accept-Encoding: " + other)));
}

QTEST_APPLESS_MAIN(SelectingTest)
#include "selecting_test.moc"
