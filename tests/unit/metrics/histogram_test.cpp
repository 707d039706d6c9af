#include "metrics/histogram.h"

#include <QtTest>
#include <algorithm>
#include <cmath>
#include <functional>
#include <random>
#include <thread>

namespace sluice::metrics {

namespace {

using Values = std::vector<uint64_t>;
using Source = std::function<double(std::mt19937_64&)>;

Values draw(const Source& source, size_t n) {
    std::mt19937_64 random(20240229);
    Values values(n);
    std::generate(values.begin(), values.end(),
                  [&] { return static_cast<uint64_t>(std::max(0.0, source(random))); });
    return values;
}

std::unique_ptr<Histogram> recorded(const Values& values) {
    auto histogram = std::make_unique<Histogram>();
    for (const uint64_t value : values)
        histogram->record(value);
    return histogram;
}

// By nearest rank, of sorted values.
uint64_t exactPercentile(const Values& sorted, double quantile) {
    const auto rank = static_cast<size_t>(std::ceil(quantile * static_cast<double>(sorted.size())));
    return sorted[std::max<size_t>(rank, 1) - 1];
}

void compareCounts(const HistogramCounts& a, const HistogramCounts& b) {
    QCOMPARE(a.total(), b.total());
    QCOMPARE(a.sum(), b.sum());
    for (size_t i = 0; i < Buckets::count; ++i)
        QCOMPARE(a.at(i), b.at(i));
}

}  // namespace

class HistogramTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bucketsJoinWithoutGap();
    void bucketsHoldTheirMiddleAndBounds();
    void largeValuesFallIntoTheLastBucket();
    void percentilesAreWithinOnePercent_data();
    void percentilesAreWithinOnePercent();
    void percentilesOfFewValuesGoByNearestRank();
    void emptyCountsAreZero();
    void mergeOfTwoEqualsOneOfBoth();
    void sinceLeavesWhatCameAfter();
    void oneWriterAndOneReader();
};

void HistogramTest::bucketsJoinWithoutGap() {
    for (size_t i = 1; i < Buckets::count; ++i) {
        QCOMPARE(Buckets::indexOf(Buckets::lowest(i)), i);
        QCOMPARE(Buckets::indexOf(Buckets::lowest(i) - 1), i - 1);
    }
}

void HistogramTest::bucketsHoldTheirMiddleAndBounds() {
    for (size_t i = 0; i + 1 < Buckets::count; ++i) {
        const uint64_t lowest = Buckets::lowest(i);
        const uint64_t highest = Buckets::lowest(i + 1) - 1;
        const auto middle = Buckets::middle(i);
        QCOMPARE(Buckets::indexOf(middle), i);
        const auto furthest = static_cast<double>(std::max(middle - lowest, highest - middle));
        QVERIFY(furthest <= 0.008 * static_cast<double>(lowest));
    }
}

void HistogramTest::largeValuesFallIntoTheLastBucket() {
    QCOMPARE(Buckets::indexOf((uint64_t{1} << 42) - 1), Buckets::count - 1);
    QCOMPARE(Buckets::indexOf(uint64_t{1} << 42), Buckets::count - 1);
    QCOMPARE(Buckets::indexOf(UINT64_MAX), Buckets::count - 1);
}

void HistogramTest::percentilesAreWithinOnePercent_data() {
    QTest::addColumn<Source>("source");
    QTest::newRow("uniform") << Source(std::uniform_real_distribution<>(0, 50e6));
    QTest::newRow("narrow") << Source(std::uniform_real_distribution<>(1.0e6, 1.1e6));
    QTest::newRow("exponential") << Source(std::exponential_distribution<>(1 / 2e6));
    QTest::newRow("lognormal") << Source(std::lognormal_distribution<>(14, 2));
    QTest::newRow("few small values") << Source(std::uniform_real_distribution<>(0, 300));
    QTest::newRow("bimodal") << Source([](std::mt19937_64& random) {
        const bool hit = std::bernoulli_distribution(0.93)(random);
        return hit ? std::normal_distribution<>(80e3, 10e3)(random)
                   : std::normal_distribution<>(250e6, 30e6)(random);
    });
}

void HistogramTest::percentilesAreWithinOnePercent() {
    QFETCH(Source, source);
    Values values = draw(source, 100'000);
    const HistogramCounts counts = recorded(values)->counts();
    std::sort(values.begin(), values.end());
    QCOMPARE(counts.total(), values.size());
    for (const double quantile : {0.0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 0.9999, 1.0}) {
        const auto exact = static_cast<double>(exactPercentile(values, quantile));
        const auto told = static_cast<double>(counts.percentile(quantile));
        QVERIFY2(std::abs(told - exact) <= 0.01 * exact,
                 qPrintable(QStringLiteral("quantile %1: %2 for %3")
                                .arg(quantile)
                                .arg(told, 0, 'f', 0)
                                .arg(exact, 0, 'f', 0)));
    }
    QCOMPARE(counts.max(), counts.percentile(1));
}

void HistogramTest::percentilesOfFewValuesGoByNearestRank() {
    const HistogramCounts counts = recorded({10, 20, 30, 40})->counts();
    QCOMPARE(counts.percentile(-1), uint64_t{10});
    QCOMPARE(counts.percentile(0.25), uint64_t{10});
    QCOMPARE(counts.percentile(0.26), uint64_t{20});
    QCOMPARE(counts.percentile(0.5), uint64_t{20});
    QCOMPARE(counts.percentile(0.99), uint64_t{40});
    QCOMPARE(counts.percentile(2), uint64_t{40});
    QCOMPARE(counts.mean(), 25.0);
    QCOMPARE(counts.max(), uint64_t{40});
}

void HistogramTest::emptyCountsAreZero() {
    const HistogramCounts counts = Histogram().counts();
    QCOMPARE(counts.total(), uint64_t{0});
    QCOMPARE(counts.percentile(0.5), uint64_t{0});
    QCOMPARE(counts.max(), uint64_t{0});
    QCOMPARE(counts.mean(), 0.0);
}

void HistogramTest::mergeOfTwoEqualsOneOfBoth() {
    const Values first = draw(std::exponential_distribution<>(1e-6), 5'000);
    const Values second = draw(std::uniform_real_distribution<>(0, 1e9), 3'000);
    Values both = first;
    both.insert(both.end(), second.begin(), second.end());

    HistogramCounts merged = recorded(first)->counts();
    merged.merge(recorded(second)->counts());
    compareCounts(merged, recorded(both)->counts());
}

void HistogramTest::sinceLeavesWhatCameAfter() {
    const Values earlier = draw(std::exponential_distribution<>(1e-6), 5'000);
    const Values later = draw(std::uniform_real_distribution<>(0, 1e9), 3'000);
    const auto histogram = recorded(earlier);
    const HistogramCounts before = histogram->counts();
    for (const uint64_t value : later)
        histogram->record(value);

    compareCounts(histogram->counts().since(before), recorded(later)->counts());
    QCOMPARE(before.since(before).total(), uint64_t{0});
}

// Meant for -fsanitize=thread too.
void HistogramTest::oneWriterAndOneReader() {
    constexpr uint64_t n = 200'000;
    Histogram histogram;
    std::thread writer([&] {
        for (uint64_t i = 0; i < n; ++i)
            histogram.record(i);
    });
    HistogramCounts last;
    bool rising = true;
    while (last.total() < n && rising) {
        const HistogramCounts counts = histogram.counts();
        rising = counts.total() >= last.total() && counts.sum() >= last.sum();
        last = counts;
    }
    writer.join();
    QVERIFY(rising);
    QCOMPARE(histogram.counts().total(), n);
    QCOMPARE(histogram.counts().sum(), n * (n - 1) / 2);
}

}  // namespace sluice::metrics

QTEST_APPLESS_MAIN(sluice::metrics::HistogramTest)
#include "histogram_test.moc"
