#include "admin/resource.h"

#include <QtTest>

using sluice::admin::Resource;

Q_DECLARE_METATYPE(sluice::admin::Resource::Kind)

class ResourceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsPaths_data();
    void readsPaths();
    void knowsItsMethods();
};

void ResourceTest::readsPaths_data() {
    using Kind = Resource::Kind;
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QByteArray>("pool");
    QTest::addColumn<QByteArray>("server");
    const auto row = [](const char* path, Kind kind, const char* pool = "",
                        const char* server = "") {
        QTest::newRow(path) << QByteArray(path) << kind << QByteArray(pool) << QByteArray(server);
    };
    row("/healthz", Kind::health);
    row("/api/v1/snapshot", Kind::snapshot);
    row("/api/v1/gateway", Kind::gateway);
    row("/api/v1/history", Kind::history);
    row("/metrics", Kind::metrics);
    row("/api/v1/pools", Kind::pools);
    row("/api/v1/pools/web/servers/web-1", Kind::server, "web", "web-1");
    row("/api/v1/pools/my%20pool/servers/a%2Fb", Kind::server, "my pool", "a/b");
    row("/api/v1/pools/p%C3%B6ol/servers/servers", Kind::server, "pöol", "servers");
    row("/api/v1/pools/my%20pool/what-if", Kind::whatIf, "my pool");
    row("/api/v1/pools//what-if", Kind::none);
    row("/api/v1/pools/web/what-if/", Kind::none);
    row("/", Kind::none);
    row("/healthz/", Kind::none);
    row("/api/v1/pools/", Kind::none);
    row("/api/v1/pools/web", Kind::pool, "web");
    row("/api/v1/pools/a%2Fb", Kind::pool, "a/b");
    row("/api/v1/events", Kind::events);
    row("/api/v1/save", Kind::save);
    row("/api/v1/revert", Kind::revert);
    row("/api/v1/save/all", Kind::none);
    row("/api/v1/pools/web/servers", Kind::none);
    row("/api/v1/pools/web/servers/", Kind::none);
    row("/api/v1/pools//servers/web-1", Kind::none);
    row("/api/v1/pools/web/servers/web-1/weight", Kind::none);
    row("/api/v1/pools/web/hosts/web-1", Kind::none);
    row("*", Kind::none);
}

void ResourceTest::readsPaths() {
    QFETCH(QByteArray, path);
    QFETCH(Resource::Kind, kind);
    QFETCH(QByteArray, pool);
    QFETCH(QByteArray, server);
    const Resource resource = Resource::of(path.toStdString());
    QVERIFY(resource.kind == kind);
    QCOMPARE(QByteArray::fromStdString(resource.pool), pool);
    QCOMPARE(QByteArray::fromStdString(resource.server), server);
}

void ResourceTest::knowsItsMethods() {
    const Resource health = Resource::of("/healthz");
    QVERIFY(health.allows("GET") && health.allows("HEAD"));
    QVERIFY(!health.allows("POST") && !health.allows("get"));
    const Resource server = Resource::of("/api/v1/pools/a/servers/b");
    QVERIFY(server.allows("PATCH") && !server.allows("GET") && !server.allows("DELETE"));
    const Resource pool = Resource::of("/api/v1/pools/a");
    QVERIFY(pool.allows("PATCH") && pool.allows("GET") && pool.allows("HEAD"));
    QVERIFY(!pool.allows("PUT"));
    for (const char* path : {"/api/v1/save", "/api/v1/revert"}) {
        QVERIFY(Resource::of(path).allows("POST") && !Resource::of(path).allows("GET"));
    }
}

QTEST_APPLESS_MAIN(ResourceTest)
#include "resource_test.moc"
