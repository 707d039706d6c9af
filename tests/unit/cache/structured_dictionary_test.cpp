#include "cache/structured_dictionary.h"

#include <QtTest>
#include <array>

using namespace sluice::cache;

class StructuredDictionaryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void parses_data();
    void parses();
    void refuses_data();
    void refuses();
};

void StructuredDictionaryTest::parses_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char* text, const char* expected) {
        QTest::newRow(text) << std::string(text) << std::string(expected);
    };
    row("", "");
    row("  ", "");
    row("a", "a:boolean:1 ");
    row(" a , b\t,\t*c ", "a:boolean:1 b:boolean:1 *c:boolean:1 ");
    row("a=?0, b=?1", "a:boolean:0 b:boolean:1 ");
    row("a=1, a-b_c.d*=-0", "a:integer:1 a-b_c.d*:integer:-0 ");
    row("a=123456789012345", "a:integer:123456789012345 ");
    row("a=1.5, b=-123456789012.123", "a:decimal:1.5 b:decimal:-123456789012.123 ");
    row("a=\"x, \\\"y\\\" \\\\\"", "a:string:x, \"y\" \\ ");
    row("a=\"\"", "a:string: ");
    row("a=tok/en:x, b=*", "a:token:tok/en:x b:token:* ");
    row("a=:aGk=:, b=::", "a:bytes:aGk= b:bytes: ");
    row("a=(), b=( 1 \"x\" y;p=1 ), c", "a:inner list: b:inner list: c:boolean:1 ");
    row("a;p;q=1; r=\"x\", b=1;s=?0", "a:boolean:1 b:integer:1 ");
    row("a=1, b=2, a=3", "a:integer:3 b:integer:2 ");
}

void StructuredDictionaryTest::parses() {
    QFETCH(std::string, text);
    constexpr std::array types{"integer", "decimal", "string",    "token",
                               "bytes",   "boolean", "inner list"};
    const auto members = parseDictionary(text);
    QVERIFY(members);
    std::string told;
    for (const DictionaryMember& member : *members)
        told.append(member.key + ":" + types[static_cast<size_t>(member.type)] + ":")
            .append(member.text + " ");
    QTEST(told, "expected");
}

void StructuredDictionaryTest::refuses_data() {
    QTest::addColumn<std::string>("text");
    for (const char* text : {",",
                             "a,",
                             "a,,b",
                             "a b",
                             "A",
                             "1",
                             "-a",
                             "a =1",
                             "a= 1",
                             "a=",
                             "a=?",
                             "a=?2",
                             "a=-",
                             "a=1.",
                             "a=.5",
                             "a=1.2345",
                             "a=1234567890123456",
                             "a=1234567890123.1",
                             "a=\"x",
                             "a=\"\\x\"",
                             "a=\"\t\"",
                             "a=\"\xc3\xa9\"",
                             "a=:x",
                             "a=:?:",
                             "a=(1",
                             "a=(1,2)",
                             "a=(1\"x\")",
                             "a=()x",
                             "a;",
                             "a;1",
                             "a;P=1",
                             "a;p=",
                             "a=@1",
                             "a=%\"x\"",
                             "a\tb",
                             "\ta",
                             "a=1 ;p"})
        QTest::newRow(text) << std::string(text);
}

void StructuredDictionaryTest::refuses() {
    QFETCH(std::string, text);
    QVERIFY(!parseDictionary(text));
}

QTEST_APPLESS_MAIN(StructuredDictionaryTest)
#include "structured_dictionary_test.moc"
