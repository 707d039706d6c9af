#include "config/cache_changes.h"

#include <QtTest>
#include <random>

#include "config/change_reader.h"
#include "config/editor.h"
#include "config/loader.h"

using namespace sluice;
using namespace sluice::config;
using cache::Seconds;

namespace {

const std::string pools =
    "[routes.all]\npool = \"web\"\n\n[pools.web] # w\n\n[[pools.web.servers]]\n"
    "url = \"http://127.0.0.1:9\"\n";

cache::Options optionsOf(const std::string& toml) {
    const auto loaded = loadText(toml, "a.toml");
    return loaded && loaded->model.cache ? *loaded->model.cache : cache::Options{};
}

/// The text with the changes that make it say `wanted`.
std::string saved(const std::string& toml, const cache::Options& wanted) {
    const auto text = patch(toml, differences(optionsOf(toml), wanted));
    return text ? *text : "error: " + text.error().message;
}

bool saysTheSame(const cache::Options& a, const cache::Options& b) {
    return differences(a, b).empty() && differences(b, a).empty();
}

QByteArray bytes(const std::string& text) {
    return QByteArray::fromStdString(text);
}

const std::string twoRules =
    "[cache] # c\nmemory = \"16MiB\" # m\n\n# the first\n[[cache.rules]]\npath_prefix = \"/a\" # "
    "a\n"
    "ttl = \"1h\" # an hour\n\n[[cache.rules]]\npath_prefix = \"/b\"\nttl = \"2h\"\n\n" +
    pools;

}  // namespace

class CacheChangesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneRuleChangesOneLine();
    void addsAndRemovesARule();
    void addsToEveryForm_data();
    void addsToEveryForm();
    void addsTheWholeSection();
    void randomChanges();
    void readsChanges();
    void refusesWhatIsWrong();
};

void CacheChangesTest::oneRuleChangesOneLine() {
    cache::Options wanted = optionsOf(twoRules);
    QCOMPARE(wanted.rules.size(), size_t{2});
    wanted.rules[0].ttl = Seconds(90);
    std::string expected = twoRules;
    expected.replace(expected.find("\"1h\""), 4, "\"90s\"");
    QCOMPARE(bytes(saved(twoRules, wanted)), bytes(expected));
}

void CacheChangesTest::addsAndRemovesARule() {
    cache::Options wanted = optionsOf(twoRules);
    wanted.rules.push_back({"/c", Seconds(5), true});
    const std::string added = saved(twoRules, wanted);
    std::string expected = twoRules;
    const std::string last = "ttl = \"2h\"\n";
    expected.insert(expected.find(last) + last.size(),
                    "\n[[cache.rules]]\npath_prefix = \"/c\"\nttl = \"5s\"\n"
                    "override_origin = true\n");
    QCOMPARE(bytes(added), bytes(expected));
    wanted.rules.pop_back();
    QCOMPARE(bytes(saved(added, wanted)), bytes(twoRules));
    wanted.rules.clear();
    const std::string without = saved(twoRules, wanted);
    QCOMPARE(bytes(without),
             bytes("[cache] # c\nmemory = \"16MiB\" # m\n\n# the first\n\n" + pools));
}

void CacheChangesTest::addsToEveryForm_data() {
    QTest::addColumn<std::string>("toml");
    QTest::newRow("empty section") << "[cache]\n" + pools;
    QTest::newRow("section at the end") << pools + "[cache]\nmemory = \"8MiB\"";
    QTest::newRow("implied") << "[cache.redis]\nurl = \"redis://127.0.0.1\" # r\n" + pools;
    QTest::newRow("in braces") << "cache = { memory = \"8MiB\" }\n" + pools;
    QTest::newRow("dotted") << "cache.memory = \"8MiB\"\n" + pools;
    QTest::newRow("array") << "[cache]\nrules = [{ path_prefix = \"/x\", ttl = \"1s\" }]\n" + pools;
    QTest::newRow("empty array") << "[cache]\nrules = [] # none\n" + pools;
    QTest::newRow("lines of an array")
        << "[cache]\nrules = [\n  { path_prefix = \"/x\", ttl = \"1s\" }, # x\n]\n" + pools;
    QTest::newRow("Windows") << std::string(
        "[cache]\r\nmemory = \"8MiB\"\r\n[routes.a]\r\npool = "
        "\"w\"\r\n[pools.w]\r\n[[pools.w.servers]]\r\nurl = "
        "\"http://127.0.0.1:9\"\r\n");
}

void CacheChangesTest::addsToEveryForm() {
    QFETCH(std::string, toml);
    cache::Options wanted = optionsOf(toml);
    wanted.defaultTtl = Seconds(77);
    wanted.rules.push_back({"/a b\"", Seconds(5), false});
    wanted.rules.back().pathPrefix = "/new";
    wanted.rules.push_back({"/newer", Seconds(6), true});
    const std::string text = saved(toml, wanted);
    QVERIFY2(saysTheSame(optionsOf(text), wanted), text.c_str());
    wanted.rules.erase(wanted.rules.begin());
    const std::string fewer = saved(text, wanted);
    QVERIFY2(saysTheSame(optionsOf(fewer), wanted), fewer.c_str());
    wanted.rules.clear();
    const std::string none = saved(fewer, wanted);
    QVERIFY2(saysTheSame(optionsOf(none), wanted), none.c_str());
}

void CacheChangesTest::addsTheWholeSection() {
    cache::Options wanted;
    wanted.defaultTtl = Seconds(0);
    wanted.rules = {{"/a", Seconds(9)}};
    const auto text = patch(pools, newCache(wanted));
    QVERIFY(text);
    QCOMPARE(bytes(*text),
             bytes(pools + "\n[cache]\nmemory = \"64MiB\"\ndefault_ttl = \"0s\"\n"
                           "\n[[cache.rules]]\npath_prefix = \"/a\"\nttl = \"9s\"\n"));
    QVERIFY(saysTheSame(optionsOf(*text), wanted));
}

/// Whatever is changed, the file says it afterwards, and its comments stay.
void CacheChangesTest::randomChanges() {
    std::mt19937 random(7);
    std::string text = twoRules;
    const auto draw = [&](int most) { return static_cast<int>(random() % unsigned(most)); };
    for (int round = 0; round < 300; ++round) {
        cache::Options wanted = optionsOf(text);
        for (auto& rule : wanted.rules) {
            if (draw(3) == 0) rule.ttl = Seconds(draw(10'000));
            if (draw(3) == 0) rule.overrideOrigin = !rule.overrideOrigin;
        }
        std::erase_if(wanted.rules, [&](const auto&) { return draw(4) == 0; });
        const std::string prefix = "/r" + std::to_string(round);
        if (wanted.rules.size() < 5) wanted.rules.push_back({prefix, Seconds(draw(100)), false});
        if (draw(2) == 0) wanted.defaultTtl = Seconds(draw(1'000));
        text = saved(text, wanted);
        QVERIFY2(saysTheSame(optionsOf(text), wanted), text.c_str());
        for (const char* comment :
             {"[cache] # c\n", " # m\n", "# the first\n", "[pools.web] # w\n"})
            QVERIFY2(text.find(comment) != std::string::npos, text.c_str());
    }
    QVERIFY2(text.size() < 4'000, text.c_str());
}

void CacheChangesTest::readsChanges() {
    cache::Options options;
    options.rules = {{"/a", Seconds(5), true}, {"/b", Seconds(6)}};
    options.defaultTtl = Seconds(9);
    const auto same = changed(cache::Options{}, writeCacheTuning(options));
    QVERIFY(same);
    QVERIFY(*same == options);
    Value ttl;
    ttl.kind = Value::Kind::string;
    ttl.text = "3m";
    Value table;
    table.members.push_back({"default_ttl", {}, ttl});
    const auto one = changed(options, table);
    QVERIFY(one);
    QCOMPARE(one->defaultTtl, Seconds(180));
    QVERIFY(one->rules == options.rules);
}

void CacheChangesTest::refusesWhatIsWrong() {
    const cache::Options options;
    cache::Options wrong;
    wrong.rules = {{"/a", Seconds(5)}, {"/a", Seconds(6)}};
    const auto twice = changed(options, writeCacheTuning(wrong));
    QVERIFY(!twice);
    QCOMPARE(bytes(twice.error().message),
             bytes("rules[1].path_prefix: another rule has the same prefix"));
    wrong.rules = {{"static", Seconds(5)}};
    QVERIFY(!changed(options, writeCacheTuning(wrong)));
    QVERIFY(!changed(options, Value{}));
    QVERIFY(!patch(pools, differences(options, wrong)));
}

QTEST_APPLESS_MAIN(CacheChangesTest)
#include "cache_changes_test.moc"
