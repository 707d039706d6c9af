#include "gateway/problems.h"

#include <QTest>

using namespace std::chrono_literals;
using namespace sluice;
using Kind = upstream::Failure::Kind;

Q_DECLARE_METATYPE(sluice::upstream::Failure::Kind)

class ProblemsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhatNoRouteTakes();
    void refusesTrace();
    void saysWhyNoServerIsThere();
    void saysWhyEveryServerIsOut();
    void saysWhenToTryAgain();
    void namesNoMoreServersThanOneReads();
    void answersFailures_data();
    void answersFailures();
};

namespace {

std::shared_ptr<upstream::Server> server(double weight) {
    upstream::ServerOptions options;
    options.name = "s1";
    options.url = {.tls = false, .endpoint = {"127.0.0.1", 3001}};
    options.weight = weight;
    return std::make_shared<upstream::Server>(options, nullptr);
}

std::unique_ptr<upstream::Pool> poolOf(upstream::ServerList servers) {
    upstream::PoolOptions options;
    options.name = "api";
    auto pool = std::make_unique<upstream::Pool>(options);
    pool->servers = std::move(servers);
    return pool;
}

bool contains(const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

void ProblemsTest::saysWhatNoRouteTakes() {
    http::RequestHead request;
    request.method = "PUT";
    request.target = "/x?token=secret";
    request.authority = "a.example";
    const auto problem = gateway::noRoute(request);
    QCOMPARE(problem.status, 404);
    QVERIFY(problem.type == "no-route");
    QVERIFY2(contains(problem.detail, "PUT /x for host a.example"), problem.detail.c_str());
    QVERIFY(!contains(problem.detail, "secret"));
}

void ProblemsTest::refusesTrace() {
    QCOMPARE(gateway::traceRefused().status, 405);
}

void ProblemsTest::saysWhyNoServerIsThere() {
    const auto none = gateway::noServer(*poolOf({}));
    QCOMPARE(none.status, 503);
    QVERIFY(contains(none.detail, "has no servers"));
    const auto drained = gateway::noServer(*poolOf({server(0)}));
    QVERIFY2(contains(drained.detail, "s1 has weight 0"), drained.detail.c_str());
    QCOMPARE(drained.pool, std::string("api"));
    QVERIFY(drained.retryAfter_s > 0);
}

void ProblemsTest::saysWhyEveryServerIsOut() {
    const TimePoint now = Clock::now();
    upstream::ServerList servers;
    for (int i = 0; i < 5; ++i)
        servers.push_back(server(1));
    servers[0]->setDuty(upstream::Duty::drained);
    servers[1]->setDuty(upstream::Duty::maintenance);
    servers[2]->setOut(upstream::Condition::unhealthy, "3 checks in a row failed", now);
    servers[3]->setOut(upstream::Condition::ejected, "5 errors in a row", now);
    const auto problem = gateway::noServer(*poolOf(servers));
    const QString detail = QString::fromStdString(problem.detail);
    const QString expected = QStringLiteral(
        "s1 is drained; s1 is in maintenance; s1 is unhealthy: 3 checks in a row failed; "
        "s1 is ejected for another 0 s: 5 errors in a row; s1 has just come back");
    QCOMPARE(detail.section(QStringLiteral("balance: "), 1), expected);
}

void ProblemsTest::saysWhenToTryAgain() {
    const TimePoint now = Clock::now();
    const auto one = server(1);
    const auto other = server(1);
    const auto retryAfter = [&] { return gateway::noServer(*poolOf({one, other})).retryAfter_s; };
    one->setOut(upstream::Condition::ejected, "errors", now + 24h);
    other->setOut(upstream::Condition::ejected, "errors", now + 2h);
    QCOMPARE(retryAfter(), 300);
    other->setOut(upstream::Condition::unhealthy, "checks", now + 100s);
    QVERIFY(retryAfter() <= 100 && retryAfter() > 1);
    other->setOut(upstream::Condition::unhealthy, "checks", now - 1s);
    QCOMPARE(retryAfter(), 1);
    one->setDuty(upstream::Duty::drained);
    other->setWeight(0);
    QCOMPARE(retryAfter(), 5);
}

void ProblemsTest::namesNoMoreServersThanOneReads() {
    const auto problem = gateway::noServer(*poolOf(upstream::ServerList(300, server(0))));
    QVERIFY2(problem.detail.ends_with("; s1 has weight 0; and 250 more"), problem.detail.c_str());
}

void ProblemsTest::answersFailures_data() {
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<int>("status");
    QTest::newRow("queue full") << Kind::queueFull << 503;
    QTest::newRow("acquire timeout") << Kind::acquireTimeout << 503;
    QTest::newRow("resolve") << Kind::resolve << 502;
    QTest::newRow("connect") << Kind::connect << 502;
    QTest::newRow("tls") << Kind::tls << 502;
    QTest::newRow("reset") << Kind::reset << 502;
    QTest::newRow("malformed") << Kind::malformed << 502;
    QTest::newRow("truncated") << Kind::truncated << 502;
    QTest::newRow("connect timeout") << Kind::connectTimeout << 504;
    QTest::newRow("read timeout") << Kind::readTimeout << 504;
    QTest::newRow("write timeout") << Kind::writeTimeout << 504;
    QTest::newRow("out of descriptors") << Kind::exhausted << 503;
    QTest::newRow("unsupported") << Kind::unsupported << 501;
    QTest::newRow("client's body") << Kind::clientBody << 400;
}

void ProblemsTest::answersFailures() {
    QFETCH(const Kind, kind);
    QFETCH(const int, status);
    const auto s = server(1);
    const upstream::Failure failure{upstream::Blame::server, kind, "why it failed", false};
    const auto problem = gateway::serverFailed(failure, *poolOf({s}), *s);
    QCOMPARE(problem.status, status);
    QCOMPARE(std::string(problem.type), std::string(upstream::name(kind)));
    QCOMPARE(problem.detail, std::string("http://127.0.0.1:3001: why it failed"));
    QCOMPARE(problem.server, std::string("s1"));
    QCOMPARE(problem.retryAfter_s > 0, status == 503);
    QVERIFY(!problem.title.empty());
}

QTEST_APPLESS_MAIN(ProblemsTest)
#include "problems_test.moc"
