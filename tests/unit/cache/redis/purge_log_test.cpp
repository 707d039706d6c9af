#include "cache/redis/purge_log.h"

#include <QTest>

using namespace sluice;
using namespace sluice::cache;
using redis::Change;
using redis::PurgeLog;
using redis::Stamp;
using Verdict = PurgeLog::Verdict;

namespace {

constexpr auto key = "http://a.test/x";
const std::vector<std::string> noTags;

PurgePattern patternOf(const std::string& text) {
    return PurgePattern::parse(text).value();
}

/// A list in Redis with entries 1, 2, …
std::vector<std::string> listed(const std::vector<std::string>& patterns) {
    std::vector<std::string> list;
    for (const std::string& pattern : patterns) {
        const uint64_t entry = list.size() + 1;
        list.push_back(Change{entry, 100 + entry, pattern}.toText());
    }
    return list;
}

}  // namespace

class PurgeLogTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void trustsNothingBeforeItLearned();
    void removesWhatALaterPurgeMatches();
    void removesWhatWasWrittenOver();
    void removesWhatItCannotTell();
    void appliesWhatRedisLacks();
    void hears();
    void purgesAllForUnboundedPatterns_data();
    void purgesAllForUnboundedPatterns();
    void purgesAllOfTooMany();
    void wakesWhoTells();
};

void PurgeLogTest::trustsNothingBeforeItLearned() {
    PurgeLog log;
    QVERIFY(!log.hasList());
    QVERIFY(log.judge({1, 0}, {1, 0}, key, noTags) == Verdict::unknown);
    QVERIFY(log.judge({0, 0}, {0, 0}, key, noTags) == Verdict::unknown);
    const TimePoint now = Clock::now();
    QVERIFY(!log.isComparedSince(now));
    log.compared({"/socket", {}}, now);
    QVERIFY(log.isComparedSince(now));
    QVERIFY(!log.isComparedSince(now + Duration(1)));
    QCOMPARE(log.server().socketPath, std::string("/socket"));
}

void PurgeLogTest::removesWhatALaterPurgeMatches() {
    PurgeLog log;
    log.learnPurges(listed({"-", "url:http://a.test/x", "tag:a", "-"}), {}, false);
    QVERIFY(log.hasList());
    QVERIFY(log.judge({3, 0}, {4, 0}, key, noTags) == Verdict::good);
    QVERIFY(log.judge({1, 0}, {3, 0}, key, noTags) == Verdict::gone);
    QVERIFY(log.judge({1, 0}, {3, 0}, "http://a.test/y", noTags) == Verdict::good);
    QVERIFY(log.judge({2, 0}, {3, 0}, key, noTags) == Verdict::good);
    QVERIFY(log.judge({2, 0}, {3, 0}, key, std::vector<std::string>{"b", "a"}) == Verdict::gone);
    QVERIFY(log.judge({3, 0}, {3, 0}, key, std::vector<std::string>{"a"}) == Verdict::good);
    // Redis said so before the last purge.
    QVERIFY(log.judge({1, 0}, {1, 0}, key, noTags) == Verdict::gone);
}

void PurgeLogTest::removesWhatWasWrittenOver() {
    PurgeLog log;
    log.learnPurges(listed({"-"}), {}, false);
    QVERIFY(log.judge({1, 0}, {1, 7}, key, noTags) == Verdict::gone);
    QVERIFY(log.judge({1, 7}, {1, 0}, key, noTags) == Verdict::gone);
    QVERIFY(log.judge({1, 7}, {1, 7}, key, noTags) == Verdict::good);
    log.write(key);
    QVERIFY(log.isWritten(key));
    QVERIFY(!log.isWritten("http://a.test/y"));
}

void PurgeLogTest::removesWhatItCannotTell() {
    PurgeLog log;
    log.learnPurges(listed({"-", "tag:a"}), {}, false);
    // Older than the list, or of another history.
    QVERIFY(log.judge({9, 0}, {2, 0}, key, noTags) == Verdict::gone);
    QVERIFY(log.judge({0, 0}, {2, 0}, key, noTags) == Verdict::gone);
    // Redis knows more.
    QVERIFY(log.judge({1, 0}, {3, 0}, key, noTags) == Verdict::unknown);
    auto list = listed({"-", "tag:a"});
    list.push_back("of a later version");
    const auto news = log.learnPurges(list, {}, false);
    QCOMPARE(news.purges.size(), size_t(1));
    QVERIFY(news.purges.front() == PurgePattern::all());
    QVERIFY(log.judge({2, 0}, {2, 0}, key, noTags) == Verdict::gone);
}

void PurgeLogTest::appliesWhatRedisLacks() {
    PurgeLog log;
    log.learnPurges(listed({"-"}), {}, false);
    const uint64_t id = log.purge(patternOf("url:http://a.test/x"));
    QVERIFY(log.owes(id));
    QVERIFY(log.judge({1, 0}, {1, 0}, key, noTags) == Verdict::gone);
    QVERIFY(log.judge({1, 0}, {1, 0}, "http://a.test/y", noTags) == Verdict::good);
    auto owed = log.owed(64);
    QCOMPARE(owed.purges.size(), size_t(1));
    log.told(owed);
    QCOMPARE(log.owedCount(), size_t(0));
    QVERIFY(log.judge({1, 0}, {1, 0}, key, noTags) == Verdict::gone);
    // It is on the list, and then on that of a server that took over, which lacks it.
    auto list = listed({"-"});
    const uint64_t entry = owed.purges.front().entry;
    list.push_back(owed.purges.front().toText());
    QVERIFY(log.learnPurges(list, log.asked(), true).purges.empty());
    QVERIFY(log.judge({entry, 0}, {entry, 0}, key, noTags) == Verdict::good);
    QVERIFY(log.judge({1, 0}, {1, 0}, key, noTags) == Verdict::gone);
    log.learnPurges(listed({"-"}), log.asked(), true);
    QVERIFY(log.owes(id));
    QVERIFY(log.judge({1, 0}, {1, 0}, key, noTags) == Verdict::gone);
}

void PurgeLogTest::hears() {
    PurgeLog log;
    log.learnPurges(listed({"-"}), {}, false);
    log.learnWrites({}, {}, false);
    const Change purge{2, 102, "url:http://a.test/x"}, write{3, 103, key};
    QCOMPARE(log.hear(PurgeLog::purgeMessage(purge)).purges.size(), size_t(1));
    QCOMPARE(log.hear(PurgeLog::purgeMessage(purge)).purges.size(), size_t(0));
    QVERIFY(log.judge({1, 0}, {1, 0}, key, noTags) == Verdict::gone);
    QVERIFY(log.hear(PurgeLog::purgeMessage({5, 105, "-"})).purges.empty());
    QCOMPARE(log.hear(PurgeLog::writeMessage(write)).writes, std::vector<std::string>{key});
    QVERIFY(log.isWritten(key));
    QVERIFY(log.learnWrites({write.toText()}, log.asked(), true).writes.empty());
    QVERIFY(!log.isWritten(key));
    // What is below a branch has no mark: it is told from the list at the start, too.
    const Change cut{4, 104, "below http://a.test/d/"};
    QCOMPARE(log.hear(PurgeLog::writeMessage(cut)).branches,
             std::vector<std::string>{"http://a.test/d/"});
    PurgeLog late;
    const auto first = late.learnWrites({write.toText(), cut.toText()}, {}, false);
    QCOMPARE(first.branches.size(), size_t(1));
    QVERIFY(first.writes.empty());
    for (const auto* text : {"", "2", "3 p 1", "1 x all", "2 p all"})
        QVERIFY2(log.hear(text).inDoubt, text);
}

void PurgeLogTest::purgesAllForUnboundedPatterns_data() {
    QTest::addColumn<QByteArray>("pattern");
    QTest::newRow("long glob") << "glob:/" + QByteArray(1100, 'x') + '*';
    QTest::newRow("wild glob") << "glob:/*" + QByteArray(70, '?') + '*';
    QTest::newRow("long text") << "prefix:/" + QByteArray(64 * 1024, 'x');
    QTest::newRow("unknown") << QByteArray("regex:/(a|a)*b");
}

/// Nobody is to match what may take for ever, and nothing that it may have meant is to stay.
void PurgeLogTest::purgesAllForUnboundedPatterns() {
    QFETCH(QByteArray, pattern);
    const Change purge{2, 102, pattern.toStdString()};
    PurgeLog listening;
    listening.learnPurges(listed({"-"}), {}, false);
    const auto heard = listening.hear(PurgeLog::purgeMessage(purge));
    QCOMPARE(heard.purges, std::vector{PurgePattern::all()});
    QVERIFY(listening.judge({1, 0}, {1, 0}, key, noTags) == Verdict::gone);
    PurgeLog reading;
    reading.learnPurges(listed({"-"}), {}, false);
    const auto read = reading.learnPurges(listed({"-", pattern.toStdString()}), {}, false);
    QCOMPARE(read.purges, std::vector{PurgePattern::all()});
    QVERIFY(reading.judge({1, 0}, {2, 0}, key, noTags) == Verdict::gone);
}

void PurgeLogTest::purgesAllOfTooMany() {
    PurgeLog log;
    log.learnPurges(listed({"-"}), {}, false);
    for (size_t i = 0; i < PurgeLog::mostPurgesOwed; ++i)
        log.purge(patternOf("tag:" + std::to_string(i)));
    QVERIFY(log.judge({1, 0}, {1, 0}, key, noTags) == Verdict::good);
    log.purge(patternOf("tag:more"));
    QVERIFY(log.judge({1, 0}, {1, 0}, key, noTags) == Verdict::gone);
    QCOMPARE(log.owedCount(), size_t(1));
    for (size_t i = 0; i <= PurgeLog::mostWritesOwed; ++i)
        log.write("http://a.test/" + std::to_string(i));
    QCOMPARE(log.owedCount(), size_t(2));
    const auto owed = log.owed(64);
    QVERIFY(owed.writes.empty());
    QVERIFY(owed.purges.back().what == "all");
}

void PurgeLogTest::wakesWhoTells() {
    PurgeLog log;
    int woken = 0;
    log.onNews([&] { ++woken; });
    log.purge(PurgePattern::all());
    log.write(key);
    log.wake();
    QCOMPARE(woken, 3);
    log.begin();  // what is owed begins the list
    QCOMPARE(woken, 3);
    log.onNews({});
    log.purge(PurgePattern::all());
    QCOMPARE(woken, 3);
}

QTEST_APPLESS_MAIN(PurgeLogTest)
#include "purge_log_test.moc"
