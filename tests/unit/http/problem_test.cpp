#include "http/problem.h"

#include <QtTest>

using namespace sluice::http;
using namespace std::string_literals;

class ProblemTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysThatAGatewayAnswers();
    void isNoGatewaysWithoutAnError();
    void tellsTheMethods();
    void quotesNames();
    void leadsElsewhere();
    void prefersPages_data();
    void prefersPages();
};

void ProblemTest::saysThatAGatewayAnswers() {
    ResponseHead head;
    describe({.status = 502,
              .type = "x",
              .title = "X",
              .detail = "y",
              .server = "s1",
              .requestId = "id",
              .proxyError = "dns_error"},
             false, head);
    QCOMPARE(head.fields.find("Server").value_or(""), std::string_view("sluice"));
    QCOMPARE(head.fields.find("Via").value_or(""), std::string_view("1.1 sluice"));
    QCOMPARE(head.fields.find("X-Request-Id").value_or(""), std::string_view("id"));
    QCOMPARE(head.fields.find("Proxy-Status").value_or(""),
             std::string_view("sluice; error=dns_error; next-hop=\"s1\""));
}

void ProblemTest::isNoGatewaysWithoutAnError() {
    ResponseHead head;
    describe({.status = 404, .type = "x", .title = "X", .detail = "y"}, false, head);
    QVERIFY(head.fields.contains("Server"));
    QVERIFY(!head.fields.contains("Via"));
    QVERIFY(!head.fields.contains("Proxy-Status"));
}

void ProblemTest::tellsTheMethods() {
    ResponseHead head;
    describe({.status = 405, .type = "x", .title = "X", .detail = "y", .allow = "GET"}, true, head);
    QCOMPARE(head.fields.find("Allow").value_or(""), std::string_view("GET"));
    describe({.status = 404, .type = "x", .title = "X", .detail = "y"}, true, head);
    QVERIFY(!head.fields.contains("Allow"));
    QCOMPARE(head.fields.count("Date"), size_t(1));
}

void ProblemTest::quotesNames() {
    ResponseHead head;
    describe({.status = 502,
              .type = "x",
              .title = "X",
              .detail = "y",
              .server = "a\"b\\c\xc3\xa4",
              .proxyError = "dns_error"},
             false, head);
    QCOMPARE(head.fields.find("Proxy-Status").value_or(""),
             std::string_view("sluice; error=dns_error; next-hop=\"a\\\"b\\\\c??\""));
}

void ProblemTest::leadsElsewhere() {
    const Problem problem = problemOf({301, "why", ParseError::Limit::none, "/%E9"});
    QVERIFY2(problem.detail.find("/%E9") != std::string::npos, problem.detail.c_str());
    ResponseHead head;
    describe(problem, true, head);
    QCOMPARE(head.status, 301);
    QCOMPARE(head.fields.find("Location").value_or(""), std::string_view("/%E9"));
}

void ProblemTest::prefersPages_data() {
    QTest::addColumn<QByteArray>("accept");
    QTest::addColumn<bool>("html");
    QTest::newRow("browser") << QByteArray("text/html,application/xhtml+xml,*/*;q=0.8") << true;
    QTest::newRow("script") << QByteArray("application/json, text/html") << false;
    QTest::newRow("anything") << QByteArray("*/*") << false;
}

void ProblemTest::prefersPages() {
    QFETCH(QByteArray, accept);
    HeaderMap fields;
    fields.add("Accept", accept.toStdString());
    QTEST(prefersHtml(fields), "html");
}

QTEST_APPLESS_MAIN(ProblemTest)
#include "problem_test.moc"
