#include "admin/json_body.h"

#include <QtTest>

using sluice::admin::parseJsonObject;

class JsonBodyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsObjects_data();
    void readsObjects();
    void refuses_data();
    void refuses();
};

void JsonBodyTest::readsObjects_data() {
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<int>("keys");
    QTest::newRow("one") << QByteArray(R"({"weight": 2.5})") << 1;
    QTest::newRow("none") << QByteArray("{}") << 0;
    QTest::newRow("white space") << QByteArray("\n { \"weight\" : 7, \"duty\": null } \n") << 2;
}

void JsonBodyTest::readsObjects() {
    QFETCH(QByteArray, json);
    const auto read = parseJsonObject(json.toStdString(), "{}");
    QVERIFY2(read, read ? "" : read.error().detail.c_str());
    QTEST(static_cast<int>(read->size()), "keys");
}

void JsonBodyTest::refuses_data() {
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("says");
    const auto row = [](const char* name, const char* json, int status, const char* says) {
        QTest::newRow(name) << QByteArray(json) << status << QByteArray(says);
    };
    row("empty", " ", 400, "the body is empty; send {\"weight\": 2.5}");
    row("comma", "{\"weight\": 5,}", 400, "line 1, column ");
    row("later line", "{\n  \"weight\": x\n}", 400, "line 2, column ");
    row("cut short", "{\"weight\": 5", 400, "line 1, column ");
    row("no JSON", "weight=5", 400, "line 1, column ");
    row("array", "[1]", 422, "object");
}

void JsonBodyTest::refuses() {
    QFETCH(QByteArray, json);
    QFETCH(int, status);
    QFETCH(QByteArray, says);
    const auto read = parseJsonObject(json.toStdString(), R"({"weight": 2.5})");
    QVERIFY(!read);
    QCOMPARE(read.error().status, status);
    QVERIFY2(read.error().detail.find(says.toStdString()) != std::string::npos,
             read.error().detail.c_str());
}

QTEST_APPLESS_MAIN(JsonBodyTest)
#include "json_body_test.moc"
