#include "upstream/health/probe.h"

#include <QRegularExpression>
#include <optional>

#include "support/nginx_process.h"
#include "support/scripted_server.h"
#include "unit/event/epoll_main.h"
#include "upstream/transport/factory.h"

using namespace std::chrono_literals;
using namespace sluice;
using namespace sluice::upstream;
using sluice::test::Gate;
using sluice::test::NginxProcess;
using sluice::test::ScriptedServer;

namespace {

constexpr int limit_ms = 30'000;

std::shared_ptr<Server> serverAt(uint16_t port, bool tls = false) {
    ServerOptions options;
    options.name = "one";
    options.url = {tls, {tls ? "localhost" : "127.0.0.1", port}};
    return std::make_shared<Server>(options, nullptr);
}

CheckOptions byHttp() {
    CheckOptions options;
    options.kind = CheckOptions::Kind::http;
    options.path = "/healthz";
    options.timeout = 30s;
    return options;
}

std::string answerWith(const std::string& status, const std::string& body = {}) {
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

}  // namespace

class ProbeTest : public QObject {
    Q_OBJECT

private:
    void check(std::shared_ptr<Server> server, const CheckOptions& options,
               const PoolOptions& pool = {});
    std::string text() const { return m_result ? m_result->text : "no result"; }
    bool good() const { return m_result && m_result->good; }

    std::optional<CheckResult> m_result;
    int m_results = 0;

private Q_SLOTS:
    void judgesAnswers_data();
    void judgesAnswers();
    void sendsWhatItIsToldTo();
    void skipsInterimAnswers();
    void looksAtTheFirst64KiBAlone();
    void givesUpInTime();
    void knowsTheStatusOfAnAnswerWithoutEnd();
    void tellsOfConnectionsThatFail();
    void connectsAlone();
    void maybeDestroyedAtAnyTime();
    void speaksTls();
};

void ProbeTest::check(std::shared_ptr<Server> server, const CheckOptions& options,
                      const PoolOptions& pool) {
    m_result.reset();
    m_results = 0;
    PoolCell cell;
    const auto transport = makeTransport(pool, cell);
    Probe probe(*transport, std::move(server), options, [this](CheckResult result) {
        m_result = std::move(result);
        ++m_results;
    });
    probe.start();
    QVERIFY(QTest::qWaitFor([this] { return m_result.has_value(); }, limit_ms));
    QCOMPARE(m_results, 1);
}

void ProbeTest::judgesAnswers_data() {
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("good");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char* name, const std::string& answer, const char* body, bool good,
                        const char* text) {
        QTest::newRow(name) << QByteArray::fromStdString(answer) << QByteArray(body) << good
                            << QByteArray(text);
    };
    row("200", answerWith("200 OK"), "", true, "200");
    row("399", answerWith("399 Odd"), "", true, "399");
    row("503", answerWith("503 No"), "", false, "status 503, expected 200-399, 418");
    row("418", answerWith("418 Teapot"), "", true, "418");
    row("body", answerWith("200 OK", "ping pong"), "pong", true, "200");
    row("wrong body", answerWith("200 OK", "ping"), "pong", false,
        "the body does not hold \"pong\"");
    row("no body", answerWith("204 Nothing"), "pong", false, "the body does not hold \"pong\"");
    row("cut off", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npin", "pong", false,
        "the server closed before its answer was complete");
    row("not http", "SSH-2.0-OpenSSH_9.2\r\n", "", false, "");
    row("nothing", "", "", false, "the server closed the connection without an answer");
}

void ProbeTest::judgesAnswers() {
    QFETCH(const QByteArray, answer);
    QFETCH(const QByteArray, body);
    QFETCH(const bool, good);
    QFETCH(const QByteArray, text);
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        connection.readRequest();
        connection.send(answer.toStdString());
    });
    CheckOptions options = byHttp();
    options.statuses.push_back({418, 418});
    options.body = body.toStdString();
    check(serverAt(server.port()), options);
    QCOMPARE(this->good(), good);
    if (!text.isEmpty()) QCOMPARE(this->text(), text.toStdString());
}

void ProbeTest::sendsWhatItIsToldTo() {
    ScriptedServer server(answerWith("200 OK"));
    CheckOptions options = byHttp();
    options.method = "OPTIONS";
    options.path = "/up?deep=1";
    options.host = "health.example";
    options.headers = {{"X-Check", "yes"}, {"User-Agent", "mine"}};
    check(serverAt(server.port()), options);
    QVERIFY2(good(), text().c_str());
    const std::string sent = server.received();
    QVERIFY2(sent.starts_with("OPTIONS /up?deep=1 HTTP/1.1\r\n"), sent.c_str());
    for (const char* field : {"Host: health.example\r\n", "X-Check: yes\r\n"})
        QVERIFY2(sent.find(field) != std::string::npos, sent.c_str());
    QVERIFY(sent.find("User-Agent: mine\r\n") != std::string::npos);
    QVERIFY(sent.find("sluice") == std::string::npos);
    check(serverAt(server.port()), byHttp());
    const std::string own = "Host: 127.0.0.1:" + std::to_string(server.port()) + "\r\n";
    QVERIFY(server.received().find(own) != std::string::npos);
}

void ProbeTest::skipsInterimAnswers() {
    ScriptedServer server("HTTP/1.1 103 Early Hints\r\n\r\n" + answerWith("200 OK"));
    check(serverAt(server.port()), byHttp());
    QCOMPARE(text(), std::string("200"));
}

void ProbeTest::looksAtTheFirst64KiBAlone() {
    CheckOptions options = byHttp();
    options.body = "needle";
    const std::string hay(Probe::maxBodyBytes - options.body.size(), '.');
    ScriptedServer within(answerWith("200 OK", hay + "needle" + hay));
    check(serverAt(within.port()), options);
    QVERIFY2(good(), text().c_str());
    ScriptedServer beyond(answerWith("200 OK", hay + ".needle" + hay));
    check(serverAt(beyond.port()), options);
    QCOMPARE(text(), std::string("the body does not hold \"needle\""));
}

void ProbeTest::givesUpInTime() {
    ScriptedServer server([](ScriptedServer::Connection& connection) {
        connection.send("HTTP/1.1 200 OK\r\n");
        connection.waitForClose();
    });
    CheckOptions options = byHttp();
    options.timeout = 250ms;
    check(serverAt(server.port()), options);
    QVERIFY(!good());
    QCOMPARE(text(), std::string("no answer within 0.25 s"));
}

void ProbeTest::knowsTheStatusOfAnAnswerWithoutEnd() {
    ScriptedServer server([](ScriptedServer::Connection& connection) {
        connection.readRequest();
        connection.send("HTTP/1.1 500 No\r\nContent-Length: 9\r\n\r\nhalf");
        connection.waitForClose();
    });
    CheckOptions options = byHttp();
    options.timeout = 250ms;
    check(serverAt(server.port()), options);
    QCOMPARE(text(), std::string("status 500, expected 200-399"));
}

void ProbeTest::tellsOfConnectionsThatFail() {
    for (const auto kind : {CheckOptions::Kind::http, CheckOptions::Kind::tcp}) {
        CheckOptions options = byHttp();
        options.kind = kind;
        check(serverAt(test::freePort()), options);
        QVERIFY(!good());
        QCOMPARE(text(), std::string("connection refused"));
    }
}

void ProbeTest::connectsAlone() {
    ScriptedServer server(
        [](ScriptedServer::Connection& connection) { connection.waitForClose(); });
    CheckOptions options = byHttp();
    options.kind = CheckOptions::Kind::tcp;
    check(serverAt(server.port()), options);
    QVERIFY(good());
    QCOMPARE(text(), std::string("connected"));
    QCOMPARE(server.received(), std::string());
}

void ProbeTest::maybeDestroyedAtAnyTime() {
    Gate asked;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        connection.readRequest();
        asked.open();
        connection.waitForClose();
    });
    PoolCell cell;
    const auto transport = makeTransport({}, cell);
    int results = 0;
    auto probe = std::make_unique<Probe>(*transport, serverAt(server.port()), byHttp(),
                                         [&](const CheckResult&) { ++results; });
    probe->start();
    QVERIFY(QTest::qWaitFor([&] { return asked.wait(1ms); }, limit_ms));
    QCOMPARE(cell.open.value(), 1);
    probe.reset();
    QCOMPARE(cell.open.value(), 0);
    // The callback of one that ends may destroy it.
    ScriptedServer quick(answerWith("200 OK"));
    probe = std::make_unique<Probe>(*transport, serverAt(quick.port()), byHttp(),
                                    [&](const CheckResult&) {
                                        ++results;
                                        probe.reset();
                                    });
    probe->start();
    QVERIFY(QTest::qWaitFor([&] { return !probe; }, limit_ms));
    QCOMPARE(results, 1);
}

void ProbeTest::speaksTls() {
    QTest::failOnWarning(QRegularExpression(QStringLiteral("Internal problem")));
    NginxProcess nginx;
    QCOMPARE(test::makeCertificate(nginx.directory(), QStringLiteral("localhost")), QString());
    const uint16_t port = test::freePort();
    const QString block = QStringLiteral(
                              "server { listen 127.0.0.1:%1 ssl http2; ssl_certificate cert.pem;\n"
                              "ssl_certificate_key key.pem;\n"
                              "location = /healthz { return 200 \"pong $http_host\"; }\n"
                              "location / { return 404; } }")
                              .arg(port);
    QCOMPARE(nginx.start(block, port), QString());
    PoolOptions pool;
    pool.name = "tls";
    pool.servers = {{.name = "one", .url = {true, {"localhost", port}}}};
    CheckOptions options = byHttp();
    options.body = "pong localhost:" + std::to_string(port);
    check(serverAt(port, true), options, pool);
    QVERIFY(!good());  // nobody vouches for that certificate
    pool.caFile = (nginx.directory() + QStringLiteral("/cert.pem")).toStdString();
    check(serverAt(port, true), options, pool);
    QVERIFY2(good(), text().c_str());
    options.path = "/other";
    check(serverAt(port, true), options, pool);
    QVERIFY2(text() == "status 404, expected 200-399", text().c_str());
}

EPOLL_TEST_MAIN(ProbeTest)
#include "probe_test.moc"
