#include "admin/json_body.h"

#include <QtTest>

using sluice::admin::parseWeightPatch;

class JsonBodyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsWeights_data();
    void readsWeights();
    void refuses_data();
    void refuses();
};

void JsonBodyTest::readsWeights_data() {
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<double>("weight");
    QTest::newRow("fraction") << QByteArray(R"({"weight": 2.5})") << 2.5;
    QTest::newRow("zero") << QByteArray(R"({"weight":0})") << 0.0;
    QTest::newRow("most") << QByteArray(R"({"weight":1e3})") << 1000.0;
    QTest::newRow("white space") << QByteArray("\n { \"weight\" : 7 } \n") << 7.0;
}

void JsonBodyTest::readsWeights() {
    QFETCH(QByteArray, json);
    QFETCH(double, weight);
    const auto read = parseWeightPatch(json.toStdString());
    QVERIFY2(read, read ? "" : read.error().detail.c_str());
    QCOMPARE(*read, weight);
}

void JsonBodyTest::refuses_data() {
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("says");
    const auto row = [](const char* name, const char* json, int status, const char* says) {
        QTest::newRow(name) << QByteArray(json) << status << QByteArray(says);
    };
    row("empty", "", 400, "empty");
    row("comma", "{\"weight\": 5,}", 400, "line 1, column ");
    row("later line", "{\n  \"weight\": x\n}", 400, "line 2, column ");
    row("cut short", "{\"weight\": 5", 400, "line 1, column ");
    row("no JSON", "weight=5", 400, "line 1, column ");
    row("array", "[1]", 422, "object");
    row("unknown key", R"({"wieght": 5})", 422, "\"wieght\"");
    row("one key too many", R"({"weight": 5, "state": "x"})", 422, "\"state\"");
    row("nothing", "{}", 422, "\"weight\"");
    row("text", R"({"weight": "5"})", 422, "\"weight\" must be a number");
    row("null", R"({"weight": null})", 422, "\"weight\" must be a number");
    row("negative", R"({"weight": -0.1})", 422, "\"weight\" is out of range");
    row("too much", R"({"weight": 1000.1})", 422, "\"weight\" is out of range");
}

void JsonBodyTest::refuses() {
    QFETCH(QByteArray, json);
    QFETCH(int, status);
    QFETCH(QByteArray, says);
    const auto read = parseWeightPatch(json.toStdString());
    QVERIFY(!read);
    QCOMPARE(read.error().status, status);
    QVERIFY2(read.error().detail.find(says.toStdString()) != std::string::npos,
             read.error().detail.c_str());
}

QTEST_APPLESS_MAIN(JsonBodyTest)
#include "json_body_test.moc"
