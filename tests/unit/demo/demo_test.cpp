#include "demo/demo.h"

#include <unistd.h>

#include <QFile>
#include <QHostAddress>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QtTest>

#include "config/loader.h"
#include "demo/free_port.h"
#include "listener/bind.h"

using namespace sluice;

namespace {

QByteArray get(const Endpoint& server, const QByteArray& target) {
    QTcpSocket socket;
    socket.connectToHost(QString::fromStdString(server.host), server.port);
    if (!socket.waitForConnected()) return {};
    socket.write("GET " + target + " HTTP/1.1\r\nHost: demo\r\nConnection: close\r\n\r\n");
    QByteArray answer;
    while (socket.state() == QAbstractSocket::ConnectedState && socket.waitForReadyRead(10000))
        answer += socket.readAll();
    return answer + socket.readAll();
}

}  // namespace

class DemoTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void writesAConfigurationThatLoads();
    void choosesOtherPortsWhenTheFirstAreTaken();
    void serversAnswer_data();
    void serversAnswer();
    void trafficReachesTheGateway();
    void trafficSurvivesAGatewayThatIsGone();
    void startsAgain();

private:
    QTemporaryDir m_data;
};

void DemoTest::initTestCase() {
    qputenv("XDG_DATA_HOME", m_data.path().toUtf8());
}

void DemoTest::writesAConfigurationThatLoads() {
    demo::Demo demo;
    const auto file = demo.prepare();
    QVERIFY2(file, file ? "" : file.error().message.c_str());
    QVERIFY(file->starts_with(m_data.path().toStdString()));
    const auto loaded = config::loadFile(*file);
    QVERIFY2(loaded, loaded ? "" : loaded.error().front().toString().c_str());
    QVERIFY(loaded->warnings.empty());
    const config::Model& model = loaded->model;
    QVERIFY(model.listen.address.isLoopback() && model.admin.address.isLoopback());
    QVERIFY(model.listen.address.port != model.admin.address.port);
    QCOMPARE(model.routes.size(), size_t(6));
    QCOMPARE(model.pools.size(), size_t(1));
    const auto& servers = model.pools.front().servers;
    QCOMPARE(servers.size(), size_t(3));
    QCOMPARE(servers[1].weight, 2.5);
    for (const auto& server : servers)
        QVERIFY(get(server.url.endpoint, "/healthz").startsWith("HTTP/1.1 200 OK"));
}

void DemoTest::choosesOtherPortsWhenTheFirstAreTaken() {
    const uint16_t first = demo::freePort(20080);
    QVERIFY(first != 0);
    const auto taken = listener::bindAll({"127.0.0.1", first}, 1);
    QVERIFY(taken);
    const uint16_t second = demo::freePort(first);
    QVERIFY(second > first);
    const uint16_t third = demo::freePort(first, second);
    QVERIFY(third > second);
    ::close(taken->descriptors.front());
}

void DemoTest::serversAnswer_data() {
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("status");
    const QByteArray ok("HTTP/1.1 200");
    QTest::newRow("orders") << QByteArray("/api/v1/orders?page=2") << ok;
    QTest::newRow("static") << QByteArray("/api/v1/static/image-3") << ok;
    QTest::newRow("config") << QByteArray("/api/v1/config") << ok;
    QTest::newRow("data") << QByteArray("/api/v1/data") << ok;
    QTest::newRow("health") << QByteArray("/api/v1/health") << ok;
    QTest::newRow("complex") << QByteArray("/api/v1/complex") << ok;
    QTest::newRow("elsewhere") << QByteArray("/api/v1/orderly") << QByteArray("HTTP/1.1 404");
}

void DemoTest::serversAnswer() {
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, status);
    const auto servers = demo::DemoServers::start();
    QVERIFY(servers);
    for (const Endpoint& server : (*servers)->addresses()) {
        // An error now and then is part of the demo: five in a row are not.
        QByteArray answer;
        for (int i = 0; i < 5 && !answer.startsWith(status); ++i)
            answer = get(server, target);
        QVERIFY2(answer.startsWith(status), answer.constData());
        const QByteArray body = answer.mid(answer.indexOf("\r\n\r\n") + 4);
        QVERIFY2(QJsonDocument::fromJson(body).isObject(), body.constData());
    }
}

void DemoTest::trafficReachesTheGateway() {
    const auto servers = demo::DemoServers::start();
    QVERIFY(servers);
    QTcpServer gateway;
    QVERIFY(gateway.listen(QHostAddress::LocalHost));
    int requests = 0;
    connect(&gateway, &QTcpServer::newConnection, this, [&] {
        QTcpSocket* client = gateway.nextPendingConnection();
        connect(client, &QTcpSocket::readyRead, this, [&requests, client] {
            requests += client->readAll().count("GET /api/v1/");
            client->write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        });
    });
    demo::Demo demo;
    const std::string url = "http://127.0.0.1:" + std::to_string(gateway.serverPort());
    QVERIFY(demo.startTraffic(url));
    QTRY_VERIFY_WITH_TIMEOUT(requests > 100, 30000);
    demo.stopTraffic();
}

void DemoTest::trafficSurvivesAGatewayThatIsGone() {
    demo::Demo demo;
    const auto nobody = listener::bindAll({"127.0.0.1", 0}, 1);
    ::close(nobody->descriptors.front());
    QVERIFY(demo.startTraffic("http://" + nobody->address.toString()));
    // Clients that wait after a failure try again.
    QTcpServer gateway;
    QVERIFY(gateway.listen(QHostAddress::LocalHost, nobody->address.port));
    QVERIFY(gateway.waitForNewConnection(30000));
    QVERIFY(!demo.startTraffic("not a URL"));
}

void DemoTest::startsAgain() {
    demo::Demo demo;
    for (int i = 0; i < 3; ++i) {
        QVERIFY(demo.prepare());
        demo.stop();
    }
}

QTEST_GUILESS_MAIN(DemoTest)
#include "demo_test.moc"
