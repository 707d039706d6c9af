#include "admin/admin_api.h"

#include <QtTest>

#include "api_client.h"
#include "api_server.h"

using namespace sluice::admin;

/// Who may ask.
class AdminApiAccessTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refusesForeignHosts();
    void refusesCrossOriginChanges();
    void asksForTheToken();
};

void AdminApiAccessTest::refusesForeignHosts() {
    ApiServer server;
    const Bytes port = Bytes::number(server.port());
    QCOMPARE(ask(server.port(), "GET", "/healthz", "Host: localhost:" + port + "\r\n").status, 200);
    const Answer rebound =
        ask(server.port(), "GET", "/api/v1/snapshot", "Host: evil.example:" + port + "\r\n");
    QCOMPARE(rebound.status, 403);
    QVERIFY(!rebound.body.contains("web-1"));
    QCOMPARE(ask(server.port(), "GET", "http://evil.example:" + port + "/healthz").status, 403);
}

void AdminApiAccessTest::refusesCrossOriginChanges() {
    ApiServer server;
    const Bytes change = R"({"weight": 9})";
    const Bytes own = "Origin: http://127.0.0.1:" + Bytes::number(server.port()) + "\r\n";
    for (const Bytes& fields :
         {Bytes("Origin: http://evil.example\r\n"), Bytes("Sec-Fetch-Site: cross-site\r\n")}) {
        QCOMPARE(ask(server.port(), "PATCH", web1, json + fields, change).status, 403);
    }
    QCOMPARE(server.weight(), 1.0);
    QCOMPARE(ask(server.port(), "PATCH", web1, json + own, change).status, 200);
}

void AdminApiAccessTest::asksForTheToken() {
    ApiServer server("swordfish");
    const Answer without = ask(server.port(), "GET", "/api/v1/pools");
    QCOMPARE(without.status, 401);
    QCOMPARE(without.field("WWW-Authenticate"), Bytes("Bearer"));
    QVERIFY(!without.body.contains("swordfish"));
    QCOMPARE(ask(server.port(), "GET", "/nowhere").status, 401);
    QCOMPARE(ask(server.port(), "GET", "/healthz").status, 200);
    const Bytes token = "Authorization: Bearer swordfish\r\n";
    QCOMPARE(ask(server.port(), "GET", "/api/v1/pools", token).status, 200);
    QCOMPARE(ask(server.port(), "PATCH", web1, json, R"({"weight":2})").status, 401);
    QCOMPARE(server.weight(), 1.0);
}

QTEST_GUILESS_MAIN(AdminApiAccessTest)
#include "admin_api_access_test.moc"
