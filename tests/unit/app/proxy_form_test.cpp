#include "proxy_form.h"

#include <QtTest>

using namespace sluice::desktop;

class ProxyFormTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void judges_data();
    void judges();
    void completesWhatIsShort();
};

void ProxyFormTest::judges_data() {
    QTest::addColumn<QString>("port");
    QTest::addColumn<QString>("servers");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char* name, const char* port, const char* servers,
                        const char* problem) {
        QTest::newRow(name) << QString::fromUtf8(port) << QString::fromUtf8(servers)
                            << QString::fromUtf8(problem);
    };
    row("one server", "8080", "http://127.0.0.1:3000", "");
    row("two servers and empty lines", "8080", "\nhttps://api.internal\n\nlocalhost:3001 ", "");
    row("no port", "", "3000", "between 1 and 65535");
    row("port zero", "0", "3000", "between 1 and 65535");
    row("port too large", "65536", "3000", "between 1 and 65535");
    row("port with letters", "80a", "3000", "between 1 and 65535");
    row("no server", "8080", " \n ", "at least one server");
    row("another protocol", "8080", "ftp://127.0.0.1", "http://");
    row("no host", "8080", "http://", "not an address");
    row("a path", "8080", "http://127.0.0.1:3000/api", "without a path");
    row("a query", "8080", "http://127.0.0.1:3000?x=1", "without a path");
    row("a port that is none", "8080", "http://127.0.0.1:99999", "not an address");
    row("itself", "8080", "localhost:8080", "Sluice itself");
}

void ProxyFormTest::judges() {
    QFETCH(QString, port);
    QFETCH(QString, servers);
    QFETCH(QString, problem);
    ProxyForm form;
    QSignalSpy changed(&form, &ProxyForm::changed);
    form.setProperty("port", port);
    form.setProperty("servers", servers);
    QVERIFY(!changed.isEmpty());
    const QString found = form.portProblem() + form.serversProblem();
    QCOMPARE(form.valid(), problem.isEmpty());
    QVERIFY2(problem.isEmpty() ? found.isEmpty() : found.contains(problem), qPrintable(found));
}

void ProxyFormTest::completesWhatIsShort() {
    ProxyForm form;
    form.setProperty("port", QStringLiteral(" 9090 "));
    form.setProperty("servers", QStringLiteral("3001\nlocalhost:3002\nhttps://example.com"));
    QCOMPARE(form.listen(), QStringLiteral("127.0.0.1:9090"));
    const QStringList expected{QStringLiteral("http://127.0.0.1:3001"),
                               QStringLiteral("http://localhost:3002"),
                               QStringLiteral("https://example.com")};
    QCOMPARE(form.urls(), expected);
}

QTEST_APPLESS_MAIN(ProxyFormTest)
#include "proxy_form_test.moc"
