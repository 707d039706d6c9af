#include "config/description.h"

#include <QtTest>

#include "config/loader.h"

namespace sluice::config {

namespace {

Model modelOf(const std::string& more = {}) {
    const auto loaded = loadText(
        std::string(
            "[admin]\n"
            "token = \"hush-token-0123456789\"\n"
            "[routes.api]\n"
            "match = { path_prefix = \"/v1\", headers = { Authorization = \"hush-match\" } }\n"
            "pool = \"web\"\n"
            "set_request_headers = { X-Key = \"hush-header\" }\n"
            "[pools.web]\n"
            "strategy = \"peak-ewma\"\n"
            "health = { path = \"/up\", headers = { X-Token = \"hush-probe\" } }\n"
            "[[pools.web.servers]]\n"
            "name = \"one\"\n"
            "url = \"http://127.0.0.1:3001\"\n"
            "weight = 2.5\n") +
            more,
        "sluice.toml");
    return loaded ? loaded->model : Model();
}

}  // namespace

class DescriptionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesWhatIsSet();
    void holdsNoSecrets();
    void hashChangesWithWhatIsSaid();
};

void DescriptionTest::namesWhatIsSet() {
    auto description = describe(modelOf());
    QCOMPARE(description["routes.api.match.path_prefix"], std::string("/v1"));
    QCOMPARE(description["pools.web.strategy"], std::string("peak-ewma"));
    QCOMPARE(description["pools.web.servers.one.weight"], std::string("2.5"));
    QCOMPARE(description["pools.web.servers.one.url"], std::string("http://127.0.0.1:3001"));
    QCOMPARE(description["pools.web.health.path"], std::string("/up"));
}

void DescriptionTest::holdsNoSecrets() {
    const auto description =
        describe(modelOf("[cache]\n"
                         "redis = \"redis://user:hush-redis@127.0.0.1:6379\"\n"));
    QVERIFY(description.size() > 20);
    QCOMPARE(description.at("cache.redis"), std::string("true"));
    for (const auto& [key, value] : description) {
        QVERIFY2(key.find("hush") == std::string::npos, key.c_str());
        QVERIFY2(value.find("hush") == std::string::npos, key.c_str());
    }
    QVERIFY(description.contains("routes.api.set_request_headers"));
}

void DescriptionTest::hashChangesWithWhatIsSaid() {
    auto description = describe(modelOf());
    const std::string hash = hashOf(description);
    QCOMPARE(hash.size(), size_t{16});
    QCOMPARE(hashOf(describe(modelOf())), hash);
    description["pools.web.servers.one.weight"] = "2.6";
    QVERIFY(hashOf(description) != hash);
}

}  // namespace sluice::config

QTEST_APPLESS_MAIN(sluice::config::DescriptionTest)
#include "description_test.moc"
