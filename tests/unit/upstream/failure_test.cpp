#include "upstream/failure.h"

#include <QTest>
#include <cerrno>

using namespace sluice::upstream;

/// Whose fault it is.
class FailureTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsOurOwnLackFromAServersFailure_data();
    void tellsOurOwnLackFromAServersFailure();
    void keepsTheKindOfAServersFailure();
};

void FailureTest::tellsOurOwnLackFromAServersFailure_data() {
    QTest::addColumn<int>("error");
    QTest::addColumn<bool>("own");
    for (const int error : {EMFILE, ENFILE, EADDRNOTAVAIL, ENOBUFS, ENOMEM})
        QTest::addRow("%s", std::strerror(error)) << error << true;
    for (const int error : {ECONNREFUSED, ECONNRESET, EHOSTUNREACH, ENETUNREACH, ETIMEDOUT, EPIPE})
        QTest::addRow("%s", std::strerror(error)) << error << false;
}

void FailureTest::tellsOurOwnLackFromAServersFailure() {
    QFETCH(const int, error);
    QFETCH(const bool, own);
    const Failure failure = socketFailure(Failure::Kind::connect, error, true);
    QCOMPARE(failure.blamesServer(), !own);
    QCOMPARE(failure.blame, own ? Blame::gateway : Blame::server);
    QCOMPARE(failure.kind, own ? Failure::Kind::exhausted : Failure::Kind::connect);
    QVERIFY(failure.sentNothing);
}

void FailureTest::keepsTheKindOfAServersFailure() {
    const Failure failure = socketFailure(Failure::Kind::reset, ECONNRESET);
    QCOMPARE(failure.kind, Failure::Kind::reset);
    QCOMPARE(failure.detail, std::string("connection reset by peer"));
    QVERIFY(!failure.sentNothing);
}

QTEST_APPLESS_MAIN(FailureTest)
#include "failure_test.moc"
