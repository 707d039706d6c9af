#include "transport_contract.h"

#include <QTest>

#include "http/serializer.h"
#include "support/nginx_process.h"
#include "support/scripted_server.h"

Q_DECLARE_METATYPE(sluice::upstream::TransportKind)

namespace sluice::test {

using namespace upstream;

http::RequestHead requestFor(std::string method, std::string target) {
    http::RequestHead head;
    head.method = std::move(method);
    head.target = std::move(target);
    head.fields.add("Host", "server.test");
    return head;
}

http::RequestHead withBody(http::RequestHead head, http::Framing framing) {
    head.framing = framing;
    http::setFramingFields(head.fields, framing);
    return head;
}

http::Framing length(uint64_t bytes) {
    return {http::Framing::Kind::length, bytes};
}

std::string largeText(size_t bytes) {
    std::string text(bytes, '\0');
    uint64_t state = 88172645463325252ULL;
    for (char& c : text) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        c = static_cast<char>(state);
    }
    return text;
}

QByteArray describe(const Fetch& fetch) {
    if (!fetch.failure) return "answered";
    return QByteArray(name(fetch.failure->kind)) + ": " + fetch.failure->detail.c_str();
}

void TransportContract::initTestCase_data() {
    QTest::addColumn<TransportKind>("transport");
    QTest::addColumn<bool>("tls");
    QTest::newRow("direct") << TransportKind::direct << false;
    QTest::newRow("direct, TLS") << TransportKind::direct << true;
    QTest::newRow("qt") << TransportKind::qt << false;
    QTest::newRow("qt, TLS") << TransportKind::qt << true;
    QCOMPARE(makeCertificate(m_certificate.path(), QStringLiteral("localhost")), QString());
}

void TransportContract::init() {
    QFETCH_GLOBAL(TransportKind, transport);
    QFETCH_GLOBAL(bool, tls);
    m_kind = transport;
    m_tls = tls;
    m_options = {};
    m_options.caFile = m_certificate.filePath(QStringLiteral("cert.pem")).toStdString();
    ScriptedServer::speakTls(tls ? m_certificate.path().toStdString() : std::string());
}

void TransportContract::cleanup() {
    m_transport.reset();
    QCOMPARE(m_cell.open.value(), 0);
    QCOMPARE(m_cell.idle.value(), 0);
    QCOMPARE(m_cell.waiting.value(), 0);
}

void TransportContract::open(uint16_t port) {
    const ServerOptions server{"one", {m_tls, {m_tls ? "localhost" : "127.0.0.1", port}}, 1.0};
    m_options.name = "contract";
    m_options.transport = m_kind;
    m_options.servers = {server};
    m_server = std::make_shared<Server>(server, std::make_shared<metrics::Series>("one", 1));
    m_transport = makeTransport(m_options, m_cell);
}

Fetch TransportContract::fetch(http::RequestHead head, std::unique_ptr<TextBody> body) {
    return {*m_transport, m_server, std::move(head), std::move(body)};
}

}  // namespace sluice::test
