#include "engine/event_log.h"

#include <QTest>

using sluice::engine::EventLog;

class EventLogTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsTheNewest();
    void oneServerDoesNotPushTheOthersOut();
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

QTEST_APPLESS_MAIN(EventLogTest)
#include "event_log_test.moc"
