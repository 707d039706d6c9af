#include "admin/request_guard.h"

#include <QtTest>

using namespace sluice;
using admin::RequestGuard;

namespace {

using Bytes = QByteArray;

http::RequestHead requestTo(const Bytes& authority) {
    http::RequestHead request;
    request.method = "GET";
    request.target = "/healthz";
    request.authority = authority.toStdString();
    return request;
}

}  // namespace

class RequestGuardTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void judgesHosts_data();
    void judgesHosts();
    void judgesOrigins_data();
    void judgesOrigins();
    void everyOriginFieldCounts();
    void judgesTokens_data();
    void judgesTokens();
    void servesNobodyOffLoopbackWithoutToken();
};

void RequestGuardTest::judgesHosts_data() {
    QTest::addColumn<Bytes>("bound");
    QTest::addColumn<Bytes>("local");
    QTest::addColumn<Bytes>("host");
    QTest::addColumn<bool>("welcome");
    const auto row = [](const char* name, const char* bound, const char* local, const char* host,
                        bool welcome) {
        QTest::newRow(name) << Bytes(bound) << Bytes(local) << Bytes(host) << welcome;
    };
    row("bound", "127.0.0.1:8081", "127.0.0.1", "127.0.0.1:8081", true);
    row("localhost", "127.0.0.1:8081", "127.0.0.1", "LocalHost:8081", true);
    row("v6 loopback", "127.0.0.1:8081", "127.0.0.1", "[::1]:8081", true);
    row("v6 loopback in full", "127.0.0.1:8081", "127.0.0.1", "[0:0:0:0:0:0:0:1]:8081", true);
    row("rebinding", "127.0.0.1:8081", "127.0.0.1", "evil.example:8081", false);
    row("rebinding alike", "127.0.0.1:8081", "127.0.0.1", "127.0.0.1.evil.example:8081", false);
    row("dot at the end", "127.0.0.1:8081", "127.0.0.1", "localhost.:8081", false);
    row("another port", "127.0.0.1:8081", "127.0.0.1", "127.0.0.1:8080", false);
    row("no port", "127.0.0.1:8081", "127.0.0.1", "127.0.0.1", false);
    row("default port", "127.0.0.1:80", "127.0.0.1", "127.0.0.1", true);
    row("default port v6", "[::1]:80", "::1", "[::1]", true);
    row("none", "127.0.0.1:8081", "127.0.0.1", "", false);
    row("another address", "127.0.0.1:8081", "127.0.0.1", "192.0.2.7:8081", false);
    row("other loopback", "127.0.0.2:8081", "127.0.0.2", "127.0.0.2:8081", true);
    row("ours off loopback", "0.0.0.0:8081", "192.0.2.7", "192.0.2.7:8081", true);
    row("ours as mapped", "[::]:8081", "::ffff:192.0.2.7", "192.0.2.7:8081", true);
    row("ours v6", "[::]:8081", "2001:db8::7", "[2001:DB8:0::7]:8081", true);
    row("not ours off loopback", "0.0.0.0:8081", "192.0.2.7", "192.0.2.8:8081", false);
    row("name off loopback", "0.0.0.0:8081", "192.0.2.7", "evil.example:8081", false);
}

void RequestGuardTest::judgesHosts() {
    QFETCH(Bytes, bound);
    QFETCH(Bytes, local);
    QFETCH(Bytes, host);
    QFETCH(bool, welcome);
    const RequestGuard guard(*parseEndpoint(bound.toStdString()), "secret");
    const auto problem = guard.refuseSender(requestTo(host), local.toStdString());
    QCOMPARE(!problem, welcome);
    if (problem) QCOMPARE(problem->status, 403);
}

void RequestGuardTest::judgesOrigins_data() {
    QTest::addColumn<Bytes>("name");
    QTest::addColumn<Bytes>("value");
    QTest::addColumn<bool>("welcome");
    const auto row = [](const char* name, const char* value, bool welcome) {
        QTest::addRow("%s: %s", name, value) << Bytes(name) << Bytes(value) << welcome;
    };
    row("Origin", "http://127.0.0.1:8081", true);
    row("origin", "HTTP://127.0.0.1:8081", true);
    row("Origin", "https://127.0.0.1:8081", false);
    row("Origin", "http://localhost:8081", false);
    row("Origin", "http://127.0.0.1:8080", false);
    row("Origin", "http://evil.example", false);
    row("Origin", "null", false);
    row("Origin", "", false);
    row("Sec-Fetch-Site", "same-origin", true);
    row("Sec-Fetch-Site", "none", true);
    row("Sec-Fetch-Site", "same-site", false);
    row("sec-fetch-site", "cross-site", false);
}

void RequestGuardTest::judgesOrigins() {
    QFETCH(Bytes, name);
    QFETCH(Bytes, value);
    QFETCH(bool, welcome);
    const RequestGuard guard({"127.0.0.1", 8081}, "");
    http::RequestHead request = requestTo("127.0.0.1:8081");
    request.fields.add(name.toStdString(), value.toStdString());
    const auto problem = guard.refuseSender(request, "127.0.0.1");
    QCOMPARE(!problem, welcome);
    if (problem) QCOMPARE(problem->status, 403);
}

void RequestGuardTest::everyOriginFieldCounts() {
    const RequestGuard guard({"127.0.0.1", 8081}, "");
    http::RequestHead request = requestTo("127.0.0.1:8081");
    request.fields.add("Origin", "http://127.0.0.1:8081");
    QVERIFY(!guard.refuseSender(request, "127.0.0.1"));
    request.fields.add("Origin", "http://evil.example");
    QVERIFY(guard.refuseSender(request, "127.0.0.1").has_value());
}

void RequestGuardTest::judgesTokens_data() {
    QTest::addColumn<Bytes>("authorization");
    QTest::addColumn<bool>("welcome");
    const auto row = [](const char* text, bool welcome) {
        QTest::newRow(text) << Bytes(text) << welcome;
    };
    row("Bearer secret", true);
    row("bearer secret", true);
    row("Bearer  secret", true);
    row("Bearer secreT", false);
    row("Bearer secre", false);
    row("Bearer secrets", false);
    row("Bearer secretsecret", false);
    row("Bearer ", false);
    row("Bearer", false);
    row("Basic secret", false);
    row("secret", false);
    row("", false);
}

void RequestGuardTest::judgesTokens() {
    QFETCH(Bytes, authorization);
    QFETCH(bool, welcome);
    const RequestGuard guard({"127.0.0.1", 8081}, "secret");
    http::RequestHead request = requestTo("127.0.0.1:8081");
    if (!authorization.isEmpty()) request.fields.add("Authorization", authorization.toStdString());
    const auto problem = guard.refuseToken(request);
    QCOMPARE(!problem, welcome);
    if (!problem) return;
    QCOMPARE(problem->status, 401);
    QVERIFY(problem->detail.find("secret") == std::string::npos);
}

void RequestGuardTest::servesNobodyOffLoopbackWithoutToken() {
    http::RequestHead request = requestTo("192.0.2.7:8081");
    request.fields.add("Authorization", "Bearer ");
    QVERIFY(RequestGuard({"0.0.0.0", 8081}, "").refuseToken(request).has_value());
    QVERIFY(!RequestGuard({"127.0.0.1", 8081}, "").refuseToken(request).has_value());
}

QTEST_APPLESS_MAIN(RequestGuardTest)
#include "request_guard_test.moc"
