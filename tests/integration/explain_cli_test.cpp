#include <QtTest>

#include "support/gateway_program.h"
#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

using sluice::test::GatewayProgram;
using sluice::test::gatewayTo;
using sluice::test::RawClient;
using sluice::test::ScriptedServer;

/// `sluice explain`, with the real program at both ends.
class ExplainCliTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void tellsOfWhatWasSeen();
    void asksFirst();
    void refusesWhatIsNoUrl();

private:
    int explain(const QStringList& arguments);

    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<GatewayProgram> m_sluice;
};

void ExplainCliTest::init() {
    m_server = std::make_unique<ScriptedServer>([](ScriptedServer::Connection& connection) {
        while (const auto head = connection.readHead()) {
            const bool secret = head->starts_with("GET /secret");
            connection.send(std::string("HTTP/1.1 200 OK\r\nCache-Control: ") +
                            (secret ? "no-store" : "max-age=60") +
                            "\r\nContent-Length: 2\r\n\r\nok");
        }
    });
    m_sluice = std::make_unique<GatewayProgram>(
        gatewayTo(m_server->port(), {}, {}, "[cache]\nmemory = \"8MiB\"\n"));
    QVERIFY2(m_sluice->error().isEmpty(), m_sluice->error().constData());
}

int ExplainCliTest::explain(const QStringList& arguments) {
    return m_sluice->ask(QStringList(QStringLiteral("explain")) + arguments);
}

void ExplainCliTest::tellsOfWhatWasSeen() {
    const QString path = QStringLiteral("/secret");
    QCOMPARE(explain({path}), 0);
    QVERIFY2(m_sluice->output().contains("/secret") && !m_sluice->output().contains("no-store"),
             m_sluice->output().constData());
    RawClient client(m_sluice->port());
    const std::string host = QUrl(m_sluice->url()).authority().toStdString();
    client.send("GET /secret HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    QCOMPARE(client.readResponse().status, 200);
    QCOMPARE(explain({m_sluice->url() + path}), 0);
    QVERIFY2(m_sluice->output().contains("Storing it:\n") &&
                 m_sluice->output().contains("no-store") && m_sluice->output().contains("\n* "),
             m_sluice->output().constData());
}

void ExplainCliTest::asksFirst() {
    QCOMPARE(explain({m_sluice->url() + QStringLiteral("/open"), QStringLiteral("--ask")}), 0);
    QVERIFY2(m_sluice->output().contains("max-age, for 60 s"), m_sluice->output().constData());
    QCOMPARE(m_server->connections(), 1);
    QCOMPARE(explain({QStringLiteral("/a b?x=1&y=%20"), QStringLiteral("--ask")}), 1);
    QVERIFY2(m_sluice->errors().contains("without spaces"), m_sluice->errors().constData());
}

void ExplainCliTest::refusesWhatIsNoUrl() {
    QCOMPARE(explain({QStringLiteral("ftp://a/")}), 1);
    QVERIFY2(m_sluice->errors().contains("url"), m_sluice->errors().constData());
    QVERIFY(m_sluice->output().isEmpty());
}

QTEST_GUILESS_MAIN(ExplainCliTest)
#include "explain_cli_test.moc"
