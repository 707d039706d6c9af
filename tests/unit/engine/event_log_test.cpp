#include "engine/event_log.h"

#include <QTest>

using sluice::engine::EventLog;

namespace {

QByteArray textsOf(const EventLog& log) {
    QByteArray all;
    for (const auto& event : log.events())
        all += QByteArray::fromStdString(event.subject + ": " + event.text + "\n");
    return all;
}

}  // namespace

class EventLogTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsTheNewest();
    void oneServerDoesNotPushTheOthersOut();
    void makesOneOfABurst();
    void tellsBurstsApart();
    void forgetsWhatChangedNothing();
};

void EventLogTest::keepsTheNewest() {
    EventLog log;
    for (size_t i = 0; i < EventLog::capacity + 5; ++i)
        log.add("weight", "s" + std::to_string(i), "1 → 2");
    QCOMPARE(log.events().size(), EventLog::capacity);
    QCOMPARE(log.events().front().subject, std::string("s5"));
    QCOMPARE(log.events().back().subject, "s" + std::to_string(EventLog::capacity + 4));
}

void EventLogTest::oneServerDoesNotPushTheOthersOut() {
    EventLog log;
    log.add("start", "gateway", "the gateway listens");
    for (int i = 0; i < 1000; ++i) {
        log.add("eject", "s1", std::to_string(i));
        log.add("recover", "s1", std::to_string(i));
    }
    QCOMPARE(log.events().size(), 1 + 2 * EventLog::capacityForOne);
    QCOMPARE(log.events().front().kind, std::string("start"));
    QCOMPARE(log.events()[1].text, std::to_string(1000 - EventLog::capacityForOne));
    QCOMPARE(log.events().back().text, std::string("999"));
}

void EventLogTest::makesOneOfABurst() {
    EventLog log;
    log.add("start", "gateway", "listens");
    for (int i = 1; i < 1000; ++i) {
        log.addChange("weight", "one", std::to_string(i), std::to_string(i + 1));
        log.addChange("weight", "two", std::to_string(i + 1), std::to_string(i + 2));
    }
    QCOMPARE(textsOf(log), QByteArray("gateway: listens\none: 1 → 1000\ntwo: 2 → 1001\n"));
}

void EventLogTest::tellsBurstsApart() {
    EventLog log;
    log.addChange("weight", "one", "1", "2");
    log.addChange("weight", "one", "7", "8");  // of another pool
    log.addChange("scale", "one", "8", "9");
    log.addChange("weight", "one", "18", "19");
    QCOMPARE(textsOf(log), QByteArray("one: 1 → 2\none: 7 → 8\none: 8 → 9\none: 18 → 19\n"));
}

void EventLogTest::forgetsWhatChangedNothing() {
    EventLog log;
    log.add("start", "gateway", "listens");
    log.addChange("weight", "one", "1", "2");
    log.addChange("weight", "one", "2", "1");
    QCOMPARE(textsOf(log), QByteArray("gateway: listens\n"));
}

QTEST_APPLESS_MAIN(EventLogTest)
#include "event_log_test.moc"
