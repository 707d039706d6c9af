#include "admin/admin_api.h"

#include <QJsonObject>
#include <QtTest>

#include "api_client.h"
#include "api_server.h"

using namespace sluice::admin;

/// Changes of pools and servers, and what becomes of them.
class AdminApiChangesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void changesAWeight();
    void changesAPool();
    void savesAndReverts();
    void takesAnAwkwardName();
    void refusesChanges_data();
    void refusesChanges();
    void limitsBodies();
    void limitsChunkedBodies();
};

void AdminApiChangesTest::changesAWeight() {
    ApiServer server;
    const Answer answer = ask(server.port(), "PATCH", web1, json, R"({"weight": 2.5})");
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.json()[QStringLiteral("weight")].toDouble(), 2.5);
    QCOMPARE(answer.json()[QStringLiteral("name")].toString(), QStringLiteral("web-1"));
    QCOMPARE(answer.json()[QStringLiteral("pool")].toString(), QStringLiteral("web"));
    QCOMPARE(server.weight(), 2.5);
}

void AdminApiChangesTest::changesAPool() {
    ApiServer server;
    const Answer answer =
        ask(server.port(), "PATCH", "/api/v1/pools/web", json, R"({"strategy": "peak-ewma"})");
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.json()[QStringLiteral("strategy")].toString(), QStringLiteral("peak-ewma"));
    const QJsonObject configured = answer.json()[QStringLiteral("configured")].toObject();
    QCOMPARE(configured[QStringLiteral("strategy")].toString(), QStringLiteral("as filed"));
    QCOMPARE(ask(server.port(), "GET", "/api/v1/pools/web").json(), answer.json());
}

void AdminApiChangesTest::savesAndReverts() {
    ApiServer server;
    server.setConflict();
    const Answer refused = ask(server.port(), "POST", "/api/v1/save");
    QCOMPARE(refused.status, 409);
    QVERIFY2(refused.body.contains("the file was changed"), refused.body.constData());
    const auto save = [&](const Bytes& fields, const Bytes& body) {
        return ask(server.port(), "POST", "/api/v1/save", fields, body);
    };
    QCOMPARE(save("", R"({"overwrite": true})").status, 415);
    QCOMPARE(save(json, "{").status, 400);
    QCOMPARE(save(json, R"({"overwrite": 1})").status, 422);
    QCOMPARE(save(json, R"({"over": true})").status, 422);
    QCOMPARE(save(json + "Origin: http://evil.example\r\n", R"({"overwrite": true})").status, 403);
    const Answer saved = save(json, R"({"overwrite": true})");
    QCOMPARE(saved.status, 200);
    QCOMPARE(saved.json()[QStringLiteral("unsaved_changes")].toInt(-1), 0);
    QCOMPARE(ask(server.port(), "POST", "/api/v1/revert", "", "").status, 200);
}

void AdminApiChangesTest::takesAnAwkwardName() {
    ApiServer server;
    const Answer answer =
        ask(server.port(), "PATCH", "/api/v1/pools/w%65b/servers/web%2F2",
            "Content-Type: Application/JSON; charset=utf-8\r\n", R"({"weight":3})");
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.json()[QStringLiteral("weight")].toDouble(), 3.0);
}

void AdminApiChangesTest::refusesChanges_data() {
    QTest::addColumn<Bytes>("target");
    QTest::addColumn<Bytes>("fields");
    QTest::addColumn<Bytes>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<Bytes>("says");
    const Bytes good = R"({"weight": 2})";
    QTest::newRow("no type") << web1 << Bytes("") << good << 415 << Bytes("application/json");
    QTest::newRow("form") << web1 << Bytes("Content-Type: text/plain\r\n") << good << 415
                          << Bytes("application/json");
    QTest::newRow("not JSON") << web1 << json << Bytes("{weight: 2}") << 400 << Bytes("column");
    QTest::newRow("no body") << web1 << json << Bytes("") << 400 << Bytes("empty");
    QTest::newRow("key") << web1 << json << Bytes(R"({"w": 2})") << 422 << Bytes("weight: is");
    QTest::newRow("pool's key") << Bytes("/api/v1/pools/web") << json << Bytes("{}") << 422
                                << Bytes("strategy: is missing");
    QTest::newRow("other pool") << Bytes("/api/v1/pools/api") << json << good << 404
                                << Bytes("pools: \\\"web\\\"");
    QTest::newRow("pool") << Bytes("/api/v1/pools/api/servers/web-1") << json << good << 404
                          << Bytes("pools: \\\"web\\\"");
    QTest::newRow("server") << Bytes("/api/v1/pools/web/servers/web-9") << json << good << 404
                            << Bytes("\\\"web-1\\\"");
}

void AdminApiChangesTest::refusesChanges() {
    QFETCH(Bytes, target);
    QFETCH(Bytes, fields);
    QFETCH(Bytes, body);
    QFETCH(Bytes, says);
    ApiServer server;
    const Answer answer = ask(server.port(), "PATCH", target, fields, body);
    QTEST(answer.status, "status");
    QVERIFY2(answer.body.contains(says), answer.body.constData());
    QCOMPARE(answer.field("Content-Type"), Bytes("application/problem+json"));
    QCOMPARE(server.weight(), 1.0);
}

void AdminApiChangesTest::limitsBodies() {
    ApiServer server;
    const Bytes padding(64 * 1024, ' ');
    const Answer fits =
        ask(server.port(), "PATCH", web1, json, R"({"weight":2})" + padding.chopped(12));
    QCOMPARE(fits.status, 200);
    const Answer over = ask(server.port(), "PATCH", web1, json, R"({"weight":4})" + padding);
    QCOMPARE(over.status, 413);
    QCOMPARE(server.weight(), 2.0);
}

void AdminApiChangesTest::limitsChunkedBodies() {
    ApiServer server;
    const Bytes chunk = "4000\r\n" + Bytes(0x4000, ' ') + "\r\n";
    const Bytes head = "PATCH " + web1 +
                       " HTTP/1.1\r\nHost: 127.0.0.1:" + Bytes::number(server.port()) +
                       "\r\nConnection: close\r\n" + json + "Transfer-Encoding: chunked\r\n\r\n";
    const Bytes change = "c\r\n{\"weight\":6}\r\n";
    QCOMPARE(exchange(server.port(), head + chunk + change + "0\r\n\r\n").status, 200);
    QCOMPARE(exchange(server.port(), head + chunk.repeated(4) + change + "0\r\n\r\n").status, 413);
}

QTEST_GUILESS_MAIN(AdminApiChangesTest)
#include "admin_api_changes_test.moc"
