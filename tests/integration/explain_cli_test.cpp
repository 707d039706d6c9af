#include <QtTest>

#include "support/program.h"
#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"
#include "support/temporary_file.h"

using sluice::test::gatewayTo;
using sluice::test::Program;
using sluice::test::RawClient;
using sluice::test::ScriptedServer;
using sluice::test::TemporaryFile;

/// `sluice explain`, with the real program at both ends.
class ExplainCliTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void tellsOfWhatWasSeen();
    void asksFirst();
    void refusesWhatIsNoUrl();

private:
    int explain(QStringList arguments);

    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<TemporaryFile> m_file;
    std::unique_ptr<Program> m_gateway;
    QString m_url;
    QString m_admin;
    QByteArray m_output;
    QByteArray m_errors;
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
    m_file = std::make_unique<TemporaryFile>(
        gatewayTo(m_server->port(), {}, {}, "[cache]\nmemory = \"8MiB\"\n"));
    m_gateway = std::make_unique<Program>(
        QStringList{QStringLiteral("run"), QStringLiteral("--config"), m_file->name()});
    const QStringList urls = m_gateway->started();
    QVERIFY2(urls.size() >= 2, m_gateway->errors().constData());
    m_url = urls.first();
    m_admin = urls.last();
}

int ExplainCliTest::explain(QStringList arguments) {
    arguments.prepend(QStringLiteral("explain"));
    Program program(arguments << QStringLiteral("--admin") << m_admin);
    const int result = program.result();
    m_output = program.output();
    m_errors = program.errors();
    return result;
}

void ExplainCliTest::tellsOfWhatWasSeen() {
    const QString path = QStringLiteral("/secret");
    QCOMPARE(explain({path}), 0);
    QVERIFY2(m_output.contains("/secret") && !m_output.contains("no-store"), m_output.constData());
    RawClient client(static_cast<uint16_t>(QUrl(m_url).port()));
    const std::string host = QUrl(m_url).authority().toStdString();
    client.send("GET /secret HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    QCOMPARE(client.readResponse().status, 200);
    QCOMPARE(explain({m_url + path}), 0);
    QVERIFY2(m_output.contains("Storing it:\n") && m_output.contains("no-store") &&
                 m_output.contains("\n* "),
             m_output.constData());
}

void ExplainCliTest::asksFirst() {
    QCOMPARE(explain({m_url + QStringLiteral("/open"), QStringLiteral("--ask")}), 0);
    QVERIFY2(m_output.contains("max-age, for 60 s"), m_output.constData());
    QCOMPARE(m_server->connections(), 1);
    QCOMPARE(explain({QStringLiteral("/a b?x=1&y=%20"), QStringLiteral("--ask")}), 1);
    QVERIFY2(m_errors.contains("without spaces"), m_errors.constData());
}

void ExplainCliTest::refusesWhatIsNoUrl() {
    QCOMPARE(explain({QStringLiteral("ftp://a/")}), 1);
    QVERIFY2(m_errors.contains("url"), m_errors.constData());
    QVERIFY(m_output.isEmpty());
}

QTEST_GUILESS_MAIN(ExplainCliTest)
#include "explain_cli_test.moc"
