#include "cache/invalidation.h"

#include <QtTest>

#include "unit/cache/messages.h"

using namespace sluice::cache;

class InvalidationTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsKeys_data();
    void tellsKeys();
    void followsWhatProxiesTold();
    void followsCollections_data();
    void followsCollections();
};

void InvalidationTest::tellsKeys_data() {
    QTest::addColumn<std::string>("method");
    QTest::addColumn<int>("status");
    QTest::addColumn<std::string>("fields");
    QTest::addColumn<std::string>("keys");
    const auto row = [](const char* name, const char* method, int status, const char* fields,
                        const char* keys) {
        QTest::newRow(name) << std::string(method) << status << std::string(fields)
                            << std::string(keys);
    };
    for (const char* method :
         {"POST", "PUT", "PATCH", "M-SEARCH", "post", "LOCK", "UNLOCK", "PROPPATCH", "MKCOL"}) {
        row(method, method, 200, "", "/d/a?q ");
        QTest::addRow("%s, error", method)
            << std::string(method) << 500 << std::string() << std::string();
    }
    for (const char* method :
         {"GET", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "REPORT", "SEARCH", "QUERY"})
        row(method, method, 200, "Location: /b", "");
    row("201", "POST", 201, "", "/d/a?q ");
    row("303", "POST", 303, "", "/d/a?q ");
    row("100", "POST", 100, "", "");
    row("404", "POST", 404, "Location: /b", "");
    row("Location", "POST", 201, "Location: http://example.test/b?c#d", "/d/a?q /b?c ");
    row("Location of a path", "POST", 201, "Location: /b", "/d/a?q /b ");
    row("Location relative", "POST", 201, "Location: b", "/d/a?q /d/b ");
    row("Location upwards", "POST", 201, "Location: ../b/./c", "/d/a?q /b/c ");
    row("Location of a query", "POST", 201, "Location: ?x", "/d/a?q /d/a?x ");
    row("Location without scheme", "POST", 201, "Location: //EXAMPLE.test:80/b", "/d/a?q /b ");
    row("Location escaped", "POST", 201, "Location: /%7eb%c3%a9", "/d/a?q /~b%C3%A9 ");
    row("Location of itself", "POST", 201, "Location: a?q", "/d/a?q ");
    row("Content-Location", "POST", 200, "Content-Location: /b", "/d/a?q /b ");
    row("both", "POST", 201, "Location: /b|Content-Location: /c", "/d/a?q /b /c ");
    row("both the same", "POST", 201, "Location: /b|Content-Location: b/../../b", "/d/a?q /b ");
    row("other host", "POST", 201, "Location: http://other.test/b", "/d/a?q ");
    row("other port", "POST", 201, "Location: http://example.test:8080/b", "/d/a?q ");
    row("other scheme", "POST", 201, "Location: https://example.test/b", "/d/a?q ");
    row("invalid", "POST", 201, "Location: http://[/b", "/d/a?q ");
    row("empty", "POST", 201, "Location:", "/d/a?q ");
}

void InvalidationTest::tellsKeys() {
    QFETCH(std::string, method);
    QFETCH(int, status);
    QFETCH(std::string, fields);
    std::string text;
    for (const std::string& key :
         keysToInvalidate(requestOf({}, method, "/d/a?q"), responseOf(fields, status))) {
        QVERIFY(key.starts_with("http://example.test/"));
        text += key.substr(std::string("http://example.test").size()) + " ";
    }
    QTEST(text, "keys");
}

/// The server names its URLs as it was told that the client asked.
void InvalidationTest::followsWhatProxiesTold() {
    const auto asked = requestOf("X-Forwarded-Proto: https|X-Forwarded-Host: Name.test", "POST");
    const auto keys = [&](const char* location) {
        return keysToInvalidate(asked, responseOf(location, 201));
    };
    const std::string itself = "http://example.test/a";
    const std::vector<std::string> both{itself, "http://example.test/b"};
    QCOMPARE(keys("Location: https://name.test/b"), both);
    QCOMPARE(keys("Location: http://example.test/b"), both);
    QCOMPARE(keys("Location: http://name.test/b"), std::vector{itself});
    QCOMPARE(keys("Location: https://name.test.evil/b"), std::vector{itself});
    const auto moved =
        requestOf("X-Forwarded-Host: name.test|Destination: http://name.test/b", "MOVE");
    QCOMPARE(branchesToInvalidate(moved, responseOf({}, 201)),
             (std::vector<std::string>{"http://example.test/a/", "http://example.test/b/"}));
}

void InvalidationTest::followsCollections_data() {
    QTest::addColumn<std::string>("method");
    QTest::addColumn<std::string>("target");
    QTest::addColumn<std::string>("destination");
    QTest::addColumn<int>("status");
    QTest::addColumn<std::string>("keys");
    QTest::addColumn<std::string>("branches");
    const auto row = [](const char* name, const char* method, const char* target,
                        const char* destination, int status, const char* keys,
                        const char* branches) {
        QTest::newRow(name) << std::string(method) << std::string(target)
                            << std::string(destination) << status << std::string(keys)
                            << std::string(branches);
    };
    row("DELETE", "DELETE", "/c/", "", 204, "/c/ /c ", "/c/ ");
    row("DELETE without slash", "DELETE", "/c", "", 204, "/c ", "/c/ ");
    row("DELETE of a query", "DELETE", "/c?q", "", 204, "/c?q /c ", "/c/ ");
    row("DELETE of parts", "DELETE", "/c/", "", 207, "/c/ /c ", "/c/ ");
    row("DELETE of all", "DELETE", "/", "", 204, "/ ", "/ ");
    row("DELETE, error", "DELETE", "/c/", "", 423, "", "");
    row("DELETE escaped", "DELETE", "/%7ec/%c3%a9", "", 204, "/~c/%C3%A9 ", "/~c/%C3%A9/ ");
    row("MOVE", "MOVE", "/a", "http://example.test/b", 201, "/a /b ", "/a/ /b/ ");
    row("MOVE to a path", "MOVE", "/a", "/b/", 201, "/a /b/ /b ", "/a/ /b/ ");
    row("MOVE by TLS", "MOVE", "/a", "https://Example.test/b", 201, "/a /b ", "/a/ /b/ ");
    row("MOVE to another port", "MOVE", "/a", "http://example.test:80/b", 201, "/a /b ",
        "/a/ /b/ ");
    row("MOVE escaped", "MOVE", "/a", "http://example.test/%7eb%c3%a9", 204, "/a /~b%C3%A9 ",
        "/a/ /~b%C3%A9/ ");
    row("MOVE unescaped", "MOVE", "/a", "http://example.test/b c", 204, "/a /b%20c ",
        "/a/ /b%20c/ ");
    row("MOVE upwards", "MOVE", "/d/a", "/d/../b", 204, "/d/a /b ", "/d/a/ /b/ ");
    row("MOVE elsewhere", "MOVE", "/a", "http://other.test/b", 201, "/a ", "/a/ ");
    row("MOVE nowhere", "MOVE", "/a", "", 201, "/a ", "/a/ ");
    row("COPY", "COPY", "/a/", "/b/", 201, "/a/ /b/ /b ", "/b/ ");
    row("COPY, error", "COPY", "/a/", "/b/", 412, "", "");
    row("PUT has no destination", "PUT", "/a", "/b", 201, "/a ", "");
}

void InvalidationTest::followsCollections() {
    QFETCH(std::string, method);
    QFETCH(std::string, target);
    QFETCH(std::string, destination);
    QFETCH(int, status);
    const auto told = [](const std::vector<std::string>& urls) {
        std::string text;
        for (const std::string& url : urls)
            text += url.substr(std::string("http://example.test").size()) + " ";
        return text;
    };
    auto request = requestOf({}, method, target);
    if (!destination.empty()) request.fields.add("Destination", destination);
    QTEST(told(keysToInvalidate(request, responseOf({}, status))), "keys");
    QTEST(told(branchesToInvalidate(request, responseOf({}, status))), "branches");
}

QTEST_APPLESS_MAIN(InvalidationTest)
#include "invalidation_test.moc"
