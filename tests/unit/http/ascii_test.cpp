#include "http/ascii.h"

#include <QtTest>
#include <algorithm>
#include <string>

using namespace sluice::http;

class AsciiTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void comparesNamesOfAnyLength();
    void comparesAllCharacters();
    void lowersEightAtOnce();
};

void AsciiTest::comparesNamesOfAnyLength() {
    for (size_t length = 0; length < 40; ++length) {
        const std::string name(length, 'n');
        QVERIFY(equalNames(name, std::string(length, 'N')));
        QVERIFY(!equalNames(name, std::string(length + 1, 'n')));
        for (size_t at = 0; at < length; ++at) {
            std::string other(length, 'N');
            other[at] = 'm';
            QVERIFY(!equalNames(name, other));
        }
    }
}

void AsciiTest::comparesAllCharacters() {
    // Alone, and where eight are compared at once.
    for (const size_t length : {size_t{1}, size_t{11}}) {
        for (int a = 0; a < 256; ++a) {
            for (int b = 0; b < 256; ++b) {
                std::string first(length, 'x');
                std::string second(length, 'X');
                first[length / 2] = static_cast<char>(a);
                second[length / 2] = static_cast<char>(b);
                const bool same = toLower(static_cast<char>(a)) == toLower(static_cast<char>(b));
                QVERIFY2(equalNames(first, second) == same,
                         qPrintable(QString::number(a * 256 + b)));
            }
        }
    }
}

void AsciiTest::lowersEightAtOnce() {
    for (int c = 0; c < 256; ++c) {
        std::string text = "AZaz@[`{";
        std::fill(text.begin() + 2, text.begin() + 4, static_cast<char>(c));
        uint64_t chars = 0;
        std::memcpy(&chars, text.data(), sizeof(chars));
        chars = toLowerEight(chars);
        std::transform(text.begin(), text.end(), text.begin(),
                       [](char one) { return toLower(one); });
        QVERIFY(std::memcmp(&chars, text.data(), sizeof(chars)) == 0);
    }
}

QTEST_APPLESS_MAIN(AsciiTest)
#include "ascii_test.moc"
