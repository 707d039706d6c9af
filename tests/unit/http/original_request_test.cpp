#include "http/original_request.h"

#include <QtTest>

using namespace sluice::http;

class OriginalRequestTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hearsProxies_data();
    void hearsProxies();
};

void OriginalRequestTest::hearsProxies_data() {
    QTest::addColumn<QString>("fields");  // "Name: value|Name: value"
    QTest::addColumn<QString>("url");     // scheme and authority
    QTest::addColumn<QString>("told");
    const auto row = [](const char* name, const char* fields, const char* url, const char* told) {
        QTest::newRow(name) << QString::fromUtf8(fields) << QString::fromUtf8(url)
                            << QString::fromUtf8(told);
    };
    const char* plain = "http://a.test";
    row("nothing", "Accept: */*|X-Request-Id: 1", plain, "");
    row("addresses", "X-Forwarded-For: 1.2.3.4|X-Real-IP: 1.2.3.4", plain, "");
    row("the same", "X-Forwarded-Proto: http|X-Forwarded-Host: A.test", "http://A.test", "");
    row("scheme", "X-Forwarded-Proto: https", "https://a.test", "https://a.test");
    row("first of two", "X-Forwarded-Proto: https, http", "https://a.test", "https://a.test");
    row("WebSocket", "X-Forwarded-Proto: WSS", "https://a.test", "https://a.test");
    row("plain WebSocket", "X-Forwarded-Proto: ws", plain, "");
    row("no scheme", "X-Forwarded-Proto: ftp", plain, "");
    row("host", "X-Forwarded-Host: B.test:81", "http://B.test:81", "http://b.test:81");
    row("no host", "X-Forwarded-Host: b/c", plain, "");
    row("Forwarded", "Forwarded: for=1.2.3.4;host=b.test;proto=https, proto=http", "https://b.test",
        "https://b.test");
    row("Forwarded of an address", "Forwarded: for=1.2.3.4", plain, "");
    row("both", "Forwarded: host=b.test;proto=http|X-Forwarded-Proto: https", "https://b.test",
        "https://b.test");
    row("more", "X-Forwarded-Port: 8443|X-Forwarded-Prefix: /A b", plain,
        "x-forwarded-port:8443 x-forwarded-prefix:/A b");
    row("scheme and more", "X-Forwarded-Port: 443|X-Forwarded-Proto: https", "https://a.test",
        "https://a.test x-forwarded-port:443");
}

void OriginalRequestTest::hearsProxies() {
    QFETCH(QString, fields);
    RequestHead request;
    request.authority = "a.test";
    for (const QString& line : fields.split(u'|')) {
        const qsizetype colon = line.indexOf(u':');
        request.fields.add(line.left(colon).toStdString(), line.mid(colon + 2).toStdString());
    }
    const OriginalRequest original = originalRequest(request);
    QTEST(QString::fromStdString(original.scheme + "://" + original.authority), "url");
    QTEST(QString::fromStdString(toldByProxies(request)), "told");
}

QTEST_APPLESS_MAIN(OriginalRequestTest)
#include "original_request_test.moc"
