#include "cache/redis/backoff.h"

#include <QTest>

using namespace sluice;
using namespace std::chrono_literals;
using cache::redis::Backoff;

class BackoffTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void growsUpToABound();
    void beginsAnew();
    void differsFromOthers();
};

void BackoffTest::growsUpToABound() {
    Backoff backoff(1);
    for (Duration nominal : {100ms, 200ms, 400ms, 800ms, 1600ms, 3200ms, 5000ms, 5000ms}) {
        const Duration wait = backoff.next();
        QVERIFY(wait >= nominal / 2);
        QVERIFY(wait <= nominal);
    }
}

void BackoffTest::beginsAnew() {
    Backoff backoff(1);
    for (int i = 0; i < 10; ++i)
        backoff.next();
    backoff.reset();
    QVERIFY(backoff.next() <= 100ms);
}

void BackoffTest::differsFromOthers() {
    QVERIFY(Backoff(1).next() != Backoff(2).next());
}

QTEST_APPLESS_MAIN(BackoffTest)
#include "backoff_test.moc"
