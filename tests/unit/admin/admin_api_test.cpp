#include "admin/admin_api.h"

#include <QtTest>

#include "api_client.h"
#include "api_server.h"

using namespace sluice::admin;

/// What may be asked, and how.
class AdminApiTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersReads_data();
    void answersReads();
    void headHasNoBody();
    void tellsAllowedMethods_data();
    void tellsAllowedMethods();
    void keepsConnectionsOpen();
};

void AdminApiTest::answersReads_data() {
    QTest::addColumn<Bytes>("target");
    QTest::addColumn<int>("status");
    QTest::addColumn<Bytes>("type");
    QTest::addColumn<Bytes>("says");
    const auto row = [](const char* target, int status, const char* type, const char* says) {
        QTest::newRow(target) << Bytes(target) << status << Bytes(type) << Bytes(says);
    };
    row("/healthz", 200, "application/json", "\"ok\"");
    row("/api/v1/gateway", 200, "application/json", "\"listen_url\"");
    row("/api/v1/snapshot", 200, "application/json", "\"web-1\"");
    row("/api/v1/snapshot?format=json", 200, "application/json", "\"web-1\"");
    row("/api/v1/snapshot?format=csv", 200, "text/csv; charset=utf-8", "web/web-1");
    row("/api/v1/snapshot?format=prometheus", 200, "text/plain; version=0.0.4; charset=utf-8",
        "sluice_build_info");
    row("/metrics", 200, "text/plain; version=0.0.4; charset=utf-8", "sluice_uptime_seconds");
    row("/api/v1/history", 200, "application/json", "\"step_s\":1}");
    row("/api/v1/history?step=10", 200, "application/json", "\"step_s\":10}");
    row("/api/v1/snapshot?format=xml", 400, "application/problem+json", "json, csv and prometheus");
    row("/api/v1/pools", 200, "application/json", "\"web-1\"");
    row("/api/v1/pools/web/what-if", 200, "application/json", "\"pool\":\"web\"");
    row("/api/v1/pools/busy/what-if", 503, "application/problem+json", "one is under way");
    row("/api/v1/pools/api/what-if", 404, "application/problem+json", "pools: \\\"web\\\"");
    row("/api/v1/pools/web", 200, "application/json", "\"as filed\"");
    row("/api/v1/pools/api", 404, "application/problem+json", "there is no pool");
    row("/api/v1/events", 200, "application/json", "\"a happening\"");
    row("/api/v2/pools", 404, "application/problem+json", "/api/v1/pools");
}

void AdminApiTest::answersReads() {
    QFETCH(Bytes, target);
    ApiServer server;
    const Answer answer = ask(server.port(), "GET", target);
    QTEST(answer.status, "status");
    QTEST(answer.field("Content-Type"), "type");
    QFETCH(Bytes, says);
    QVERIFY2(answer.body.contains(says), answer.body.constData());
    QCOMPARE(answer.field("Cache-Control"), Bytes("no-store"));
    QCOMPARE(answer.field("X-Content-Type-Options"), Bytes("nosniff"));
}

void AdminApiTest::headHasNoBody() {
    ApiServer server;
    const Answer answer = ask(server.port(), "HEAD", "/api/v1/snapshot");
    QCOMPARE(answer.status, 200);
    QVERIFY(answer.field("Content-Length").toInt() > 0);
    QVERIFY(answer.body.isEmpty());
}

void AdminApiTest::tellsAllowedMethods_data() {
    QTest::addColumn<Bytes>("method");
    QTest::addColumn<Bytes>("target");
    QTest::addColumn<Bytes>("allow");
    QTest::newRow("post") << Bytes("POST") << Bytes("/healthz") << Bytes("GET, HEAD");
    QTest::newRow("options") << Bytes("OPTIONS") << Bytes("/api/v1/pools") << Bytes("GET, HEAD");
    QTest::newRow("get") << Bytes("GET") << web1 << Bytes("PATCH");
    QTest::newRow("put") << Bytes("PUT") << Bytes("/api/v1/pools/web") << Bytes("GET, HEAD, PATCH");
    QTest::newRow("save") << Bytes("GET") << Bytes("/api/v1/save") << Bytes("POST");
    QTest::newRow("delete") << Bytes("DELETE") << web1 << Bytes("PATCH");
}

void AdminApiTest::tellsAllowedMethods() {
    QFETCH(Bytes, method);
    QFETCH(Bytes, target);
    ApiServer server;
    const Answer answer = ask(server.port(), method, target);
    QCOMPARE(answer.status, 405);
    QTEST(answer.field("Allow"), "allow");
}

void AdminApiTest::keepsConnectionsOpen() {
    ApiServer server;
    const Bytes host = "Host: 127.0.0.1:" + Bytes::number(server.port()) + "\r\n";
    const Bytes change = "PATCH " + web1 + " HTTP/1.1\r\n" + host + json +
                         "Content-Length: 12\r\n\r\n{\"weight\":8}";
    const Bytes read = "GET /healthz HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n";
    const Answer first = exchange(server.port(), change + read);
    QCOMPARE(first.status, 200);
    QCOMPARE(first.body.count("HTTP/1.1 200 OK"), 1);
    QVERIFY(first.body.endsWith("{\"status\":\"ok\"}\n"));
}

QTEST_GUILESS_MAIN(AdminApiTest)
#include "admin_api_test.moc"
