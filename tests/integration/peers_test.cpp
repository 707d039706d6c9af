#include <QProcess>
#include <QTemporaryFile>
#include <QtTest>

#include "support/nginx_process.h"
#include "support/program.h"
#include "support/scripted_server.h"

using sluice::test::freePort;
using sluice::test::Program;
using sluice::test::ScriptedServer;

namespace {

constexpr int limit_ms = 30'000;

const std::string helloGzipped =
    QByteArray::fromBase64("H4sIAAAAAAAAA8tIzcnJBwCGphA2BQAAAA==").toStdString();

std::string withLength(const std::string& fields, const std::string& body) {
    return "HTTP/1.1 200 OK\r\n" + fields + "Content-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

/// Answers with the request line and the body; under /gzip, with what the client can unpack.
void echo(ScriptedServer::Connection& connection) {
    while (const auto request = connection.readRequest()) {
        const std::string line = request->head.substr(0, request->head.find("\r\n"));
        const std::string body = line + "\n" + request->body;
        if (line.starts_with("GET /gzip") && request->head.find("gzip, br") != std::string::npos) {
            connection.send(withLength("Content-Encoding: gzip\r\n", helloGzipped));
        } else if (line.starts_with("HEAD")) {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n");
        } else {
            connection.send(withLength("", body));
        }
    }
}

struct Run {
    QByteArray output;
    QByteArray errors;
};

Run run(const QString& program, const QStringList& arguments) {
    QProcess process;
    process.start(program, arguments);
    process.waitForFinished(limit_ms);
    return {process.readAllStandardOutput(), process.readAllStandardError()};
}

Run curl(const QStringList& arguments) {
    const QStringList common{QStringLiteral("--silent"), QStringLiteral("--show-error"),
                             QStringLiteral("--max-time"), QStringLiteral("30")};
    return run(QStringLiteral("curl"), common + arguments);
}

QStringList proxyTo(uint16_t server) {
    return {QStringLiteral("run"),
            QStringLiteral("--listen"),
            QStringLiteral("0"),
            QStringLiteral("--to"),
            QStringLiteral("http://127.0.0.1:%1").arg(server),
            QStringLiteral("--admin"),
            QStringLiteral("off")};
}

}  // namespace

/// `sluice run --listen ADDRESS --to URL` for curl and wrk.
class PeersTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void answersCurl_data();
    void answersCurl();
    void takesUploadsOfCurl_data();
    void takesUploadsOfCurl();
    void keepsCurlsConnection();
    void leavesCompressionAlone();
    void describesProblems_data();
    void describesProblems();
    void answersWrk();
    void cleanupTestCase();

private:
    QString url(const char* target) const {
        return QStringLiteral("http://127.0.0.1:%1").arg(m_port) + QString::fromUtf8(target);
    }

    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<Program> m_gateway;
    uint16_t m_port = 0;
};

void PeersTest::initTestCase() {
    m_server = std::make_unique<ScriptedServer>(echo);
    m_gateway = std::make_unique<Program>(proxyTo(m_server->port()));
    m_port = m_gateway->port();
    QVERIFY2(m_port != 0, m_gateway->errors().constData());
}

void PeersTest::cleanupTestCase() {
    QVERIFY(m_gateway->running());
    QCOMPARE(m_gateway->errors(), QByteArray());
}

void PeersTest::answersCurl_data() {
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QByteArray>("output");
    const auto row = [](const char* name, const char* options, const char* output) {
        QTest::newRow(name) << QString::fromUtf8(options).split(u' ', Qt::SkipEmptyParts)
                            << QByteArray(output);
    };
    row("GET", "", "GET /a?b=c HTTP/1.1\n");
    row("HEAD", "--head --output /dev/null --write-out %{http_code}:%header{content-length}",
        "200:17");
    row("DELETE", "--request DELETE", "DELETE /a?b=c HTTP/1.1\n");
    row("HTTP/1.0", "--http1.0", "GET /a?b=c HTTP/1.1\n");
    row("without keep-alive", "--header Connection:close", "GET /a?b=c HTTP/1.1\n");
    row("a form", "--data x=y", "POST /a?b=c HTTP/1.1\nx=y");
    row("as through a proxy", "--request-target http://shop.test/a?b=c", "GET /a?b=c HTTP/1.1\n");
}

void PeersTest::answersCurl() {
    QFETCH(QStringList, options);
    const Run got = curl(options + QStringList{url("/a?b=c")});
    QTEST(got.output, "output");
    QCOMPARE(got.errors, QByteArray());
}

void PeersTest::takesUploadsOfCurl_data() {
    QTest::addColumn<QStringList>("options");
    QTest::newRow("by length") << QStringList{QStringLiteral("Expect:")};
    QTest::newRow("after 100 Continue") << QStringList{QStringLiteral("Expect: 100-continue")};
    QTest::newRow("chunked") << QStringList{QStringLiteral("Expect:"),
                                            QStringLiteral("Transfer-Encoding: chunked")};
    QTest::newRow("chunked, after 100 Continue") << QStringList{
        QStringLiteral("Expect: 100-continue"), QStringLiteral("Transfer-Encoding: chunked")};
}

void PeersTest::takesUploadsOfCurl() {
    QFETCH(QStringList, options);
    QTemporaryFile file;
    QVERIFY(file.open());
    const QByteArray body(500'000, 'x');
    QCOMPARE(file.write(body), body.size());
    file.close();
    QStringList arguments{QStringLiteral("--verbose"), QStringLiteral("--data-binary"),
                          u'@' + file.fileName(), url("/upload")};
    for (const QString& field : options)
        arguments += {QStringLiteral("--header"), field};
    // Longer than any test waits: curl sends the body when it is told to, or not at all.
    arguments += {QStringLiteral("--expect100-timeout"), QStringLiteral("60")};
    const Run got = curl(arguments);
    QVERIFY(got.output == "POST /upload HTTP/1.1\n" + body);
    QCOMPARE(got.errors.contains("< HTTP/1.1 100 Continue"),
             options.first() == QStringLiteral("Expect: 100-continue"));
}

void PeersTest::keepsCurlsConnection() {
    const Run got = curl({QStringLiteral("--write-out"), QStringLiteral("%{num_connects}\n"),
                          url("/one"), url("/two"), url("/three")});
    QCOMPARE(got.output, QByteArray("GET /one HTTP/1.1\n1\nGET /two HTTP/1.1\n0\n"
                                    "GET /three HTTP/1.1\n0\n"));
}

void PeersTest::leavesCompressionAlone() {
    const QString fields = QStringLiteral("Accept-Encoding: gzip, br");
    const Run raw = curl({QStringLiteral("--header"), fields, url("/gzip")});
    QCOMPARE(raw.output, QByteArray::fromStdString(helloGzipped));
    const Run unpacked =
        curl({QStringLiteral("--compressed"), QStringLiteral("--header"), fields, url("/gzip")});
    QCOMPARE(unpacked.output, QByteArray("hello"));
}

void PeersTest::describesProblems_data() {
    QTest::addColumn<QString>("accept");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("curl") << QStringLiteral("*/*") << QByteArray("application/problem+json")
                          << QByteArray("\"type\":\"urn:sluice:problem:");
    QTest::newRow("a browser")
        << QStringLiteral("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
        << QByteArray("text/html; charset=utf-8") << QByteArray("<title>502 ");
}

void PeersTest::describesProblems() {
    QFETCH(QString, accept);
    QFETCH(QByteArray, text);
    Program gateway(proxyTo(freePort()));
    const QString target = QStringLiteral("http://127.0.0.1:%1/").arg(gateway.port());
    const QStringList common{QStringLiteral("--header"), QStringLiteral("Accept: ") + accept,
                             target};
    const Run head =
        curl(QStringList{QStringLiteral("--output"), QStringLiteral("/dev/null"),
                         QStringLiteral("--write-out"), QStringLiteral("%{content_type}")} +
             common);
    QTEST(head.output, "type");
    const Run body = curl(common);
    QVERIFY2(body.output.contains(text), body.output.constData());
    for (const char* fact : {"502", "web", "web-1", "efused"})
        QVERIFY2(body.output.contains(fact), body.output.constData());
}

void PeersTest::answersWrk() {
    const Run got = run(
        QStringLiteral("wrk"),
        {QStringLiteral("--threads"), QStringLiteral("1"), QStringLiteral("--connections"),
         QStringLiteral("16"), QStringLiteral("--duration"), QStringLiteral("1s"), url("/wrk")});
    static const QRegularExpression requests(QStringLiteral("([0-9]+) requests in "));
    const auto found = requests.match(QString::fromUtf8(got.output));
    QVERIFY2(found.captured(1).toInt() > 0, (got.output + got.errors).constData());
    QVERIFY2(!got.output.contains("Socket errors"), got.output.constData());
    QVERIFY2(!got.output.contains("Non-2xx"), got.output.constData());
}

QTEST_GUILESS_MAIN(PeersTest)
#include "peers_test.moc"
