#include "base/random.h"

#include <QTest>
#include <array>
#include <bit>

using namespace sluice;

class RandomTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesTheKnownSequence();
    void unitIsFromZeroToBelowOne();
    void unitIsUniform_data();
    void unitIsUniform();
    void mixesEveryBit();
};

/// The first values of splitmix64 for the seed 1234567, as published with its reference
/// implementation (Vigna, prng.di.unimi.it/splitmix64.c).
void RandomTest::givesTheKnownSequence() {
    Random random(1234567);
    for (const uint64_t expected :
         {6457827717110365317U, 3203168211198807973U, 9817491932198370423U, 4593380528125082431U,
          16408922859458223821U})
        QCOMPARE(random.next(), expected);
}

void RandomTest::unitIsFromZeroToBelowOne() {
    QCOMPARE(Random::unitOf(0), 0.0);
    QVERIFY(Random::unitOf(UINT64_MAX) < 1);
    QCOMPARE(Random::unitOf(uint64_t{1} << 63), 0.5);
}

void RandomTest::unitIsUniform_data() {
    QTest::addColumn<quint64>("seed");
    for (const quint64 seed : {0, 1, 42, 4711})
        QTest::addRow("seed %llu", seed) << seed;
}

/// Chi-square over 100 classes: 99 degrees of freedom, below 148.2 with a probability of 99.9 %.
void RandomTest::unitIsUniform() {
    QFETCH(const quint64, seed);
    constexpr int draws = 100'000;
    std::array<int, 100> counts{};
    Random random(seed);
    for (int i = 0; i < draws; ++i)
        ++counts[static_cast<size_t>(random.unit() * counts.size())];
    const double expected = double(draws) / counts.size();
    double chiSquare = 0;
    for (const int count : counts)
        chiSquare += (count - expected) * (count - expected) / expected;
    QVERIFY2(chiSquare < 148.2, qPrintable(QString::number(chiSquare)));
}

/// One changed bit changes half of the result's, about.
void RandomTest::mixesEveryBit() {
    for (int bit = 0; bit < 64; ++bit) {
        int changed = 0;
        for (uint64_t value = 1; value <= 100; ++value) {
            const uint64_t other = value ^ (uint64_t{1} << bit);
            changed += std::popcount(Random::mixed(value) ^ Random::mixed(other));
        }
        QVERIFY2(changed > 2'900 && changed < 3'500, qPrintable(QString::number(changed)));
    }
}

QTEST_APPLESS_MAIN(RandomTest)
#include "random_test.moc"
