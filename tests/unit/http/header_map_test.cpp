#include "http/header_map.h"

#include <QtTest>

#include "http/head_grammar.h"
#include "unit/http/message_reader.h"

using namespace sluice::http;

namespace {

std::string joined(const HeaderMap& fields) {
    std::string text;
    for (const auto [name, value] : fields)
        text.append(name).append("=").append(value).append(";");
    return text;
}

HeaderMap sample() {
    HeaderMap fields;
    fields.add("A", "1");
    fields.add("B", "2");
    fields.add("a", "3");
    fields.add("C", "");
    return fields;
}

}  // namespace

class HeaderMapTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void comparesNames_data();
    void comparesNames();
    void keepsOrderAndRepetitions();
    void finds();
    void findsAmongManyNames();
    void setsAtThePlaceOfTheFirst();
    void addsWhatItSets();
    void takesViewsOfNothing();
    void removes();
    void removesByPredicate();
    void takesItsOwnViews();
    void storesSections();
    void appendsLines();
    void appendsWhatWasSpacedOddly();
    void findsTokens_data();
    void findsTokens();
    void leavesItsMemoryToTheNext();
};

void HeaderMapTest::comparesNames_data() {
    QTest::addColumn<std::string>("a");
    QTest::addColumn<std::string>("b");
    QTest::addColumn<bool>("equal");
    const auto row = [](const std::string& a, const std::string& b, bool equal) {
        QTest::addRow("%s %s", a.c_str(), b.c_str()) << a << b << equal;
    };
    row("Content-Length", "content-LENGTH", true);
    row("", "", true);
    row("a", "b", false);
    row("a", "aa", false);
    row("@", "`", false);
    row("[", "{", false);
    row("\xc3\x84", "\xc3\xa4", false);
}

void HeaderMapTest::comparesNames() {
    QFETCH(std::string, a);
    QFETCH(std::string, b);
    QTEST(equalNames(a, b), "equal");
}

void HeaderMapTest::keepsOrderAndRepetitions() {
    const HeaderMap fields = sample();
    QCOMPARE(joined(fields), std::string("A=1;B=2;a=3;C=;"));
    QCOMPARE(fields.size(), size_t(4));
    QVERIFY(fields.at(2).name == "a");
}

void HeaderMapTest::finds() {
    const HeaderMap fields = sample();
    QVERIFY(fields.find("a") == "1");
    QVERIFY(fields.find("c") == "");
    QVERIFY(!fields.find("d"));
    QVERIFY(fields.contains("b"));
    QCOMPARE(fields.count("A"), size_t(2));
    QCOMPARE(fields.count("d"), size_t(0));
}

/// Names that the map tells apart at a glance, and those that it has to look for.
void HeaderMapTest::findsAmongManyNames() {
    const auto nameOf = [](int number) {
        return "X-" + std::string(number % 7, 'n') + std::to_string(number);
    };
    HeaderMap fields;
    for (int number = 0; number < 200; ++number) {
        QVERIFY(!fields.contains(nameOf(number)));
        if (number % 2 == 0) fields.add(nameOf(number), std::to_string(number));
        if (number % 2 != 0) fields.set(nameOf(number), std::to_string(number));
        HeaderMap assigned;
        assigned.assign(fields);
        for (const HeaderMap& map : {fields, HeaderMap(fields), assigned})
            QCOMPARE(map.find(nameOf(number)).value_or(""),
                     std::string_view(std::to_string(number)));
    }
    QCOMPARE(fields.remove(nameOf(7)), size_t(1));
    QVERIFY(!fields.contains(nameOf(7)));
    fields.clear();
    QVERIFY(!fields.contains(nameOf(8)));
    fields.add("A", "1");
    QVERIFY(!fields.contains(nameOf(8)));
}

void HeaderMapTest::setsAtThePlaceOfTheFirst() {
    HeaderMap fields = sample();
    fields.set("a", "longer than before");
    QCOMPARE(joined(fields), std::string("a=longer than before;B=2;C=;"));
}

void HeaderMapTest::addsWhatItSets() {
    HeaderMap fields = sample();
    fields.set("D", "4");
    QCOMPARE(joined(fields), std::string("A=1;B=2;a=3;C=;D=4;"));
}

/// A view of nothing has no address.
void HeaderMapTest::takesViewsOfNothing() {
    HeaderMap fields;
    fields.add("A", {});
    fields.addJoined("B", {{}, "1"});
    fields.set("A", {});
    QCOMPARE(joined(fields), std::string("A=;B=1;"));
}

void HeaderMapTest::removes() {
    HeaderMap fields = sample();
    QCOMPARE(fields.remove("A"), size_t(2));
    QCOMPARE(fields.remove("A"), size_t(0));
    QCOMPARE(joined(fields), std::string("B=2;C=;"));
}

void HeaderMapTest::removesByPredicate() {
    HeaderMap fields = sample();
    const auto isEmpty = [](const HeaderMap::Field& field) { return field.value.empty(); };
    QCOMPARE(fields.removeIf(isEmpty), size_t(1));
    QCOMPARE(joined(fields), std::string("A=1;B=2;a=3;"));
}

void HeaderMapTest::takesItsOwnViews() {
    HeaderMap fields;
    fields.add("Name", "a value that is too long for a small string");
    for (int i = 0; i < 100; ++i) {
        fields.add(fields.at(0).name, fields.at(0).value);
        fields.set(fields.at(0).name, fields.at(0).value);
    }
    QCOMPARE(joined(fields), std::string("Name=a value that is too long for a small string;"));
}

void HeaderMapTest::storesSections() {
    HeaderMap fields = sample();
    const std::string_view section = fields.storeSection("D: 4\r\nE: 5\r\n\r\n");
    fields.addStored(section.substr(0, 1), section.substr(3, 1));
    fields.addStored(section.substr(6, 1), section.substr(9, 1));
    fields.remove("a");
    QCOMPARE(joined(fields), std::string("B=2;C=;D=4;E=5;"));
}

void HeaderMapTest::appendsLines() {
    std::string out = "x";
    HeaderMap().appendLines(out);
    QCOMPARE(out, std::string("x"));
    HeaderMap fields = sample();
    fields.addJoined("D", {"4", "", "5"});
    fields.remove("B");
    fields.set("a", "6");
    fields.appendLines(out);
    QCOMPARE(out, std::string("xa: 6\r\nC: \r\nD: 45\r\n"));
}

/// A line is sent as it came only if nothing but one blank was added to name and value.
void HeaderMapTest::appendsWhatWasSpacedOddly() {
    HeaderMap fields;
    QVERIFY(parseFields("A:1\r\nB: 2 \r\nC: 3\r\nD:  4\r\nE:\r\nF: \r\nG: 7 \r\n\r\n", fields));
    fields.add("H", "8");
    std::string out;
    fields.appendLines(out);
    QCOMPARE(out, std::string("A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\nE: \r\nF: \r\nG: 7\r\nH: 8\r\n"));
}

void HeaderMapTest::findsTokens_data() {
    QTest::addColumn<std::string>("first");
    QTest::addColumn<std::string>("second");
    QTest::addColumn<bool>("found");
    const auto row = [](const char* first, const char* second, bool found) {
        QTest::addRow("'%s' '%s'", first, second)
            << std::string(first) << std::string(second) << found;
    };
    row("close", "", true);
    row("Close", "", true);
    row("a,close", "", true);
    row("a ,\tCLOSE , b", "", true);
    row(",,close,", "", true);
    row("a", "close", true);
    row("closed", "", false);
    row("a close", "", false);
    row("", "", false);
    row("close;x", "", false);
    const std::string many(32, ',');
    row((many + "a").c_str(), (many.substr(1) + "close").c_str(), false);
    row((many + "a").c_str(), (many.substr(2) + "close").c_str(), true);
}

void HeaderMapTest::findsTokens() {
    QFETCH(std::string, first);
    QFETCH(std::string, second);
    HeaderMap fields;
    fields.add("Other", "close");
    fields.add("connection", first);
    fields.add("Connection", second);
    QTEST(fields.hasToken("Connection", "close"), "found");
}

void HeaderMapTest::leavesItsMemoryToTheNext() {
    HeaderMap fields;
    fields.add("Name", "value");
    [[maybe_unused]] const void* text = fields.at(0).name.data();
    fields.clear();
    QVERIFY(fields.empty());
    HeaderMap next;
    next.add("Other", "value");
#ifndef __SANITIZE_ADDRESS__
    QCOMPARE(static_cast<const void*>(next.at(0).name.data()), text);
#endif
}

QTEST_APPLESS_MAIN(HeaderMapTest)
#include "header_map_test.moc"
