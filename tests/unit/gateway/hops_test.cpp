#include "gateway/hops.h"

#include <QTest>

#include "http/forwarded.h"

using namespace sluice;

class HopsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void addsItselfToTheHops();
    void extendsTheHopsOfEarlierProxies();
    void writesIpv6AsForwardedAsksFor();
    void givesNoHostThatTheClientDidNotName();
    void keepsWhatProxiesTellOfTheClient_data();
    void keepsWhatProxiesTellOfTheClient();
    void tellsTheVersionThatCame();
};

namespace {

/// The value of a field; "-" if there is none.
QString lines(const http::HeaderMap& fields, std::string_view name) {
    const std::string_view value = fields.find(name).value_or("-");
    return QString::fromUtf8(value.data(), qsizetype(value.size()));
}

http::RequestHead request() {
    http::RequestHead head;
    head.method = "GET";
    head.target = "/a?b=c";
    head.authority = "shop.example";
    head.fields.add("Host", "shop.example");
    return head;
}

/// What is passed on as it came, and what the gateway adds.
http::HeaderMap hops(const http::RequestHead& in, std::string_view peer = "192.0.2.7") {
    http::HeaderMap out;
    bool told = false;
    for (const auto field : in.fields) {
        told |= http::isWrittenByProxies(field.name);
        if (http::equalNames(field.name, "X-Forwarded-Port")) out.add(field.name, field.value);
    }
    gateway::addHops(in, peer, told, out);
    return out;
}

}  // namespace

void HopsTest::addsItselfToTheHops() {
    http::RequestHead in = request();
    const auto out = hops(in);
    QCOMPARE(lines(out, "Via"), QStringLiteral("1.1 sluice"));
    QCOMPARE(lines(out, "X-Forwarded-For"), QStringLiteral("192.0.2.7"));
    QCOMPARE(lines(out, "X-Forwarded-Proto"), QStringLiteral("http"));
    QCOMPARE(lines(out, "X-Forwarded-Host"), QStringLiteral("shop.example"));
    QCOMPARE(lines(out, "Forwarded"),
             QStringLiteral("for=192.0.2.7;host=\"shop.example\";proto=http"));
}

void HopsTest::extendsTheHopsOfEarlierProxies() {
    http::RequestHead in = request();
    in.fields.add("Via", "1.0 first");
    in.fields.add("Via", "1.1 second");
    in.fields.add("X-Forwarded-For", "198.51.100.1");
    in.fields.add("Forwarded", "for=198.51.100.1");
    const auto out = hops(in);
    QCOMPARE(lines(out, "Via"), QStringLiteral("1.0 first, 1.1 second, 1.1 sluice"));
    QCOMPARE(lines(out, "X-Forwarded-For"), QStringLiteral("198.51.100.1, 192.0.2.7"));
    QCOMPARE(lines(out, "Forwarded"),
             QStringLiteral("for=198.51.100.1, for=192.0.2.7;host=\"shop.example\";proto=http"));
}

void HopsTest::writesIpv6AsForwardedAsksFor() {
    const auto out = hops(request(), "2001:db8::1");
    QCOMPARE(lines(out, "Forwarded"),
             QStringLiteral("for=\"[2001:db8::1]\";host=\"shop.example\";proto=http"));
    QCOMPARE(lines(out, "X-Forwarded-For"), QStringLiteral("2001:db8::1"));
}

void HopsTest::givesNoHostThatTheClientDidNotName() {
    http::RequestHead in;
    in.method = "GET";
    in.target = "/";
    in.minorVersion = 0;
    const auto out = hops(in);
    QCOMPARE(lines(out, "X-Forwarded-Host"), QStringLiteral("-"));
    QCOMPARE(lines(out, "Forwarded"), QStringLiteral("for=192.0.2.7;proto=http"));
}

void HopsTest::keepsWhatProxiesTellOfTheClient_data() {
    QTest::addColumn<QByteArray>("told");  // fields, apart by "|"
    QTest::addColumn<QByteArray>("seen");
    const auto row = [](const char* name, const char* told, const char* seen) {
        QTest::newRow(name) << QByteArray(told) << QByteArray(seen);
    };
    row("scheme", "X-Forwarded-Proto: https",
        "X-Forwarded-For: 192.0.2.7|X-Forwarded-Proto: https|X-Forwarded-Host: shop.example|"
        "Forwarded: for=192.0.2.7;host=\"shop.example\";proto=https");
    row("all of it",
        "X-Forwarded-For: 203.0.113.9|X-Forwarded-Proto: HTTPS|X-Forwarded-Host: b.example:444|"
        "X-Forwarded-Port: 444",
        "X-Forwarded-For: 203.0.113.9, 192.0.2.7|X-Forwarded-Proto: https|"
        "X-Forwarded-Host: b.example:444|X-Forwarded-Port: 444|"
        "Forwarded: for=203.0.113.9, for=192.0.2.7;host=\"b.example:444\";proto=https");
    row("the first of several", "X-Forwarded-Proto: https, http|X-Forwarded-Host: b.example, c",
        "X-Forwarded-Proto: https|X-Forwarded-Host: b.example");
    row("Forwarded",
        "Forwarded: for=\"[2001:db8::1]:471\";proto=https;host=b.example, for=10.0.0.1",
        "X-Forwarded-For: 2001:db8::1, 10.0.0.1, 192.0.2.7|X-Forwarded-Proto: https|"
        "X-Forwarded-Host: b.example|Forwarded: for=\"[2001:db8::1]:471\";proto=https;"
        "host=b.example, for=10.0.0.1, for=192.0.2.7;host=\"b.example\";proto=https");
    QByteArrayList addresses;
    for (int i = 0; i < 2000; ++i)
        addresses << "10.0." + QByteArray::number(i / 100) + '.' + QByteArray::number(i % 100);
    const QByteArray many = "X-Forwarded-For: " + addresses.join(',');
    const QByteArray last = "X-Forwarded-For: " + addresses.last(64).join(',');
    row("more than anybody means", many.constData(), QByteArray(last + ", 192.0.2.7").constData());
    row("nonsense", "X-Forwarded-Proto: gopher|X-Forwarded-Host: a b",
        "X-Forwarded-Proto: http|X-Forwarded-Host: shop.example");
    row("pairs for an address", "X-Forwarded-For: ::\"];host=evil;x=\"",
        "Forwarded: for=unknown, for=192.0.2.7;host=\"shop.example\";proto=http");
    row("addresses in quotes", "Forwarded: for=\"6.6.6.6, 7.7.7.7\"",
        "X-Forwarded-For: unknown, 192.0.2.7");
}

void HopsTest::keepsWhatProxiesTellOfTheClient() {
    QFETCH(const QByteArray, told);
    QFETCH(const QByteArray, seen);
    http::RequestHead in = request();
    const auto split = [](const QByteArray& field) {
        const qsizetype colon = field.indexOf(':');
        return std::pair(field.left(colon).toStdString(), field.mid(colon + 2).toStdString());
    };
    for (const QByteArray& field : told.split('|')) {
        const auto [name, value] = split(field);
        in.fields.add(name, value);
    }
    const auto out = hops(in);
    for (const QByteArray& field : seen.split('|')) {
        const auto [name, value] = split(field);
        QCOMPARE(lines(out, name), QString::fromStdString(value));
    }
}

void HopsTest::tellsTheVersionThatCame() {
    http::RequestHead in = request();
    in.minorVersion = 0;
    QCOMPARE(lines(hops(in), "Via"), QStringLiteral("1.0 sluice"));
}

QTEST_APPLESS_MAIN(HopsTest)
#include "hops_test.moc"
