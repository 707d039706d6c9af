#include "gateway/batch_document.h"

#include <QTest>

using namespace sluice;
using gateway::BatchRequest;
using gateway::BatchRules;

namespace {

const listener::BatchOptions options{.maxRequests = 3};

auto read(std::string_view document) {
    const BatchRules rules{options, {}, "gateway.localhost"};
    return gateway::readBatch(document, rules);
}

/// Of a document with one request.
BatchRequest only(const std::string& object) {
    auto requests = read("[" + object + "]");
    if (requests && requests->size() == 1) return std::move(requests->front());
    BatchRequest none;
    none.error = "not one request";
    return none;
}

}  // namespace

class BatchDocumentTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsAWholeRequest();
    void hasDefaults();
    void readsBodies();
    void pointsAtThePlace_data();
    void pointsAtThePlace();
    void badRequestsSayWhy_data();
    void badRequestsSayWhy();
};

void BatchDocumentTest::readsAWholeRequest() {
    const BatchRequest request =
        only(R"({"id": "a1", "method": "PUT", "path": "/v1/x?y=%20", "body": "grün",)"
             R"( "headers": {"Host": "api.localhost", "X-Many": ["1", "2"], "Accept": "*/*"}})");
    QVERIFY2(request.error.empty(), request.error.c_str());
    QCOMPARE(request.id.toString(), QStringLiteral("a1"));
    QCOMPARE(request.head.method, std::string("PUT"));
    QCOMPARE(request.head.target, std::string("/v1/x?y=%20"));
    QCOMPARE(request.head.authority, std::string("api.localhost"));
    QCOMPARE(request.head.fields.count("X-Many"), size_t{2});
    QCOMPARE(request.head.fields.count("Host"), size_t{1});
    QCOMPARE(request.body, std::string("gr\xc3\xbcn"));
    QVERIFY(request.head.framing.kind == http::Framing::Kind::length);
    QCOMPARE(request.head.framing.length, uint64_t{5});
}

void BatchDocumentTest::hasDefaults() {
    const BatchRequest request = only(R"({"path": "/"})");
    QVERIFY2(request.error.empty(), request.error.c_str());
    QVERIFY(request.id.isNull());
    QCOMPARE(request.head.method, std::string("GET"));
    QCOMPARE(request.head.authority, std::string("gateway.localhost"));
    QVERIFY(!request.head.framing.hasBody() && request.body.empty());
    QVERIFY(read("[]") && read(" [ ]\n")->empty());
}

void BatchDocumentTest::readsBodies() {
    QCOMPARE(only(R"({"path": "/", "method": "POST", "body_base64": "AP+A"})").body,
             std::string("\0\xff\x80", 3));
    const BatchRequest empty = only(R"({"path": "/", "method": "POST", "body": ""})");
    QVERIFY(empty.error.empty() && empty.body.empty());
}

void BatchDocumentTest::pointsAtThePlace_data() {
    QTest::addColumn<QByteArray>("document");
    QTest::addColumn<int>("line");
    QTest::addColumn<int>("column");
    QTest::addColumn<QByteArray>("said");
    using B = QByteArray;
    QTest::newRow("empty") << B() << 1 << 1 << B("illegal value");
    QTest::newRow("object") << B("\n  {}") << 2 << 3 << B("expected an array");
    QTest::newRow("number") << B("[{\"path\": 1x}]") << 1 << 12 << B();
    QTest::newRow("third line") << B("[\n  {\"path\": \"/\"},\n  {\"path\" \"/\"}\n]") << 3 << 11
                                << B("missing name separator");
    QTest::newRow("after letters of two bytes") << B("[\"\xc3\xbc\xc3\xbc\" x]") << 1 << 7 << B();
    QTest::newRow("too many") << B("[1,2,3,4]") << 1 << 1 << B("4 requests, at most 3");
}

void BatchDocumentTest::pointsAtThePlace() {
    QFETCH(const QByteArray, document);
    QFETCH(const int, line);
    QFETCH(const int, column);
    QFETCH(const QByteArray, said);
    const auto requests = read(document.toStdString());
    QVERIFY(!requests);
    QVERIFY2(QByteArray::fromStdString(requests.error().text).contains(said),
             requests.error().text.c_str());
    QCOMPARE(static_cast<int>(requests.error().line), line);
    // The JSON reader stops at or just behind what it stumbles over.
    const int found = static_cast<int>(requests.error().column);
    QVERIFY2(std::abs(found - column) <= 1, qPrintable(QString::number(found)));
}

void BatchDocumentTest::badRequestsSayWhy_data() {
    QTest::addColumn<QByteArray>("item");
    QTest::addColumn<QByteArray>("said");
    const auto row = [](const char* name, const char* item, const char* said) {
        QTest::newRow(name) << QByteArray(item) << QByteArray(said);
    };
    row("no object", "7", "expected an object");
    row("no path", "{}", "path: expected");
    row("path's kind", R"({"path": 1})", "path: expected text");
    row("whole URL", R"({"path": "http://a/"})", "path: expected one that begins with /");
    row("space", R"({"path": "/a b"})", "path: expected");
    row("line end in path", R"({"path": "/a\r\nX: y"})", "path: expected");
    row("method", R"({"path": "/", "method": "GET /x"})", "method: expected one word");
    row("no token", R"({"path": "/", "method": "G{T"})", "method");
    row("id", R"({"path": "/", "id": []})", "id: expected text or number");
    row("unknown", R"({"pth": "/"})", "unknown key 'pth'");
    row("headers", R"({"path": "/", "headers": []})", "headers: expected an object");
    row("value's kind", R"({"path": "/", "headers": {"A": 1}})", "headers.A: expected text");
    row("name", R"({"path": "/", "headers": {"A b": ""}})", "headers: bad name");
    row("colon", R"({"path": "/", "headers": {"A:b": ""}})", "headers: bad name");
    row("line end", R"({"path": "/", "headers": {"A": "b\nC: d"}})",
        "headers.A: expected one line");
    row("line end in a list", R"({"path": "/", "headers": {"A": ["", "\r\n"]}})", "one line");
    row("length", R"({"path": "/", "headers": {"content-length": "1"}})", "is of a connection");
    row("chunked", R"({"path": "/", "headers": {"Transfer-Encoding": "chunked"}})",
        "is of a connection");
    row("upgrade", R"({"path": "/", "headers": {"Upgrade": "websocket"}})", "is of a connection");
    row("two hosts", R"({"path": "/", "headers": {"Host": ["a", "b"]}})", "Host");
    row("body's kind", R"({"path": "/", "body": {}})", "body: expected text");
    row("base64", R"({"path": "/", "body_base64": "?"})", "body_base64: is not base64");
    row("two bodies", R"({"path": "/", "body": "", "body_base64": ""})", "expected one");
    row("nested", R"({"path": "/batch?x", "method": "POST"})", "a batch within a batch");
}

void BatchDocumentTest::badRequestsSayWhy() {
    QFETCH(const QByteArray, item);
    QFETCH(const QByteArray, said);
    const std::string well = R"({"path": "/well"})";
    const auto requests = read("[" + well + "," + item.toStdString() + "," + well + "]");
    QVERIFY(requests && requests->size() == 3);
    QVERIFY2(QByteArray::fromStdString((*requests)[1].error).contains(said),
             (*requests)[1].error.c_str());
    QVERIFY((*requests)[0].error.empty() && (*requests)[2].error.empty());
}

QTEST_APPLESS_MAIN(BatchDocumentTest)
#include "batch_document_test.moc"
