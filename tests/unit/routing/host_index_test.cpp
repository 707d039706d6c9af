#include "routing/host_index.h"

#include <QtTest>

using sluice::routing::HostIndex;

class HostIndexTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void numbersHosts();
    void findsTheMostSpecificFirst_data();
    void findsTheMostSpecificFirst();
};

namespace {

std::vector<size_t> found(const HostIndex& hosts, const std::string& host) {
    std::vector<size_t> numbers;
    hosts.findMostSpecific(host, [&](size_t number) -> std::optional<size_t> {
        numbers.push_back(number);
        return std::nullopt;
    });
    return numbers;
}

}  // namespace

void HostIndexTest::numbersHosts() {
    HostIndex hosts;
    QCOMPARE(hosts.size(), size_t{1});
    QCOMPARE(found(hosts, "a.test"), std::vector<size_t>{HostIndex::kAnyHost});
    QCOMPARE(hosts.addHost("a.test"), size_t{1});
    QCOMPARE(hosts.addWildcard(".test"), size_t{2});
    QCOMPARE(hosts.addHost("A.TEST"), size_t{1});
    QCOMPARE(hosts.addWildcard(".Test"), size_t{2});
    QCOMPARE(hosts.addHost(".test"), size_t{3});
    QCOMPARE(hosts.size(), size_t{4});
}

void HostIndexTest::findsTheMostSpecificFirst_data() {
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<std::vector<size_t>>("numbers");
    const auto row = [](const QByteArray& host, std::vector<size_t> numbers) {
        QTest::newRow(host.constData()) << host << std::move(numbers);
    };
    row("a.test", {1, 3, 0});
    row("A.TesT", {1, 3, 0});
    row("b.a.test", {2, 3, 0});
    row("c.b.a.test", {2, 3, 0});
    row(".a.test", {3, 0});
    row("test", {0});
    row(".test", {0});
    row("a.test.x", {0});
    row("", {0});
    row("::1", {4, 0});
    row(QByteArray(300, '.') + "a.test", {2, 3, 0});
}

void HostIndexTest::findsTheMostSpecificFirst() {
    QFETCH(QByteArray, host);
    QFETCH(std::vector<size_t>, numbers);
    HostIndex hosts;
    hosts.addHost("a.test");
    hosts.addWildcard(".a.test");
    hosts.addWildcard(".test");
    hosts.addHost("::1");
    QCOMPARE(found(hosts, host.toStdString()), numbers);
}

QTEST_APPLESS_MAIN(HostIndexTest)
#include "host_index_test.moc"
