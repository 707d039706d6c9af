#include "http/field_names.h"

#include <QtTest>
#include <string>

using namespace sluice::http;

class FieldNamesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void containsItsMembersInAnyCase();
    void containsNothingElse();
};

namespace {

constexpr FieldNames names{"X", "Via", "Age", "Content-Length", "a-name-of-thirty-two-characters-"};

}  // namespace

void FieldNamesTest::containsItsMembersInAnyCase() {
    for (const char* name : {"X", "x", "via", "VIA", "age", "content-length", "CONTENT-LENGTH",
                             "A-Name-Of-Thirty-Two-Characters-"})
        QVERIFY2(names.contains(name), name);
    static_assert(names.contains("Via"));
}

void FieldNamesTest::containsNothingElse() {
    for (const char* name :
         {"", "Y", "Vi", "Vib", "Content-Lengt", "Content-Lengths",
          "a-name-of-thirty-two-characters+", "a-name-of-thirty-two-characters-+"})
        QVERIFY2(!names.contains(name), name);
    QVERIFY(!names.contains(std::string(70'000, 'x')));
}

QTEST_APPLESS_MAIN(FieldNamesTest)
#include "field_names_test.moc"
