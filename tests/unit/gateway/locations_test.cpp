#include "gateway/locations.h"

#include <QtTest>

using namespace sluice;

/// A client asks http://shop.localhost:8080, and the server is http://127.0.0.1:3001.
class LocationsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void mapsLocationsBack_data();
    void mapsLocationsBack();
    void putsThePrefixBack_data();
    void putsThePrefixBack();
    void hearsTheClientsScheme();
    void mapsOtherFields_data();
    void mapsOtherFields();
    void keepsCookiesOfTheClientsHost();
    void leavesOtherFieldsAlone();
    void mapsDestinations_data();
    void mapsDestinations();
};

namespace {

constexpr std::string_view clientsHost = "shop.localhost:8080";

upstream::Server serverOf(const char* url) {
    return {{.name = "s", .url = *parseServerUrl(url)}, nullptr};
}

http::RequestHead asked(const char* target = "/v1/items") {
    http::RequestHead head;
    head.method = "GET";
    head.target = target;
    head.authority = clientsHost;
    return head;
}

/// What becomes of one field of an answer.
QByteArray mapped(const QByteArray& name, const QByteArray& value, const http::RequestHead& request,
                  std::string_view sentHost, const char* url = "http://127.0.0.1:3001",
                  const routing::Route& route = {}) {
    const upstream::Server server = serverOf(url);
    http::HeaderMap fields;
    fields.add(name.toStdString(), value.toStdString());
    gateway::Locations(request, route, server, sentHost).toClient(fields);
    return QByteArray::fromStdString(std::string(fields.at(0).value));
}

routing::Route stripping() {
    routing::Route route;
    route.stripPrefix = "/v1";
    return route;
}

}  // namespace

void LocationsTest::mapsLocationsBack_data() {
    QTest::addColumn<QByteArray>("location");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* location, const char* expected) {
        QTest::addRow("%s", location) << QByteArray(location) << QByteArray(expected);
    };
    row("http://127.0.0.1:3001/a/?b#c", "/a/?b#c");
    row("HTTP://127.0.0.1:3001", "/");
    row("http://127.0.0.1:3001?q", "/?q");
    row("//127.0.0.1:3001/a", "/a");
    row("https://127.0.0.1:3001/a", "/a");
    // A path that would read as another host.
    row("http://127.0.0.1:3001//evil.example/x", "/.//evil.example/x");
    row("http://127.0.0.1:3001/\\evil.example", "/./\\evil.example");
    row("///a", "///a");
    row("/a", "/a");
    row("a/b", "a/b");
    row("?q", "?q");
    row("", "");
    row("http://127.0.0.1:3002/a", "http://127.0.0.1:3002/a");
    row("http://127.0.0.1/a", "http://127.0.0.1/a");
    row("http://user@127.0.0.1:3001/a", "http://user@127.0.0.1:3001/a");
    row("http://other.example/a", "http://other.example/a");
    row("http://shop.localhost:8080/a", "http://shop.localhost:8080/a");
    row("mailto:a@b", "mailto:a@b");
    row("ftp://127.0.0.1:3001/a", "ftp://127.0.0.1:3001/a");
}

void LocationsTest::mapsLocationsBack() {
    QFETCH(QByteArray, location);
    QFETCH(QByteArray, expected);
    QCOMPARE(mapped("Location", location, asked(), "127.0.0.1:3001"), expected);
    QCOMPARE(mapped("content-location", location, asked(), clientsHost), expected);
}

void LocationsTest::putsThePrefixBack_data() {
    QTest::addColumn<QByteArray>("location");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* location, const char* expected) {
        QTest::addRow("%s", location) << QByteArray(location) << QByteArray(expected);
    };
    row("http://127.0.0.1:3001/a", "/v1/a");
    row("http://127.0.0.1:3001", "/v1/");
    row("http://shop.localhost:8080/a?b", "http://shop.localhost:8080/v1/a?b");
    row("https://SHOP.localhost:8080/a", "https://SHOP.localhost:8080/v1/a");
    row("/a", "/v1/a");
    row("/v1/a", "/v1/a");
    row("http://shop.localhost:8080/v1/a", "http://shop.localhost:8080/v1/a");
    row("a", "a");
    row("http://other.example/a", "http://other.example/a");
}

void LocationsTest::putsThePrefixBack() {
    QFETCH(QByteArray, location);
    QFETCH(QByteArray, expected);
    QCOMPARE(
        mapped("Location", location, asked(), clientsHost, "http://127.0.0.1:3001", stripping()),
        expected);
}

/// A server of the web that builds URLs of its own host and X-Forwarded-Proto; one that sends
/// clients from http to https by itself is not led in a circle.
void LocationsTest::hearsTheClientsScheme() {
    const QByteArray location = "https://api.example/a";
    http::RequestHead request = asked();
    QCOMPARE(mapped("Location", location, request, "api.example", "http://api.example"), location);
    request.fields.add("X-Forwarded-Proto", "https");
    QCOMPARE(mapped("Location", location, request, "api.example", "http://api.example"),
             QByteArray("/a"));
}

void LocationsTest::mapsOtherFields_data() {
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("expected");
    using B = QByteArray;
    const auto row = [](const char* name, const char* value, const char* expected) {
        QTest::addRow("%s %s", name, value) << B(name) << B(value) << B(expected);
    };
    row("Refresh", "5", "5");
    row("Refresh", "5; url=http://127.0.0.1:3001/a", "5; url=/v1/a");
    row("Refresh", "0;URL='http://127.0.0.1:3001/a'", "0;URL='/v1/a'");
    row("Refresh", "0; url = \"/a\"", "0; url = \"/v1/a\"");
    row("Set-Cookie", "a=b; Domain=127.0.0.1; Path=/", "a=b; Path=/");
    row("Set-Cookie", "a=b; path=/;domain=.127.0.0.1", "a=b; path=/");
    row("Set-Cookie", "a=b; Domain=example.com", "a=b; Domain=example.com");
    row("Set-Cookie", "domain=127.0.0.1; Secure", "domain=127.0.0.1; Secure");
}

void LocationsTest::mapsOtherFields() {
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, expected);
    QCOMPARE(mapped(name, value, asked(), "127.0.0.1:3001", "http://127.0.0.1:3001", stripping()),
             expected);
}

void LocationsTest::keepsCookiesOfTheClientsHost() {
    const QByteArray cookie = "a=b; Domain=127.0.0.1";
    QCOMPARE(mapped("Set-Cookie", cookie, asked(), clientsHost), cookie);
}

void LocationsTest::leavesOtherFieldsAlone() {
    const upstream::Server server = serverOf("http://127.0.0.1:3001");
    const http::RequestHead request = asked();
    const routing::Route route;
    http::HeaderMap fields;
    fields.add("Link", "<http://127.0.0.1:3001/a>");
    fields.add("Location", "http://127.0.0.1:3001/a");
    fields.add("X-Last", "1");
    gateway::Locations(request, route, server, "127.0.0.1:3001").toClient(fields);
    std::string lines;
    fields.appendLines(lines);
    QCOMPARE(QByteArray::fromStdString(lines),
             QByteArray("Link: <http://127.0.0.1:3001/a>\r\nLocation: /a\r\nX-Last: 1\r\n"));
}

void LocationsTest::mapsDestinations_data() {
    QTest::addColumn<QByteArray>("destination");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* destination, const char* expected) {
        QTest::addRow("%s", destination) << QByteArray(destination) << QByteArray(expected);
    };
    row("http://shop.localhost:8080/v1/new", "http://127.0.0.1:3001/new");
    row("https://shop.localhost:8080/v1/new", "http://127.0.0.1:3001/new");
    row("/v1/new", "/new");
    row("http://other.example/v1/new", "http://other.example/v1/new");
    row("http://shop.localhost:8080/other", "http://shop.localhost:8080/other");
}

void LocationsTest::mapsDestinations() {
    QFETCH(QByteArray, destination);
    QFETCH(QByteArray, expected);
    const upstream::Server server = serverOf("http://127.0.0.1:3001");
    const http::RequestHead request = asked();
    const routing::Route route = stripping();
    http::HeaderMap fields;
    fields.add("Destination", destination.toStdString());
    gateway::Locations(request, route, server, "127.0.0.1:3001").toServer(fields);
    QCOMPARE(QByteArray::fromStdString(std::string(fields.at(0).value)), expected);
}

QTEST_APPLESS_MAIN(LocationsTest)
#include "locations_test.moc"
