#include <QTemporaryDir>
#include <QTest>

#include "support/nginx_process.h"
#include "support/node_process.h"
#include "support/transport_client.h"
#include "unit/event/epoll_main.h"
#include "upstream/transport/factory.h"

using namespace sluice;
using namespace sluice::upstream;
using sluice::test::Fetch;
using sluice::test::NodeProcess;
using Kind = Failure::Kind;

/// What Qt's network stack makes of HTTP/2 that is out of the ordinary, with Node.js at the other
/// end.
class Http2UpstreamTest : public QObject {
    Q_OBJECT

private:
    void open(uint16_t port);
    Fetch get(std::string target);

    QTemporaryDir m_certificate;
    std::unique_ptr<NodeProcess> m_peer;
    uint16_t m_port = 0;
    uint16_t m_cutter = 0;  // of the server that cuts every answer off
    PoolOptions m_options;
    PoolCell m_cell;
    std::shared_ptr<Server> m_server;
    std::unique_ptr<Transport> m_transport;

private Q_SLOTS:
    void init();
    void cleanup();

    void passesInterimAnswers();
    void noticesAResetWithoutAnError();
    void takesAnEndForAnEnd();
    void repeatsWhatWasRefused();
    void keepsTheBodyOfAChallenge();
};

void Http2UpstreamTest::init() {
    QCOMPARE(test::makeCertificate(m_certificate.path(), QStringLiteral("localhost")), QString());
    m_peer = std::make_unique<NodeProcess>(QStringLiteral(HTTP2_PEER));
    const QByteArray line = m_peer->ask(m_certificate.path().toUtf8());
    QVERIFY2(line.startsWith("listening "), line.constData());
    const QByteArrayList words = line.trimmed().split(' ');
    m_port = words[1].toUShort();
    m_cutter = words[2].toUShort();
    open(m_port);
}

void Http2UpstreamTest::open(uint16_t port) {
    const ServerOptions server{"one", {true, {"localhost", port}}, 1.0};
    m_options = {};
    m_options.name = "http2";
    m_options.http2 = true;
    m_options.caFile = m_certificate.filePath(QStringLiteral("cert.pem")).toStdString();
    m_options.servers = {server};
    m_server = std::make_shared<Server>(server, std::make_shared<metrics::Series>("one", 1));
    m_transport = makeTransport(m_options, m_cell);
}

void Http2UpstreamTest::cleanup() {
    m_transport.reset();
    m_peer.reset();
    QCOMPARE(m_cell.open.value(), 0);
}

Fetch Http2UpstreamTest::get(std::string target) {
    http::RequestHead head;
    head.method = "GET";
    head.target = std::move(target);
    head.fields.add("Host", m_server->authority());
    return {*m_transport, m_server, std::move(head)};
}

#define ANSWERED(fetch)                                                                     \
    do {                                                                                    \
        QVERIFY((fetch).finish());                                                          \
        QVERIFY2(!(fetch).failure, (fetch).failure ? (fetch).failure->detail.c_str() : ""); \
    } while (false)

/// Qt adds the fields of a head to those of the one before.
void Http2UpstreamTest::passesInterimAnswers() {
    Fetch fetched = get("/early");
    ANSWERED(fetched);
    QCOMPARE(fetched.head.status, 200);
    QCOMPARE(fetched.interim, 2);
    QCOMPARE(fetched.head.fields.find("Link").value_or(""), "</c.css>; rel=preload");
    QCOMPARE(fetched.received, std::string("after the hints"));
}

void Http2UpstreamTest::noticesAResetWithoutAnError() {
    open(m_cutter);
    for (int i = 0; i < 3; ++i) {
        Fetch fetched = get("/");
        QVERIFY(fetched.finish());
        QVERIFY(fetched.failed(Kind::truncated));
    }
}

void Http2UpstreamTest::takesAnEndForAnEnd() {
    for (int i = 0; i < 3; ++i) {
        Fetch fetched = get("/whole");
        ANSWERED(fetched);
        QCOMPARE(fetched.received, std::string("half of the answer and the rest"));
    }
}

void Http2UpstreamTest::repeatsWhatWasRefused() {
    Fetch fetched = get("/refused");
    ANSWERED(fetched);
    QCOMPARE(fetched.received, std::string("the second time"));
}

void Http2UpstreamTest::keepsTheBodyOfAChallenge() {
    Fetch fetched = get("/basic");
    ANSWERED(fetched);
    QCOMPARE(fetched.head.status, 401);
    QCOMPARE(fetched.received, std::string("log in first"));
}

EPOLL_TEST_MAIN(Http2UpstreamTest)
#include "http2_upstream_test.moc"
