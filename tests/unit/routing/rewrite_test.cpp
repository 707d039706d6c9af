#include <QtTest>

#include "routing/route_table.h"

using namespace sluice::routing;

class RewriteTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rewrites_data();
    void rewrites();
    void findsTheWayBack_data();
    void findsTheWayBack();
};

void RewriteTest::rewrites_data() {
    QTest::addColumn<QByteArray>("matched");
    QTest::addColumn<QByteArray>("strip");
    QTest::addColumn<QByteArray>("replacement");  // null: none
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("expected");
    using B = QByteArray;
    const B none;
    QTest::newRow("as it came") << B("/v1") << B() << none << B("/v1/a?b=c") << B("/v1/a?b=c");
    QTest::newRow("strip") << B("/v1") << B("/v1") << none << B("/v1/a?b=/v1") << B("/a?b=/v1");
    QTest::newRow("strip all") << B("/v1") << B("/v1") << none << B("/v1") << B("/");
    QTest::newRow("strip all, query") << B("/v1") << B("/v1") << none << B("/v1?q") << B("/?q");
    QTest::newRow("strip to slash") << B("/v1") << B("/v1/") << none << B("/v1/") << B("/");
    QTest::newRow("not in segments") << B() << B("/v1") << none << B("/v10/a") << B("/v10/a");
    QTest::newRow("replace") << B("/v1") << B() << B("/api") << B("/v1/a?b") << B("/api/a?b");
    QTest::newRow("replace stripped")
        << B("/v1") << B("/v1/x") << B("/y/") << B("/v1/x/a") << B("/y/a");
    QTest::newRow("replace all") << B("/v1") << B() << B("/api") << B("/v1") << B("/api");
    QTest::newRow("replace by root") << B("/v1") << B() << B("/") << B("/v1/a") << B("/a");
    QTest::newRow("replace by nothing") << B("/v1") << B() << B("") << B("/v1") << B("/");
    QTest::newRow("put in front") << B() << B() << B("/api") << B("/a") << B("/api/a");
    QTest::newRow("asterisk") << B() << B() << B("/api") << B("*") << B("*");
    QTest::newRow("normal path") << B("/admin") << B() << none << B("/public/../admin/%61?x=../y")
                                 << B("/admin/a?x=../y");
    QTest::newRow("strip after dots") << B("/v1") << B("/v1") << none << B("/x/../v1/a") << B("/a");
    QTest::newRow("query alone is kept") << B() << B() << none << B("/?a?b%") << B("/?a?b%");
    QTest::newRow("no other host")
        << B("/v1") << B("/v1") << none << B("/v1//evil.example/x") << B("/evil.example/x");
    QTest::newRow("repeated slashes")
        << B("/v1") << B("/v1") << B("/api") << B("//v1/a") << B("/api/a");
}

void RewriteTest::rewrites() {
    QFETCH(QByteArray, matched);
    QFETCH(QByteArray, strip);
    QFETCH(QByteArray, replacement);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, expected);
    Route route;
    route.match.pathPrefix = matched.toStdString();
    route.stripPrefix = strip.toStdString();
    if (!replacement.isNull()) route.replacePrefix = replacement.toStdString();
    QCOMPARE(QByteArray::fromStdString(rewriteTarget(route, target.toStdString())), expected);
}

void RewriteTest::findsTheWayBack_data() {
    QTest::addColumn<QByteArray>("matched");
    QTest::addColumn<QByteArray>("strip");
    QTest::addColumn<QByteArray>("replacement");  // null: none
    QTest::addColumn<QByteArray>("asked");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("expected");
    using B = QByteArray;
    const B none;
    QTest::newRow("nothing changed") << B("/v1") << B() << none << B("/v1/a") << B("/b") << B("/b");
    QTest::newRow("stripped") << B("/v1") << B("/v1") << none << B("/v1/a") << B("/b")
                              << B("/v1/b");
    QTest::newRow("root") << B("/v1") << B("/v1/") << none << B("/v1") << B("/") << B("/v1/");
    QTest::newRow("the server knows")
        << B("/v1") << B("/v1") << none << B("/v1/a") << B("/v1/b") << B("/v1/b");
    QTest::newRow("in segments") << B("/v1") << B("/v1") << none << B("/v1/a") << B("/v10/b")
                                 << B("/v1/v10/b");
    QTest::newRow("was not stripped") << B() << B("/v1") << none << B("/a") << B("/b") << B("/b");
    QTest::newRow("as it was matched")
        << B("/v1") << B("/v1") << none << B("/x/../v1/a") << B("/b") << B("/v1/b");
    QTest::newRow("replaced") << B("/v1") << B() << B("/api") << B("/v1/a") << B("/api/b")
                              << B("/v1/b");
    QTest::newRow("replaced and stripped")
        << B("/v1") << B("/v1/x") << B("/y") << B("/v1/x/a") << B("/y/b") << B("/v1/x/b");
    QTest::newRow("outside of the replacement")
        << B("/v1") << B() << B("/api") << B("/v1/a") << B("/login") << B("/login");
    QTest::newRow("put in front") << B() << B() << B("/api") << B("/a") << B("/api") << B("/");
}

void RewriteTest::findsTheWayBack() {
    QFETCH(QByteArray, matched);
    QFETCH(QByteArray, strip);
    QFETCH(QByteArray, replacement);
    QFETCH(QByteArray, asked);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, expected);
    Route route;
    route.match.pathPrefix = matched.toStdString();
    route.stripPrefix = strip.toStdString();
    if (!replacement.isNull()) route.replacePrefix = replacement.toStdString();
    QCOMPARE(QByteArray::fromStdString(clientPath(route, asked.toStdString(), path.toStdString())),
             expected);
}

QTEST_APPLESS_MAIN(RewriteTest)
#include "rewrite_test.moc"
