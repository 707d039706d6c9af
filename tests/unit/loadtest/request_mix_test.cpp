#include "loadtest/request_mix.h"

#include <QtTest>
#include <map>

using namespace sluice;
using namespace sluice::loadtest;

namespace {

Scenario scenarioOf(std::vector<RequestOptions> requests) {
    Scenario scenario;
    scenario.target = *parseServerUrl("http://127.0.0.1:8080");
    scenario.requests = std::move(requests);
    return scenario;
}

}  // namespace

class RequestMixTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void writesARequest();
    void overridesItsFields();
    void closesWithoutKeepAlive();
    void drawsByWeight();
};

void RequestMixTest::writesARequest() {
    RequestMix get(scenarioOf({{}}), 1);
    QCOMPARE(get.draw().bytes,
             "GET / HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n"
             "User-Agent: sluice-bench/" SLUICE_VERSION "\r\n\r\n");
    RequestOptions options;
    options.method = "POST";
    options.target = "/orders?x=1";
    options.body = "{}";
    RequestMix post(scenarioOf({options}), 1);
    const std::string& bytes = post.draw().bytes;
    QVERIFY(bytes.starts_with("POST /orders?x=1 HTTP/1.1\r\n"));
    QVERIFY(bytes.ends_with("Content-Length: 2\r\n\r\n{}"));
}

void RequestMixTest::overridesItsFields() {
    RequestOptions options;
    options.fields = {{"host", "example.test"}, {"Content-Length", "7"}, {"X-Tag", "a"}};
    RequestMix mix(scenarioOf({options}), 1);
    const std::string& bytes = mix.draw().bytes;
    QVERIFY(bytes.find("host: example.test\r\n") != std::string::npos);
    QVERIFY(bytes.find("127.0.0.1") == std::string::npos);
    QVERIFY(bytes.find("X-Tag: a\r\n") != std::string::npos);
    QVERIFY2(bytes.find("Content-Length") == std::string::npos, "there is no body");
}

void RequestMixTest::closesWithoutKeepAlive() {
    Scenario scenario = scenarioOf({{}});
    scenario.keepAlive = false;
    RequestMix mix(scenario, 1);
    QVERIFY(mix.draw().bytes.find("Connection: close\r\n") != std::string::npos);
}

void RequestMixTest::drawsByWeight() {
    RequestOptions often;
    often.weight = 9;
    RequestOptions seldom;
    seldom.method = "HEAD";
    RequestMix mix(scenarioOf({often, seldom}), 1);
    std::map<std::string, int> drawn;
    for (int i = 0; i < 10'000; ++i)
        ++drawn[mix.draw().method];
    // Five standard deviations of a binomial distribution are 150.
    QVERIFY(std::abs(drawn["HEAD"] - 1000) < 150);
    QCOMPARE(drawn["GET"] + drawn["HEAD"], 10'000);
}

QTEST_APPLESS_MAIN(RequestMixTest)
#include "request_mix_test.moc"
