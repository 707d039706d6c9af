#include <QCryptographicHash>
#include <QTest>
#include <vector>

#include "http/serializer.h"
#include "support/scripted_server.h"
#include "support/transport_client.h"
#include "unit/event/epoll_main.h"
#include "upstream/transport/factory.h"

using namespace std::chrono_literals;
using namespace std::string_literals;
using namespace sluice;
using namespace sluice::upstream;
using sluice::test::Fetch;
using sluice::test::Gate;
using sluice::test::ScriptedServer;
using sluice::test::TextBody;
using Connection = ScriptedServer::Connection;
using Kind = Failure::Kind;

Q_DECLARE_METATYPE(sluice::upstream::TransportKind)

namespace {

http::RequestHead requestFor(std::string method, std::string target = "/") {
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

/// Bytes without a pattern that a lost or doubled piece would keep.
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

std::vector<std::string> values(const http::HeaderMap& fields, std::string_view name) {
    std::vector<std::string> found;
    for (const auto field : fields) {
        if (http::equalNames(field.name, name)) found.emplace_back(field.value);
    }
    return found;
}

/// The lines of a head, without the first and the empty one, in lower case.
QStringList fieldNames(const std::string& head) {
    QStringList names;
    for (const QString& line : QString::fromStdString(head).split(QStringLiteral("\r\n")).mid(1)) {
        if (!line.isEmpty()) names << line.section(u':', 0, 0).toLower();
    }
    names.sort();
    return names;
}

QByteArray describe(const Fetch& fetch) {
    if (!fetch.failure) return "answered";
    return QByteArray(name(fetch.failure->kind)) + ": " + fetch.failure->detail.c_str();
}

}  // namespace

#define FINISHED(fetch) QVERIFY2((fetch).finish(), "not done after 30 s")
#define ANSWERED(fetch)                                          \
    do {                                                         \
        FINISHED(fetch);                                         \
        QVERIFY2(!(fetch).failure, describe(fetch).constData()); \
    } while (false)
#define FAILED(fetch, kind)                                          \
    do {                                                             \
        FINISHED(fetch);                                             \
        QVERIFY2((fetch).failed(kind), describe(fetch).constData()); \
    } while (false)

/// The same requests in, the same answers out, whatever transport carries them.
class TransportContractTest : public QObject {
    Q_OBJECT

private:
    void transports();
    void open(uint16_t port);
    Fetch fetch(http::RequestHead head, std::unique_ptr<TextBody> body = nullptr);
    Fetch get(std::string target = "/") { return fetch(requestFor("GET", std::move(target))); }
    bool isDirect() const { return m_kind == TransportKind::direct; }

    TransportKind m_kind = TransportKind::direct;
    PoolOptions m_options;
    PoolCell m_cell;
    std::shared_ptr<Server> m_server;
    std::unique_ptr<Transport> m_transport;

private Q_SLOTS:
    void initTestCase_data();
    void init();
    void cleanup();

    void sendsTheMethodAndTarget_data();
    void sendsTheMethodAndTarget();
    void refusesTargetsThatQtWouldChange();
    void addsNoFieldsThatChangeTheMeaning();
    void passesFieldsOn();
    void sendsBodies_data();
    void sendsBodies();
    void sendsTrailers();
    void failsWithTheClientsBody();
    void readsAnswers_data();
    void readsAnswers();
    void readsTrailers();
    void readsInterimAnswers_data();
    void readsInterimAnswers();
    void keepsEverySetCookie();
    void keepsBytesOfValues();
    void carriesLargeBodies_data();
    void carriesLargeBodies();
    void doesNotReadAheadOfASlowReader();
    void doesNotReadAheadOfASlowServer();
    void reusesConnections();
    void repeatsWhatAClosedConnectionLost();
    void repeatsNothingUnsafe();
    void failsToConnect();
    void failsToResolve();
    void failsWhenTheServerHangs_data();
    void failsWhenTheServerHangs();
    void failsAtTheDeadline();
    void failsWhenTheServerHangsInTheBody();
    void failsWhenTheServerDoesNotReadTheBody();
    void failsWithABadAnswer_data();
    void failsWithABadAnswer();
    void failsWhenTheServerResets();
    void canBeCancelled_data();
    void canBeCancelled();
    void servesWaitersInOrder();
    void refusesWhenTooManyWait();
    void givesUpWaiting();
    void closesIdleConnections();
};

void TransportContractTest::initTestCase_data() {
    QTest::addColumn<TransportKind>("transport");
    QTest::newRow("direct") << TransportKind::direct;
    QTest::newRow("qt") << TransportKind::qt;
}

void TransportContractTest::init() {
    QFETCH_GLOBAL(TransportKind, transport);
    m_kind = transport;
    m_options = {};
}

void TransportContractTest::cleanup() {
    m_transport.reset();
    QCOMPARE(m_cell.open.value(), 0);
    QCOMPARE(m_cell.idle.value(), 0);
    QCOMPARE(m_cell.waiting.value(), 0);
}

void TransportContractTest::open(uint16_t port) {
    const ServerOptions server{"one", {false, {"127.0.0.1", port}}, 1.0};
    m_options.name = "contract";
    m_options.transport = m_kind;
    m_options.servers = {server};
    m_server = std::make_shared<Server>(server, std::make_shared<metrics::Series>("one", 1));
    m_transport = makeTransport(m_options, 0, 1, m_cell);
}

Fetch TransportContractTest::fetch(http::RequestHead head, std::unique_ptr<TextBody> body) {
    return {*m_transport, m_server, std::move(head), std::move(body)};
}

void TransportContractTest::sendsTheMethodAndTarget_data() {
    QTest::addColumn<std::string>("method");
    QTest::addColumn<std::string>("target");
    for (const char* method :
         {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "PURGE", "get", "M-SEARCH"}) {
        QTest::newRow(method) << std::string(method) << "/a/b?c=d"s;
    }
    for (const char* target : {"/", "/?", "/?q", "/a%2Fb", "/a%20b?c%26d=%E2%82%AC", "/double//a",
                               "/a;b=c,d@e:f!$&'()*+=~", "/?a[]=1&b=/?:@", "/trailing/"}) {
        QTest::newRow(target) << "GET"s << std::string(target);
    }
}

void TransportContractTest::sendsTheMethodAndTarget() {
    QFETCH(std::string, method);
    QFETCH(std::string, target);
    ScriptedServer server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    open(server.port());
    Fetch fetched = fetch(requestFor(method, target));
    ANSWERED(fetched);
    QCOMPARE(fetched.head.status, 200);
    const std::string line = method + " " + target + " HTTP/1.1\r\n";
    QVERIFY2(server.received().starts_with(line), server.received().c_str());
}

void TransportContractTest::refusesTargetsThatQtWouldChange() {
    ScriptedServer server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    open(server.port());
    for (const char* target : {"//double", "/%zz", "/%2", "*"}) {
        Fetch fetched = fetch(requestFor("OPTIONS", target));
        FINISHED(fetched);
        QCOMPARE(fetched.failed(Kind::unsupported), !isDirect());
        QCOMPARE(fetched.failure.has_value(), !isDirect());
    }
}

void TransportContractTest::addsNoFieldsThatChangeTheMeaning() {
    ScriptedServer server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    open(server.port());
    Fetch fetched = get();
    ANSWERED(fetched);
    const QStringList ownOfQt = {QStringLiteral("accept-encoding"),
                                 QStringLiteral("accept-language"), QStringLiteral("connection"),
                                 QStringLiteral("host"), QStringLiteral("user-agent")};
    const QStringList names = fieldNames(server.received());
    QCOMPARE(names, isDirect() ? QStringList{QStringLiteral("host")} : ownOfQt);
    QVERIFY(server.received().find("Mozilla") == std::string::npos);
    QVERIFY(server.received().find("gzip") == std::string::npos);
}

void TransportContractTest::passesFieldsOn() {
    ScriptedServer server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    open(server.port());
    http::RequestHead head = requestFor("GET");
    const std::vector<std::pair<std::string, std::string>> fields{
        {"User-Agent", "tester/1.0"},
        {"Accept-Encoding", "gzip, br"},
        {"Accept-Language", "de"},
        {"Cookie", "a=1; b=2"},
        {"Authorization", "Basic dTpw"},
        {"Cache-Control", "max-age=0"},
        {"Range", "bytes=0-1"},
        {"If-None-Match", "\"x\""},
        {"If-Modified-Since", "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"X-Custom", "one, two"},
        {"X-Bytes", "caf\xc3\xa9 \xe9"}};
    for (const auto& [name, value] : fields)
        head.fields.add(name, value);
    Fetch fetched = fetch(std::move(head));
    ANSWERED(fetched);
    const std::string received = server.received();
    QVERIFY(received.find("\r\nHost: server.test\r\n") != received.npos);
    for (const auto& [name, value] : fields) {
        const std::string line = "\r\n" + name + ": " + value + "\r\n";
        QVERIFY2(received.find(line) != received.npos, line.c_str());
    }
}

void TransportContractTest::sendsBodies_data() {
    QTest::addColumn<std::string>("method");
    QTest::addColumn<int>("bytes");
    QTest::addColumn<bool>("knownLength");
    for (const char* method : {"POST", "PUT", "DELETE", "PATCH", "GET"}) {
        QTest::addRow("%s, 5 bytes", method) << std::string(method) << 5 << true;
        QTest::addRow("%s, 100 kB", method) << std::string(method) << 100'000 << true;
        QTest::addRow("%s, chunked", method) << std::string(method) << 100'000 << false;
    }
    QTest::newRow("POST, nothing") << "POST"s << 0 << true;
    QTest::newRow("POST, nothing, chunked") << "POST"s << 0 << false;
}

void TransportContractTest::sendsBodies() {
    QFETCH(std::string, method);
    QFETCH(int, bytes);
    QFETCH(bool, knownLength);
    const std::string text = largeText(static_cast<size_t>(bytes));
    std::string body;
    std::string type;
    ScriptedServer server([&](Connection& connection) {
        while (const auto request = connection.readRequest()) {
            body = request->body;
            type = request->head;
            connection.send("HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok");
        }
    });
    open(server.port());
    const auto framing =
        knownLength ? length(text.size()) : http::Framing{http::Framing::Kind::chunked, 0};
    auto source = text.empty() && knownLength ? nullptr : std::make_unique<TextBody>(text, 7'000);
    Fetch fetched = fetch(withBody(requestFor(method), framing), std::move(source));
    ANSWERED(fetched);
    QCOMPARE(fetched.head.status, 201);
    QCOMPARE(fetched.received, "ok"s);
    QVERIFY(body == text);
    QVERIFY2(type.find("Content-Type") == type.npos, type.c_str());
}

void TransportContractTest::sendsTrailers() {
    ScriptedServer server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    open(server.port());
    auto body = std::make_unique<TextBody>("text");
    body->trailerFields.add("X-Sum", "1");
    Fetch fetched =
        fetch(withBody(requestFor("POST"), {http::Framing::Kind::chunked, 0}), std::move(body));
    ANSWERED(fetched);
    const bool sent = server.received().find("X-Sum: 1") != std::string::npos;
    QCOMPARE(sent, isDirect());
}

void TransportContractTest::failsWithTheClientsBody() {
    std::atomic<bool> complete = false;
    ScriptedServer server(
        [&](Connection& connection) { complete = connection.readRequest().has_value(); });
    open(server.port());
    auto body = std::make_unique<TextBody>("half");
    body->failAtEnd = Failure{Kind::clientBody, "gone", false};
    Fetch fetched = fetch(withBody(requestFor("PUT"), length(8)), std::move(body));
    FAILED(fetched, Kind::clientBody);
    QVERIFY(!complete);
}

struct Answer {
    int status = 200;
    std::string reason = "OK";
    std::string body = {};
    http::Framing::Kind framing = http::Framing::Kind::length;
    const char* method = "GET";
};
Q_DECLARE_METATYPE(Answer)

void TransportContractTest::readsAnswers_data() {
    using Framing = http::Framing::Kind;
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<Answer>("answer");
    const auto row = [](const char* title, const std::string& bytes, const Answer& answer) {
        QTest::newRow(title) << bytes << answer;
    };
    row("by length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", {.body = "hello"});
    row("empty", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", {});
    row("chunked",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: "
        "chunked\r\n\r\n5\r\nhello\r\n1;x=y\r\n!\r\n0\r\n\r\n",
        {.body = "hello!", .framing = Framing::chunked});
    row("until close", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello",
        {.body = "hello", .framing = Framing::untilClose});
    row("HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", {.body = "hello"});
    row("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
        {.framing = Framing::none, .method = "HEAD"});
    row("HEAD of a chunked body", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        {.framing = Framing::none, .method = "HEAD"});
    row("204", "HTTP/1.1 204 No Content\r\n\r\n",
        {.status = 204, .reason = "No Content", .framing = Framing::none});
    row("304", "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\nContent-Length: 5\r\n\r\n",
        {.status = 304, .reason = "Not Modified", .framing = Framing::none});
    row("other reason", "HTTP/1.1 200 Fine by me\r\nContent-Length: 0\r\n\r\n",
        {.reason = "Fine by me"});
    row("no reason", "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", {.reason = ""});
    row("299", "HTTP/1.1 299 Odd\r\nContent-Length: 1\r\n\r\n.",
        {.status = 299, .reason = "Odd", .body = "."});
    for (const int status : {400, 401, 403, 404, 405, 407, 409, 410, 418, 429, 499, 500, 501, 502,
                             503, 504, 599, 600, 999}) {
        const std::string text = std::to_string(status);
        QTest::newRow(text.c_str()) << "HTTP/1.1 " + text + " No\r\nContent-Length: 5\r\n\r\nsorry"
                                    << Answer{.status = status, .reason = "No", .body = "sorry"};
    }
    for (const char* scheme : {"Basic realm=\"x\"", "Bearer", "Digest realm=\"x\", nonce=\"y\""}) {
        QTest::addRow("401 %s", scheme) << "HTTP/1.1 401 No\r\nWWW-Authenticate: "s + scheme +
                                               "\r\nContent-Length: 5\r\n\r\nlogin"
                                        << Answer{.status = 401, .reason = "No", .body = "login"};
    }
    for (const int status : {301, 302, 303, 307, 308}) {
        const std::string text = std::to_string(status);
        QTest::newRow(text.c_str())
            << "HTTP/1.1 " + text + " Go\r\nLocation: /other\r\nContent-Length: 2\r\n\r\ngo"
            << Answer{.status = status, .reason = "Go", .body = "go"};
    }
    row("a body that claims to be gzip",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x01",
        {.body = "\x1f\x8b\x08\x01"});
}

void TransportContractTest::readsAnswers() {
    QFETCH(std::string, bytes);
    QFETCH(Answer, answer);
    const bool closes = answer.framing == http::Framing::Kind::untilClose;
    ScriptedServer server([&](Connection& connection) {
        while (connection.readRequest() && connection.send(bytes) && !closes) {
        }
    });
    open(server.port());
    Fetch fetched = fetch(requestFor(answer.method));
    ANSWERED(fetched);
    QCOMPARE(fetched.head.status, answer.status);
    QCOMPARE(fetched.head.reason, answer.reason);
    QCOMPARE(fetched.received, answer.body);
    QCOMPARE(fetched.head.framing.kind, answer.framing);
    const auto lengths = values(fetched.head.fields, "Content-Length");
    QCOMPARE(!lengths.empty(), bytes.find("Content-Length") != bytes.npos);
    const auto codings = values(fetched.head.fields, "Content-Encoding");
    QCOMPARE(!codings.empty(), bytes.find("Content-Encoding") != bytes.npos);
    // Qt may send a GET again when the end of the connection follows the answer closely.
    if (isDirect() || !closes) QCOMPARE(server.requests(), 1);
}

void TransportContractTest::readsTrailers() {
    ScriptedServer server(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-Sum: 1\r\n\r\n");
    open(server.port());
    for (int i = 0; i < 2; ++i) {
        Fetch fetched = get();
        ANSWERED(fetched);
        QCOMPARE(fetched.received, "a"s);
        QCOMPARE(fetched.trailers.contains("X-Sum"), isDirect());
    }
}

void TransportContractTest::readsInterimAnswers_data() {
    QTest::addColumn<std::string>("interim");
    QTest::addColumn<int>("seen");
    QTest::newRow("100") << "HTTP/1.1 100 Continue\r\n\r\n"s << 1;
    QTest::newRow("102") << "HTTP/1.1 102 Processing\r\n\r\n"s << 1;
    QTest::newRow("103") << "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"s << 1;
    QTest::newRow("two") << "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"s << 2;
}

/// The final answer comes late: it must never become the answer to the next request.
void TransportContractTest::readsInterimAnswers() {
    QFETCH(std::string, interim);
    QFETCH(int, seen);
    Gate gate;
    ScriptedServer server([&](Connection& connection) {
        while (const auto request = connection.readRequest()) {
            const bool first = request->head.starts_with("GET /first");
            if (first && !(connection.send(interim) && gate.wait())) return;
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n"s + (first ? "1" : "2"));
        }
    });
    open(server.port());
    Fetch first = get("/first");
    first.start();
    const bool supported = isDirect() || interim.starts_with("HTTP/1.1 100");
    if (!supported) FAILED(first, Kind::unsupported);
    if (isDirect()) QTRY_COMPARE(first.interim, seen);
    gate.open();
    if (supported) {
        ANSWERED(first);
        QCOMPARE(first.received, "1"s);
    }
    for (int i = 0; i < 3; ++i) {
        Fetch second = get("/second");
        ANSWERED(second);
        QCOMPARE(second.received, "2"s);
    }
}

void TransportContractTest::keepsEverySetCookie() {
    ScriptedServer server(
        "HTTP/1.1 200 OK\r\nSet-Cookie: a=1; Expires=Thu, 01 Jan 2037 00:00:00 GMT\r\n"
        "X-List: one\r\nset-cookie: b=2; Path=/\r\nX-List: two\r\nContent-Length: 0\r\n\r\n");
    open(server.port());
    Fetch fetched = get();
    ANSWERED(fetched);
    const std::vector<std::string> cookies{"a=1; Expires=Thu, 01 Jan 2037 00:00:00 GMT",
                                           "b=2; Path=/"};
    QCOMPARE(values(fetched.head.fields, "Set-Cookie"), cookies);
    const std::vector<std::string> lines =
        isDirect() ? std::vector{"one"s, "two"s} : std::vector{"one, two"s};
    QCOMPARE(values(fetched.head.fields, "X-List"), lines);
    Fetch again = get();
    ANSWERED(again);
    QVERIFY2(server.received().find("Cookie:") == std::string::npos,
             "cookies belong to the client");
}

void TransportContractTest::keepsBytesOfValues() {
    const std::string text = "caf\xc3\xa9 \xe9\xff \"quoted\", a;b";
    ScriptedServer server("HTTP/1.1 200 OK\r\nX-Text: " + text +
                          "\r\nX-Empty:\r\nContent-Length: 0\r\n\r\n");
    open(server.port());
    Fetch fetched = get();
    ANSWERED(fetched);
    QCOMPARE(values(fetched.head.fields, "X-Text"), std::vector{text});
    // Qt loses empty fields.
    QCOMPARE(fetched.head.fields.contains("X-Empty"), isDirect());
}

void TransportContractTest::carriesLargeBodies_data() {
    QTest::addColumn<bool>("chunked");
    QTest::newRow("by length") << false;
    QTest::newRow("chunked answer") << true;
}

void TransportContractTest::carriesLargeBodies() {
    QFETCH(bool, chunked);
    const std::string text = largeText(32 * 1024 * 1024);
    bool arrived = false;
    ScriptedServer server([&](Connection& connection) {
        const auto request = connection.readRequest();
        arrived = request && request->body == text;
        const std::string head = "HTTP/1.1 200 OK\r\n";
        if (!chunked) {
            connection.send(head + "Content-Length: " + std::to_string(text.size()) + "\r\n\r\n");
            connection.send(text);
            return;
        }
        std::string chunks = head + "Transfer-Encoding: chunked\r\n\r\n";
        for (size_t at = 0; at < text.size(); at += 50'001) {
            http::appendChunk(chunks, std::string_view(text).substr(at, 50'001));
        }
        http::appendLastChunk(chunks, {});
        connection.send(chunks);
    });
    open(server.port());
    Fetch fetched =
        fetch(withBody(requestFor("POST"), length(text.size())), std::make_unique<TextBody>(text));
    ANSWERED(fetched);
    QVERIFY(arrived);
    QVERIFY(fetched.received == text);
}

void TransportContractTest::doesNotReadAheadOfASlowReader() {
    const std::string text = largeText(64 * 1024 * 1024);
    ScriptedServer server([&](Connection& connection) {
        connection.readRequest();
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(text.size()) +
                        "\r\n\r\n");
        connection.send(text);
    });
    open(server.port());
    Fetch fetched = get();
    fetched.holdAfterHead().start();
    // The kernel's own buffers take a few megabytes.
    QTRY_VERIFY_WITH_TIMEOUT(server.stalled(), 20'000);
    QVERIFY2(server.sentBytes() < 32 * 1024 * 1024,
             qPrintable(QString::number(server.sentBytes())));
    QVERIFY(fetched.hasHead());
    fetched.resume();
    ANSWERED(fetched);
    QVERIFY(fetched.received == text);
}

void TransportContractTest::doesNotReadAheadOfASlowServer() {
    const size_t size = 64 * 1024 * 1024;
    Gate gate;
    ScriptedServer server([&](Connection& connection) {
        if (!gate.wait() || !connection.readRequest()) return;
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    });
    open(server.port());
    Fetch fetched = fetch(withBody(requestFor("PUT"), length(size)),
                          std::make_unique<TextBody>(std::string(size, 'x')));
    fetched.start();
    // Until nothing more was taken for 300 ms; the kernel's own buffers take a few megabytes.
    size_t before = 0;
    do {
        before = fetched.body->read();
        QTest::qWait(300);
    } while (before == 0 || fetched.body->read() != before);
    QVERIFY2(before < size / 2, qPrintable(QString::number(before)));
    gate.open();
    ANSWERED(fetched);
}

void TransportContractTest::reusesConnections() {
    ScriptedServer server("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    open(server.port());
    for (int i = 0; i < 20; ++i) {
        Fetch fetched = get();
        ANSWERED(fetched);
        QCOMPARE(fetched.received, "hello"s);
    }
    QCOMPARE(server.requests(), 20);
    QCOMPARE(server.connections(), 1);
}

void TransportContractTest::repeatsWhatAClosedConnectionLost() {
    std::atomic<int> connections = 0;
    Gate closing;
    ScriptedServer server([&](Connection& connection) {
        const bool first = ++connections == 1;
        while (connection.readHead()) {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            if (!first) continue;
            connection.readHead();  // and closes instead of an answer
            return;
        }
    });
    m_options.maxConnections = 1;  // the new one takes the place of the lost one
    open(server.port());
    for (int i = 0; i < 2; ++i) {
        Fetch fetched = get();
        ANSWERED(fetched);
        QCOMPARE(fetched.received, "ok"s);
    }
    QCOMPARE(server.connections(), 2);
}

void TransportContractTest::repeatsNothingUnsafe() {
    std::atomic<int> posts = 0;
    ScriptedServer server([&](Connection& connection) {
        while (const auto head = connection.readHead()) {
            if (head->starts_with("POST")) {
                ++posts;
                return;
            }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        }
    });
    open(server.port());
    Fetch first = get();
    ANSWERED(first);
    Fetch second = fetch(withBody(requestFor("POST"), length(0)));
    FAILED(second, Kind::reset);
    QVERIFY(!second.failure->sentNothing);
    QCOMPARE(posts.load(), 1);
}

void TransportContractTest::failsToConnect() {
    uint16_t port = 0;
    {
        const ScriptedServer gone("");
        port = gone.port();
    }
    open(port);
    Fetch fetched = get();
    FAILED(fetched, Kind::connect);
    QVERIFY(fetched.failure->sentNothing);
    QVERIFY2(QString::fromStdString(fetched.failure->detail)
                 .contains(QStringLiteral("refused"), Qt::CaseInsensitive),
             fetched.failure->detail.c_str());
}

void TransportContractTest::failsToResolve() {
    open(1);
    const ServerOptions options{"one", {false, {"does-not-exist.invalid", 80}}, 1.0};
    m_server = std::make_shared<Server>(options, std::make_shared<metrics::Series>("one", 1));
    Fetch fetched = get();
    FAILED(fetched, Kind::resolve);
    QVERIFY(fetched.failure->sentNothing);
}

void TransportContractTest::failsWhenTheServerHangs_data() {
    QTest::addColumn<std::string>("method");
    QTest::addColumn<int>("bytes");
    QTest::newRow("GET") << "GET"s << 0;
    QTest::newRow("POST") << "POST"s << 5;
    QTest::newRow("POST, nothing") << "POST"s << 0;
    QTest::newRow("PUT") << "PUT"s << 5;
}

void TransportContractTest::failsWhenTheServerHangs() {
    QFETCH(std::string, method);
    QFETCH(int, bytes);
    ScriptedServer server([](Connection& connection) { connection.waitForClose(); });
    m_options.readTimeout = 200ms;
    open(server.port());
    const auto size = static_cast<size_t>(bytes);
    auto body = bytes ? std::make_unique<TextBody>(std::string(size, 'x')) : nullptr;
    Fetch fetched =
        fetch(method == "GET" ? requestFor(method) : withBody(requestFor(method), length(size)),
              std::move(body));
    FAILED(fetched, Kind::readTimeout);
    QVERIFY(!fetched.failure->sentNothing);
}

void TransportContractTest::failsAtTheDeadline() {
    ScriptedServer server([](Connection& connection) { connection.waitForClose(); });
    open(server.port());
    Fetch fetched = get();
    fetched.deadline = Clock::now() + 200ms;
    FAILED(fetched, Kind::readTimeout);
}

void TransportContractTest::failsWhenTheServerHangsInTheBody() {
    ScriptedServer server([](Connection& connection) {
        connection.readRequest();
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
        connection.waitForClose();
    });
    m_options.readTimeout = 300ms;
    open(server.port());
    Fetch fetched = get();
    FAILED(fetched, Kind::readTimeout);
    QCOMPARE(fetched.head.status, 200);
    QCOMPARE(fetched.received, "hello"s);
}

void TransportContractTest::failsWhenTheServerDoesNotReadTheBody() {
    Gate gate;
    ScriptedServer server([&](Connection&) { gate.wait(); });
    m_options.readTimeout = 20s;
    m_options.writeTimeout = 300ms;
    open(server.port());
    const size_t size = 64 * 1024 * 1024;
    Fetch fetched = fetch(withBody(requestFor("PUT"), length(size)),
                          std::make_unique<TextBody>(std::string(size, 'x')));
    FAILED(fetched, Kind::writeTimeout);
    gate.open();
}

void TransportContractTest::failsWithABadAnswer_data() {
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<Kind>("kind");
    QTest::newRow("nothing") << ""s << Kind::reset;
    QTest::newRow("garbage") << "SSH-2.0-OpenSSH_9.2\r\n\r\n"s << Kind::malformed;
    QTest::newRow("no status") << "HTTP/1.1 OK\r\n\r\n"s << Kind::malformed;
    QTest::newRow("two lengths")
        << "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"s
        << Kind::malformed;
    QTest::newRow("length and chunks")
        << "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"s
        << Kind::malformed;
    QTest::newRow("bad length") << "HTTP/1.1 200 OK\r\nContent-Length: 1x\r\n\r\nab"s
                                << Kind::malformed;
    QTest::newRow("NUL in a value")
        << "HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 0\r\n\r\n"s << Kind::malformed;
    QTest::newRow("CR in a value")
        << "HTTP/1.1 200 OK\r\nX: a\rY: b\r\nContent-Length: 0\r\n\r\n"s << Kind::malformed;
    QTest::newRow("space in a name")
        << "HTTP/1.1 200 OK\r\nX Y: b\r\nContent-Length: 0\r\n\r\n"s << Kind::malformed;
    QTest::newRow("short body") << "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"s
                                << Kind::truncated;
    QTest::newRow("no body") << "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"s << Kind::truncated;
    QTest::newRow("short body of an error")
        << "HTTP/1.1 503 No\r\nContent-Length: 10\r\n\r\nhello"s << Kind::truncated;
    const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    QTest::newRow("no chunk") << chunked << Kind::truncated;
    QTest::newRow("half a chunk") << chunked + "a\r\nhello" << Kind::truncated;
    QTest::newRow("no last chunk") << chunked + "5\r\nhello\r\n" << Kind::truncated;
    QTest::newRow("half a last chunk") << chunked + "5\r\nhello\r\n0" << Kind::truncated;
    QTest::newRow("short chunked error")
        << "HTTP/1.1 404 No\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"s
        << Kind::truncated;
}

void TransportContractTest::failsWithABadAnswer() {
    QFETCH(std::string, bytes);
    QFETCH(Kind, kind);
    ScriptedServer server([&](Connection& connection) {
        connection.readRequest();
        connection.send(bytes);
    });
    open(server.port());
    Fetch fetched = get();
    FINISHED(fetched);
    // What Qt cannot tell without TLS, see AccessManagerTransport.
    const bool unclear = !isDirect() && bytes.find("chunked") != bytes.npos;
    if (unclear && kind == Kind::truncated && !fetched.failure) return;
    // Qt closes without a word when it cannot read a status line.
    const bool unread = !isDirect() && !bytes.starts_with("HTTP/1.1 200");
    if (unread && kind == Kind::malformed) kind = Kind::reset;
    FAILED(fetched, kind);
    QCOMPARE(fetched.hasHead(), kind == Kind::truncated);
    QVERIFY(!fetched.failure->sentNothing);
    QVERIFY(!fetched.failure->detail.empty());
}

void TransportContractTest::failsWhenTheServerResets() {
    ScriptedServer server([](Connection& connection) {
        connection.readRequest();
        connection.reset();
    });
    open(server.port());
    Fetch fetched = get();
    FAILED(fetched, Kind::reset);
    QVERIFY(!fetched.failure->sentNothing);
}

void TransportContractTest::canBeCancelled_data() {
    QTest::addColumn<std::string>("stage");
    for (const char* stage :
         {"at once", "before the head", "before the body", "in the body", "while sending"}) {
        QTest::newRow(stage) << std::string(stage);
    }
}

void TransportContractTest::canBeCancelled() {
    QFETCH(std::string, stage);
    Gate closed;
    ScriptedServer server([&](Connection& connection) {
        connection.readHead();
        if (stage == "before the body" || stage == "in the body") {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
        }
        if (stage == "in the body") connection.send("hello");
        if (stage != "while sending") connection.waitForClose();
        closed.open();
    });
    open(server.port());
    const size_t size = 64 * 1024 * 1024;
    std::unique_ptr<Fetch> fetched;
    if (stage == "while sending") {
        fetched = std::make_unique<Fetch>(*m_transport, m_server,
                                          withBody(requestFor("PUT"), length(size)),
                                          std::make_unique<TextBody>(std::string(size, 'x')));
    } else {
        fetched = std::make_unique<Fetch>(*m_transport, m_server, requestFor("GET"));
    }
    fetched->start();
    if (stage == "before the head") QTRY_VERIFY(!server.received().empty());
    if (stage == "before the body") QTRY_VERIFY(fetched->hasHead());
    if (stage == "in the body") QTRY_COMPARE(fetched->received, "hello"s);
    if (stage == "while sending") QTRY_VERIFY(fetched->body->read() > 0);
    fetched.reset();
    QTRY_COMPARE(m_cell.open.value(), 0);
    if (stage != "at once") QVERIFY2(closed.wait(), "the connection was kept open");
}

void TransportContractTest::servesWaitersInOrder() {
    Gate gate;
    ScriptedServer server([&](Connection& connection) {
        while (connection.readRequest()) {
            gate.wait();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        }
    });
    m_options.maxConnections = 1;
    open(server.port());
    std::vector<std::unique_ptr<Fetch>> all;
    for (int i = 0; i < 4; ++i) {
        all.push_back(std::make_unique<Fetch>(*m_transport, m_server,
                                              requestFor("GET", "/" + std::to_string(i))));
        all.back()->start();
    }
    QTRY_COMPARE(server.requests(), 1);
    QCOMPARE(m_cell.waiting.value(), 3);
    gate.open();
    for (const auto& one : all)
        ANSWERED(*one);
    const std::string received = server.received();
    QVERIFY(received.find("GET /1 ") < received.find("GET /2 "));
    QVERIFY(received.find("GET /2 ") < received.find("GET /3 "));
    QCOMPARE(server.connections(), 1);
}

void TransportContractTest::refusesWhenTooManyWait() {
    ScriptedServer server([](Connection& connection) { connection.waitForClose(); });
    m_options.maxConnections = 1;
    m_options.maxWaiting = 1;
    open(server.port());
    Fetch first = get();
    Fetch second = get();
    Fetch third = get();
    first.start();
    second.start();
    FAILED(third, Kind::queueFull);
    QVERIFY(third.failure->sentNothing);
    QVERIFY(!second.done());
}

void TransportContractTest::givesUpWaiting() {
    ScriptedServer server([](Connection& connection) { connection.waitForClose(); });
    m_options.maxConnections = 1;
    m_options.acquireTimeout = 100ms;
    open(server.port());
    Fetch first = get();
    Fetch second = get();
    first.start();
    FAILED(second, Kind::acquireTimeout);
    QVERIFY(second.failure->sentNothing);
    QVERIFY(!first.done());
}

void TransportContractTest::closesIdleConnections() {
    Gate closed;
    ScriptedServer server([&](Connection& connection) {
        while (connection.readRequest() &&
               connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
        }
        closed.open();
    });
    open(server.port());
    Fetch fetched = get();
    ANSWERED(fetched);
    m_transport->closeIdle();
    QVERIFY(closed.wait());
}

EPOLL_TEST_MAIN(TransportContractTest)
#include "transport_contract_test.moc"
