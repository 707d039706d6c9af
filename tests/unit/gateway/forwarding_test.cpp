#include "gateway/forwarding.h"

#include <QLocale>
#include <QTest>
#include <set>

#include "gateway/request_id.h"

using namespace sluice;
using gateway::Hop;

class ForwardingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void leavesHopByHopFieldsOut_data();
    void leavesHopByHopFieldsOut();
    void leavesOutWhatConnectionNames();
    void noClientCanHaveHostOrLengthRemoved();
    void leavesOutAliases();
    void takesTrailersIfTheClientDoes();
    void countsMaxForwardsDown_data();
    void countsMaxForwardsDown();
    void framesTheBodyAsItWasRead();
    void passesAnUpgradeOn();
    void appliesTheRoutesEdits();
    void cleansTheAnswer();
    void leavesInterimAnswersAlone();
    void tellsCachesWhatChoseTheRoute_data();
    void tellsCachesWhatChoseTheRoute();
    void answersInItsOwnVersion();
    void addsAMissingDate();
    void editsTrailers();
    void keepsTheServersRequestId();
    void keepsASaneRequestId_data();
    void keepsASaneRequestId();
    void makesRequestIdsThatDiffer();
};

namespace {

/// All lines of a field, joined with "|"; "-" if there is none.
QString lines(const http::HeaderMap& fields, std::string_view name) {
    QStringList found;
    for (const auto field : fields) {
        if (http::equalNames(field.name, name))
            found << QString::fromUtf8(field.value.data(), qsizetype(field.value.size()));
    }
    return found.isEmpty() ? QStringLiteral("-") : found.join(u'|');
}

http::RequestHead request() {
    http::RequestHead head;
    head.method = "GET";
    head.target = "/a?b=c";
    head.authority = "shop.example";
    head.fields.add("Host", "shop.example");
    return head;
}

Hop hop() {
    return {.peer = "192.0.2.7", .host = "127.0.0.1:3001", .requestId = "id-1"};
}

http::HeaderMap forwarded(const http::RequestHead& in, const Hop& by = hop(),
                          const routing::Route& route = {}) {
    http::RequestHead out;
    gateway::forwardRequest(in, route, by, out);
    return out.fields;
}

}  // namespace

void ForwardingTest::leavesHopByHopFieldsOut_data() {
    QTest::addColumn<QByteArray>("name");
    for (const char* name : {"Connection", "keep-alive", "Proxy-Connection", "TE", "Upgrade",
                             "Transfer-Encoding", "Expect"})
        QTest::newRow(name) << QByteArray(name);
}

void ForwardingTest::leavesHopByHopFieldsOut() {
    QFETCH(const QByteArray, name);
    http::RequestHead in = request();
    in.fields.add(name.toStdString(), "x");
    in.fields.add("Accept", "*/*");
    const auto out = forwarded(in);
    QVERIFY(!out.contains(name.toStdString()));
    QCOMPARE(lines(out, "Accept"), QStringLiteral("*/*"));
}

void ForwardingTest::leavesOutWhatConnectionNames() {
    http::RequestHead in = request();
    in.fields.add("Connection", "close, X-Secret");
    in.fields.add("Connection", "x-other");
    in.fields.add("x-secret", "1");
    in.fields.add("X-Other", "2");
    in.fields.add("X-Kept", "3");
    const auto out = forwarded(in);
    QCOMPARE(lines(out, "X-Secret"), QStringLiteral("-"));
    QCOMPARE(lines(out, "X-Other"), QStringLiteral("-"));
    QCOMPARE(lines(out, "X-Kept"), QStringLiteral("3"));
}

void ForwardingTest::noClientCanHaveHostOrLengthRemoved() {
    http::RequestHead in = request();
    in.framing = {http::Framing::Kind::length, 5};
    in.fields.add("Connection", "host, content-length, x-forwarded-for");
    in.fields.add("Content-Length", "5");
    const auto out = forwarded(in);
    QCOMPARE(lines(out, "Host"), QStringLiteral("127.0.0.1:3001"));
    QCOMPARE(lines(out, "Content-Length"), QStringLiteral("5"));
    QCOMPARE(lines(out, "X-Forwarded-For"), QStringLiteral("192.0.2.7"));
}

/// CGI, WSGI, Rack and PHP read X_User as X-User, and Proxy as http_proxy.
void ForwardingTest::leavesOutAliases() {
    http::RequestHead in = request();
    for (const char* name : {"X_User", "x_user", "X-Kind", "X_Forwarded_For", "X_Real-IP",
                             "X_Request_Id", "Content_Length", "X_Team", "Proxy"})
        in.fields.add(name, "1");
    in.fields.add("X_Other", "2");
    routing::Route route;
    route.match.headers = {{"X-Team", "*"}};
    route.requestFields.set = {{"X-User", "me"}};
    route.requestFields.remove = {"X_Kind"};
    const auto out = forwarded(in, hop(), route);
    for (const char* name : {"X_User", "X-Kind", "X_Forwarded_For", "X_Real-IP", "X_Request_Id",
                             "Content_Length", "X_Team", "Proxy"})
        QCOMPARE(lines(out, name), QStringLiteral("-"));
    QCOMPARE(lines(out, "X-User"), QStringLiteral("me"));
    QCOMPARE(lines(out, "X_Other"), QStringLiteral("2"));
    route.passUnderscores = true;
    QCOMPARE(lines(forwarded(in, hop(), route), "X_User"), QStringLiteral("1|1"));
    QCOMPARE(lines(forwarded(in, hop(), route), "Proxy"), QStringLiteral("-"));
}

void ForwardingTest::takesTrailersIfTheClientDoes() {
    http::RequestHead in = request();
    in.fields.add("TE", "gzip;q=0.5, trailers");
    auto out = forwarded(in);
    QCOMPARE(lines(out, "TE"), QStringLiteral("trailers"));
    QCOMPARE(lines(out, "Connection"), QStringLiteral("TE"));
    Hop by = hop();
    by.upgrade = "websocket";
    out = forwarded(in, by);
    QCOMPARE(lines(out, "Connection"), QStringLiteral("TE, upgrade"));
    in.minorVersion = 0;
    QCOMPARE(lines(forwarded(in), "TE"), QStringLiteral("-"));
}

void ForwardingTest::countsMaxForwardsDown_data() {
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("seen");
    QTest::newRow("OPTIONS") << QByteArray("OPTIONS") << QByteArray("7") << QStringLiteral("6");
    QTest::newRow("the last hop") << QByteArray("OPTIONS") << QByteArray("001")
                                  << QStringLiteral("0");
    QTest::newRow("more than is supported")
        << QByteArray("OPTIONS") << QByteArray(30, '9') << QStringLiteral("18446744073709551614");
    QTest::newRow("GET") << QByteArray("GET") << QByteArray("7") << QStringLiteral("7");
}

void ForwardingTest::countsMaxForwardsDown() {
    QFETCH(const QByteArray, method);
    QFETCH(const QByteArray, value);
    http::RequestHead in = request();
    in.method = method.toStdString();
    in.fields.add("Max-Forwards", value.toStdString());
    QTEST(lines(forwarded(in), "Max-Forwards"), "seen");
}

void ForwardingTest::framesTheBodyAsItWasRead() {
    http::RequestHead in = request();
    in.framing = {http::Framing::Kind::chunked};
    in.fields.add("Transfer-Encoding", "chunked");
    const auto chunked = forwarded(in);
    QCOMPARE(lines(chunked, "Transfer-Encoding"), QStringLiteral("chunked"));
    QVERIFY(!chunked.contains("Content-Length"));

    in = request();
    in.framing = {http::Framing::Kind::length, 12};
    in.fields.add("Content-Length", "12");
    in.fields.add("Content-Length", "12");
    QCOMPARE(lines(forwarded(in), "Content-Length"), QStringLiteral("12"));
}

void ForwardingTest::passesAnUpgradeOn() {
    http::RequestHead in = request();
    in.fields.add("Connection", "keep-alive, Upgrade");
    in.fields.add("Upgrade", "websocket");
    Hop by = hop();
    by.upgrade = "websocket";
    const auto out = forwarded(in, by);
    QCOMPARE(lines(out, "Connection"), QStringLiteral("upgrade"));
    QCOMPARE(lines(out, "Upgrade"), QStringLiteral("websocket"));
    QCOMPARE(lines(forwarded(in), "Upgrade"), QStringLiteral("-"));

    http::ResponseHead answer;
    answer.status = 101;
    answer.fields.add("Connection", "Upgrade");
    answer.fields.add("Upgrade", "websocket");
    gateway::forwardResponse(answer, {}, "id", true);
    QCOMPARE(lines(answer.fields, "Connection"), QStringLiteral("upgrade"));
    QCOMPARE(lines(answer.fields, "Upgrade"), QStringLiteral("websocket"));
}

void ForwardingTest::appliesTheRoutesEdits() {
    routing::Route route;
    route.stripPrefix = "/a";
    route.replacePrefix = "/v2";
    route.requestFields.remove = {"Cookie", "Via"};
    route.requestFields.set = {{"X-Env", "live"}, {"cookie", "own"}};
    route.responseFields.remove = {"Server"};
    route.responseFields.set = {{"X-Frame-Options", "DENY"}};
    http::RequestHead in = request();
    in.fields.add("Cookie", "theirs");
    http::RequestHead out;
    gateway::forwardRequest(in, route, hop(), out);
    QCOMPARE(QString::fromStdString(out.target), QStringLiteral("/v2?b=c"));
    QCOMPARE(lines(out.fields, "Cookie"), QStringLiteral("own"));
    QCOMPARE(lines(out.fields, "X-Env"), QStringLiteral("live"));
    QCOMPARE(lines(out.fields, "Via"), QStringLiteral("-"));

    http::ResponseHead answer;
    answer.status = 200;
    answer.fields.add("Server", "nginx");
    gateway::forwardResponse(answer, route, "id", false);
    QCOMPARE(lines(answer.fields, "Server"), QStringLiteral("-"));
    QCOMPARE(lines(answer.fields, "X-Frame-Options"), QStringLiteral("DENY"));
}

void ForwardingTest::cleansTheAnswer() {
    http::ResponseHead head;
    head.status = 200;
    head.fields.add("Connection", "close, X-Hop");
    head.fields.add("Connection", "x-more, content-length");
    head.fields.add("X-Hop", "1");
    head.fields.add("X-More", "2");
    head.fields.add("Keep-Alive", "timeout=5");
    head.fields.add("Content-Length", "3");
    head.fields.add("Set-Cookie", "a=1");
    head.fields.add("Set-Cookie", "b=2");
    head.fields.add("Via", "1.1 inner");
    gateway::forwardResponse(head, {}, "id-9", false);
    for (const char* gone : {"Connection", "X-Hop", "X-More", "Keep-Alive"})
        QVERIFY2(!head.fields.contains(gone), gone);
    QCOMPARE(lines(head.fields, "Content-Length"), QStringLiteral("3"));
    QCOMPARE(lines(head.fields, "Set-Cookie"), QStringLiteral("a=1|b=2"));
    QCOMPARE(lines(head.fields, "Via"), QStringLiteral("1.1 inner, 1.1 sluice"));
    QCOMPARE(lines(head.fields, "X-Request-Id"), QStringLiteral("id-9"));
}

void ForwardingTest::leavesInterimAnswersAlone() {
    http::ResponseHead head;
    head.status = 103;
    head.fields.add("Link", "</a.css>");
    gateway::forwardResponse(head, {}, "id", false);
    QCOMPARE(head.fields.size(), size_t(1));
}

void ForwardingTest::tellsCachesWhatChoseTheRoute_data() {
    QTest::addColumn<std::string>("vary");
    QTest::addColumn<QString>("told");
    QTest::newRow("none") << std::string() << QStringLiteral("X-Tenant, Cookie");
    QTest::newRow("another") << std::string("Accept") << QStringLiteral("Accept|X-Tenant, Cookie");
    QTest::newRow("one of them") << std::string("x-tenant, Accept")
                                 << QStringLiteral("x-tenant, Accept|Cookie");
    QTest::newRow("both") << std::string("Cookie,X-Tenant") << QStringLiteral("Cookie,X-Tenant");
    QTest::newRow("any") << std::string("*") << QStringLiteral("*");
}

void ForwardingTest::tellsCachesWhatChoseTheRoute() {
    QFETCH(std::string, vary);
    http::HeaderMap fields;
    if (!vary.empty()) fields.add("Vary", vary);
    gateway::addVary({"X-Tenant", "Cookie"}, fields);
    QTEST(lines(fields, "Vary"), "told");
}

void ForwardingTest::answersInItsOwnVersion() {
    http::ResponseHead head;
    head.status = 200;
    head.minorVersion = 0;
    head.fields.add("Via", "1.1 inner");
    gateway::forwardResponse(head, {}, "id", false);
    QCOMPARE(head.minorVersion, 1);
    QCOMPARE(lines(head.fields, "Via"), QStringLiteral("1.1 inner, 1.0 sluice"));
}

void ForwardingTest::addsAMissingDate() {
    http::ResponseHead head;
    head.status = 200;
    gateway::forwardResponse(head, {}, "id", false);
    const QString date = lines(head.fields, "Date");
    const QLocale english(QLocale::C);
    const auto read = [&](const QString& text) {
        return english.toDateTime(text, QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'"));
    };
    QVERIFY2(read(date).isValid(), qPrintable(date));

    http::ResponseHead dated;
    dated.status = 200;
    dated.fields.add("Date", "Tue, 15 Nov 1994 08:12:31 GMT");
    gateway::forwardResponse(dated, {}, "id", false);
    QCOMPARE(lines(dated.fields, "Date"), QStringLiteral("Tue, 15 Nov 1994 08:12:31 GMT"));
}

void ForwardingTest::editsTrailers() {
    http::HeaderMap trailers;
    trailers.add("X-Role", "admin");
    trailers.add("x-debug", "1");
    trailers.add("X-Sum", "7");
    trailers.add("X_Role", "admin");
    const routing::FieldEdits edits{.remove = {"X-Debug"}, .set = {{"x-role", "guest"}}};
    const auto passed = gateway::forwardTrailers(trailers, edits);
    QCOMPARE(passed.size(), size_t(1));
    QCOMPARE(lines(passed, "X-Sum"), QStringLiteral("7"));

    http::ResponseHead hints;
    hints.status = 103;
    hints.fields.add("X-Role", "admin");
    hints.fields.add("Link", "</a.css>");
    routing::Route route;
    route.responseFields = edits;
    gateway::forwardResponse(hints, route, "id", false);
    QCOMPARE(hints.fields.size(), size_t(1));
}

void ForwardingTest::keepsTheServersRequestId() {
    http::ResponseHead head;
    head.status = 200;
    head.fields.add("X-Request-Id", "theirs");
    gateway::forwardResponse(head, {}, "ours", false);
    QCOMPARE(lines(head.fields, "X-Request-Id"), QStringLiteral("theirs"));
}

void ForwardingTest::keepsASaneRequestId_data() {
    QTest::addColumn<QByteArray>("given");
    QTest::addColumn<bool>("kept");
    QTest::newRow("token") << QByteArray("abc-123.x:y") << true;
    QTest::newRow("128 letters") << QByteArray(128, 'a') << true;
    QTest::newRow("129 letters") << QByteArray(129, 'a') << false;
    QTest::newRow("empty") << QByteArray("") << false;
    QTest::newRow("a space") << QByteArray("a b") << false;
    QTest::newRow("a tab") << QByteArray("a\tb") << false;
    QTest::newRow("beyond ASCII") << QByteArray("\xc3\xa4") << false;
    QTest::newRow("DEL") << QByteArray("\x7f") << false;
}

void ForwardingTest::keepsASaneRequestId() {
    QFETCH(const QByteArray, given);
    QFETCH(const bool, kept);
    http::HeaderMap fields;
    fields.add("x-request-id", given.toStdString());
    const std::string id(gateway::RequestId(fields).text());
    QCOMPARE(id == given.toStdString(), kept);
    if (!kept) {
        QCOMPARE(id.size(), size_t(32));
        QCOMPARE(id.find_first_not_of("0123456789abcdef"), std::string::npos);
    }
}

void ForwardingTest::makesRequestIdsThatDiffer() {
    std::set<std::string> ids;
    for (int i = 0; i < 1000; ++i)
        ids.emplace(gateway::RequestId({}).text());
    QCOMPARE(ids.size(), size_t(1000));
}

QTEST_APPLESS_MAIN(ForwardingTest)
#include "forwarding_test.moc"
