#include <QTest>
#include <vector>

#include "support/scripted_server.h"
#include "transport_contract.h"
#include "unit/event/epoll_main.h"

using namespace std::string_literals;
using namespace sluice;
using test::Fetch;
using test::largeText;
using test::length;
using test::requestFor;
using test::ScriptedServer;
using test::TextBody;
using test::TransportContract;
using test::withBody;
using Connection = ScriptedServer::Connection;
using Kind = upstream::Failure::Kind;

namespace {

/// The lines of a head, without the first and the empty one, in lower case.
QStringList fieldNames(const std::string& head) {
    QStringList names;
    for (const QString& line : QString::fromStdString(head).split(QStringLiteral("\r\n")).mid(1)) {
        if (!line.isEmpty()) names << line.section(u':', 0, 0).toLower();
    }
    names.sort();
    return names;
}

}  // namespace

/// What the server gets.
class TransportRequestsTest : public TransportContract {
    Q_OBJECT

private Q_SLOTS:
    void sendsTheMethodAndTarget_data();
    void sendsTheMethodAndTarget();
    void refusesTargetsThatQtWouldChange();
    void addsNoFieldsThatChangeTheMeaning();
    void passesFieldsOn();
    void sendsBodies_data();
    void sendsBodies();
    void sendsTrailers();
};

void TransportRequestsTest::sendsTheMethodAndTarget_data() {
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

void TransportRequestsTest::sendsTheMethodAndTarget() {
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

void TransportRequestsTest::refusesTargetsThatQtWouldChange() {
    ScriptedServer server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    open(server.port());
    for (const char* target : {"//double", "/%zz", "/%2", "*"}) {
        Fetch fetched = fetch(requestFor("OPTIONS", target));
        FINISHED(fetched);
        QCOMPARE(fetched.failed(Kind::unsupported), !isDirect());
        QCOMPARE(fetched.failure.has_value(), !isDirect());
    }
}

void TransportRequestsTest::addsNoFieldsThatChangeTheMeaning() {
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

void TransportRequestsTest::passesFieldsOn() {
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

void TransportRequestsTest::sendsBodies_data() {
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

void TransportRequestsTest::sendsBodies() {
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

void TransportRequestsTest::sendsTrailers() {
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

EPOLL_TEST_MAIN(TransportRequestsTest)
#include "transport_requests_test.moc"
