#include "upstream/balancing/round_robin.h"

#include <QtTest>

#include "support/balanced_servers.h"

using namespace sluice;
using namespace sluice::upstream;

namespace {

QByteArray sequence(Balancer& balancer, const ServerList& servers, int choices) {
    QByteArray letters;
    for (int i = 0; i < choices; ++i) {
        const auto index = balancer.choose(servers);
        letters += index ? static_cast<char>('a' + *index) : '-';
    }
    return letters;
}

}  // namespace

class RoundRobinTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void goesInTurnWhateverTheWeights();
    void passesOverServersThatAreOut();
    void skipsTurnsInSlowStart();
    void servesWhileAllAreInSlowStart();
};

void RoundRobinTest::goesInTurnWhateverTheWeights() {
    const ServerList servers = test::makeServers({1, 100, 0.1});
    RoundRobin balancer(servers, 1, Tuning());
    QCOMPARE(sequence(balancer, servers, 7), QByteArray("bcabcab"));
}

void RoundRobinTest::passesOverServersThatAreOut() {
    const ServerList servers = test::makeServers({1, 0, 1, 1});
    servers[2]->setDuty(Duty::drained);
    RoundRobin balancer(servers, 0, Tuning());
    QCOMPARE(sequence(balancer, servers, 4), QByteArray("adad"));
    test::setCondition(*servers[3], Condition::ejected);
    QCOMPARE(sequence(balancer, servers, 3), QByteArray("aaa"));
    test::setCondition(*servers[0], Condition::unhealthy);
    QCOMPARE(sequence(balancer, servers, 2), QByteArray("--"));
}

void RoundRobinTest::skipsTurnsInSlowStart() {
    const ServerList servers = test::makeServers({1, 1, 1});
    servers[1]->setRamp(0.25);
    RoundRobin balancer(servers, 0, Tuning());
    QCOMPARE(sequence(balancer, servers, 18), QByteArray("acacbacacacacbacac"));
    servers[1]->setRamp(1);
    const QByteArray after = sequence(balancer, servers, 30);
    for (const char server : {'a', 'b', 'c'})
        QVERIFY(after.count(server) >= 9 && after.count(server) <= 11);
}

void RoundRobinTest::servesWhileAllAreInSlowStart() {
    const ServerList servers = test::makeServers({1, 1});
    for (const auto& server : servers)
        server->setRamp(0.01);
    RoundRobin balancer(servers, 0, Tuning());
    const QByteArray letters = sequence(balancer, servers, 100);
    QCOMPARE(letters.count('a'), 50);
    QCOMPARE(letters.count('b'), 50);
}

QTEST_APPLESS_MAIN(RoundRobinTest)
#include "round_robin_test.moc"
