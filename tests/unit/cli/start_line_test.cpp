#include "cli/start_line.h"

#include <QtTest>

using namespace sluice;

class StartLineTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhatListensWhere();
    void namesThreeServersAtMost();
    void warnsOffLoopback_data();
    void warnsOffLoopback();
    void warnsOfAnotherAdminPort();
};

namespace {

metrics::Snapshot snapshot(int servers) {
    metrics::Snapshot made;
    made.sluiceVersion = "1.2.3";
    made.listenUrl = "http://127.0.0.1:8080";
    made.workers = 2;
    made.pools.resize(1);
    for (int i = 1; i <= servers; ++i) {
        metrics::ServerSnapshot server;
        server.name = "web-" + std::to_string(i);
        server.url = "http://127.0.0.1:900" + std::to_string(i);
        made.pools.front().servers.push_back(server);
    }
    return made;
}

}  // namespace

void StartLineTest::saysWhatListensWhere() {
    metrics::Snapshot one = snapshot(1);
    QCOMPARE(QString::fromStdString(cli::startLine(one)),
             QStringLiteral("sluice 1.2.3: http://127.0.0.1:8080 → web-1 http://127.0.0.1:9001 "
                            "(2 workers), admin off"));
    one.workers = 1;
    one.adminUrl = "http://127.0.0.1:8081";
    QCOMPARE(QString::fromStdString(cli::startLine(one)),
             QStringLiteral("sluice 1.2.3: http://127.0.0.1:8080 → web-1 http://127.0.0.1:9001 "
                            "(1 worker), admin http://127.0.0.1:8081"));
}

void StartLineTest::namesThreeServersAtMost() {
    const QString line = QString::fromStdString(cli::startLine(snapshot(5)));
    QVERIFY(line.contains(QStringLiteral("web-3 ")));
    QVERIFY(!line.contains(QStringLiteral("web-4")));
    QVERIFY(line.contains(QStringLiteral("5 servers in all")));
}

void StartLineTest::warnsOffLoopback_data() {
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<bool>("warns");
    QTest::newRow("loopback") << QByteArray("http://127.0.0.1:8080") << false;
    QTest::newRow("loopback v6") << QByteArray("http://[::1]:8080") << false;
    QTest::newRow("everywhere") << QByteArray("http://0.0.0.0:8080") << true;
    QTest::newRow("one address") << QByteArray("http://192.0.2.7:8080") << true;
}

void StartLineTest::warnsOffLoopback() {
    QFETCH(QByteArray, url);
    QTEST(!cli::exposureWarning(url.toStdString()).empty(), "warns");
}

void StartLineTest::warnsOfAnotherAdminPort() {
    QCOMPARE(cli::movedAdminWarning("http://127.0.0.1:8081"), std::string());
    QCOMPARE(cli::movedAdminWarning(""), std::string());
    const QString warning = QString::fromStdString(cli::movedAdminWarning("http://127.0.0.1:8082"));
    QVERIFY2(warning.contains(QStringLiteral("8081 was taken")) &&
                 warning.contains(QStringLiteral("--admin http://127.0.0.1:8082")),
             qPrintable(warning));
}

QTEST_APPLESS_MAIN(StartLineTest)
#include "start_line_test.moc"
