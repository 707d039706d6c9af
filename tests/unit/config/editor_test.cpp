#include "config/editor.h"

#include <QtTest>
#include <algorithm>
#include <functional>
#include <random>

#include "config/loader.h"
#include "config/tuning_writer.h"

using namespace sluice::config;

namespace {

Value text(const std::string& value) {
    Value result;
    result.kind = Value::Kind::string;
    result.text = value;
    return result;
}

Value real(double value) {
    Value result;
    result.kind = Value::Kind::real;
    result.real = value;
    return result;
}

struct WeightChange {
    std::string pool;
    std::string server;
    double weight = 1.0;
};

auto patchWeights(std::string_view toml, const std::vector<WeightChange>& changes) {
    std::vector<Change> all;
    for (const auto& change : changes)
        all.push_back(
            {{"pools", change.pool, "servers", change.server, "weight"}, {}, real(change.weight)});
    return patch(toml, all);
}

constexpr double kWeights[] = {0, 1, 2.5, 0.1, 1000, 0.30000000000000004, 1e-9, 333.125};

/// Writes random configurations that all say the same: pools "a b" and "c", each with the servers
/// "one" and "zwei", whose weights may be left out.
class FileWriter {
public:
    explicit FileWriter(unsigned seed) : m_random(seed) {}

    std::string write() {
        m_newline = pick<std::string>({"\n", "\r\n"});
        const std::string header = pick<std::string>({"", "\xEF\xBB\xBF"});
        std::vector<std::string> blocks{pool("\"a b\""), pool("c"), routes()};
        std::shuffle(blocks.begin(), blocks.end(), m_random);
        std::string text = header;
        for (const std::string& block : blocks)
            text += noise() + block;
        if (pick({true, false})) text.resize(text.size() - m_newline.size());
        return text;
    }

private:
    template <class T>
    T pick(std::initializer_list<T> choices) {
        return *(choices.begin() + m_random() % choices.size());
    }
    static std::string between(char quote, const std::string& text) {
        return std::string(1, quote).append(text).append(1, quote);
    }
    std::string space() { return pick<std::string>({"", " ", "  ", "\t"}); }
    std::string indent() { return pick<std::string>({"", "", "  ", "\t", "      "}); }
    std::string comment() {
        return pick<std::string>({"", "", " # weight = 7", "# wéight: 'ü' \"", "\t#"}) + m_newline;
    }
    std::string noise() {
        return pick<std::string>(
            {"", m_newline, "# [pools.c] weight = 1" + m_newline, "  \t" + m_newline});
    }
    std::string key(const std::string& name) {
        return pick<std::string>({name, name, between('"', name), between('\'', name)}) + space() +
               "=" + space();
    }
    std::string text(const std::string& value) {
        return pick<std::string>({between('"', value), between('\'', value)});
    }
    std::string weight() {
        return pick<std::string>({"1", "1.0", "+2", "0", "1_0.5", "1e2", "0x1F", "0.25"});
    }

    std::vector<std::string> pairs(const std::string& name) {
        std::vector<std::string> result{key("name") + text(name),
                                        key("url") + text("http://127.0.0.1:3001")};
        if (pick({true, true, false})) result.push_back(key("weight") + weight());
        std::shuffle(result.begin(), result.end(), m_random);
        return result;
    }
    std::string inlineServer(const std::string& name) {
        std::string result = "{";
        result += space();
        const auto all = pairs(name);
        for (size_t i = 0; i < all.size(); ++i)
            result += (i ? std::string(",").append(space()) : std::string()) + all[i];
        return result + space() + "}";
    }
    std::string tableServer(const std::string& pool, const std::string& name) {
        std::string result = indent() + "[[pools." + pool + ".servers]]" + comment();
        for (const std::string& pair : pairs(name))
            result += noise() + indent() + pair + comment();
        return result;
    }
    std::string pool(const std::string& name) {
        const std::string header = "[pools." + name + "]" + comment();
        const std::string strategy = indent() + key("strategy") + text("round-robin") + comment();
        switch (m_random() % 3) {
            case 0:
                return header + strategy + tableServer(name, "one") + noise() +
                       tableServer(name, "zwei");
            case 1:
                return header + key("servers") + "[" + inlineServer("zwei") + "," + space() +
                       inlineServer("one") + "]" + comment() + strategy;
            default:
                return header + "servers = [" + comment() + indent() + inlineServer("one") + " ," +
                       comment() + indent() + inlineServer("zwei") + comment() + "]" + comment();
        }
    }
    std::string routes() {
        return "[routes.r]" + comment() + "pool = 'c'" + comment() + "[routes.s]" + comment() +
               key("pool") + "\"a b\"" + comment();
    }

    std::mt19937 m_random;
    std::string m_newline;
};

/// With their ends, except that a last line without one gets the file's.
QList<QByteArray> lines(const std::string& text) {
    const bool crlf = text.find("\r\n") != text.npos;
    const std::string end = text.ends_with('\n') ? "" : crlf ? "\r\n" : "\n";
    return QByteArray::fromStdString(text + end).split('\n');
}

double weightIn(const std::string& toml, const WeightChange& which) {
    const auto loaded = loadText(toml, "test.toml");
    if (!loaded) qFatal("%s\n%s", loaded.error().front().toString().c_str(), toml.c_str());
    for (const auto& pool : loaded->model.pools) {
        for (const auto& server : pool.servers) {
            if (pool.name == which.pool && server.name == which.server) return server.weight;
        }
    }
    return -1;
}

/// How many lines differ or were added; -1 if it is not at one place.
int changedLines(const std::string& before, const std::string& after) {
    const auto a = lines(before), b = lines(after);
    qsizetype same = 0;
    while (same < std::min(a.size(), b.size()) && a[same] == b[same])
        ++same;
    qsizetype sameAtEnd = 0;
    while (sameAtEnd < std::min(a.size(), b.size()) - same &&
           a[a.size() - 1 - sameAtEnd] == b[b.size() - 1 - sameAtEnd]) {
        ++sameAtEnd;
    }
    const qsizetype removed = a.size() - same - sameAtEnd;
    const qsizetype added = b.size() - same - sameAtEnd;
    return removed <= added ? static_cast<int>(added) : -1;
}

/// With a comment on every line, and in a mixture of forms.
std::string exampleFile() {
    return "# gateway\n"
           "[routes.r] # all\n"
           "pool = \"a b\"\n"
           "\n"
           "# the pool\n"
           "[pools.\"a b\"] # b\n"
           "strategy = \"round-robin\" # s\n"
           "  fail_open = true# f\n"
           "health = { path = \"/h\", headers = { X = \"1\" } } # h\n"
           "\n"
           "outlier.window = \"5s\" # o\n"
           "outlier.min_requests = 9# m\n"
           "hedge.quantile = 0.9 # q\n"
           "[pools.\"a b\".connections] # c\n"
           "max = 5\n"
           "[pools.\"a b\".retry] # r\n"
           "on = [\"timeout\"] # t\n"
           "per_try = \"1s\"# p\n"
           "\n"
           "# first\n"
           "[[pools.\"a b\".servers]]\n"
           "name = \"one\" # n\n"
           "url = \"http://127.0.0.1:1\" # u\n"
           "  weight = 3 # w\n"
           "# last\n"
           "[[pools.\"a b\".servers]]\n"
           "url = \"http://127.0.0.1:2\" # default name\n";
}

/// Something else of the same kind that is likely to be valid.
Value other(const Value& value, std::mt19937& random) {
    Value result = value;
    const auto digit = static_cast<int>(1 + random() % 9);
    switch (value.kind) {
        case Value::Kind::string:
            result.text = value.text.ends_with('s') ? std::to_string(digit) + "3ms"
                                                    : value.text + std::to_string(digit);
            break;
        case Value::Kind::boolean:
            result.boolean = !value.boolean;
            break;
        case Value::Kind::real:
            result.real = value.real + digit / 100.0;
            break;
        case Value::Kind::integer:
            result.integer = value.integer + digit;
            break;
        case Value::Kind::array:
            result.items.push_back(value.items.empty() ? text("x") : value.items.front());
            break;
        default:
            result.members.push_back({"X-Added", {}, text("1")});
    }
    return result;
}

}  // namespace

class EditorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void changesOneLineOnly();
    void changesNothingElse();
    void writesNumbersShortly_data();
    void writesNumbersShortly();
    void addsALineBehindTheLast();
    void addsInEveryForm_data();
    void addsInEveryForm();
    void changesAnySettingAlone();
    void replacesWholeTablesInBraces();
    void changesTablesOfManyLines_data();
    void changesTablesOfManyLines();
    void changesSeveralAtOnce();
    void findsServersByTheirDefaultName();
    void refuses_data();
    void refuses();
};

void EditorTest::changesOneLineOnly() {
    int added = 0;
    for (unsigned seed = 0; seed < 300; ++seed) {
        const std::string before = FileWriter(seed).write();
        for (const char* pool : {"a b", "c"}) {
            for (const char* server : {"one", "zwei"}) {
                const WeightChange change{pool, server, kWeights[seed % std::size(kWeights)]};
                const auto after = patchWeights(before, {change});
                QVERIFY2(after, before.c_str());
                QCOMPARE(weightIn(*after, change), change.weight);
                if (*after == before) continue;
                QCOMPARE(changedLines(before, *after), 1);
                added += lines(*after).size() > lines(before).size();
            }
        }
    }
    QVERIFY(added > 100);
}

/// Whatever the file looks like: what it means differs by the changes alone.
void EditorTest::changesNothingElse() {
    for (unsigned seed = 0; seed < 200; ++seed) {
        const std::string before = FileWriter(seed).write();
        auto expected = loadText(before, "a.toml")->model.pools;
        std::vector<Change> changes;
        for (auto& pool : expected) {
            const Path path{"pools", pool.name};
            const auto add = [&](Path keys, const Value& value) {
                keys.insert(keys.begin(), path.begin(), path.end());
                changes.push_back({std::move(keys), {}, value});
            };
            add({"slow_start"}, text("3s"));
            add({"outlier", "window"}, text("7s"));
            add({"outlier", "error_rate"}, real(0.25));
            add({"servers", "zwei", "duty"}, text("drained"));
            add({"servers", "one", "weight"}, real(5));
            pool.health.slowStart = std::chrono::seconds(3);
            pool.health.outlier.window = std::chrono::seconds(7);
            pool.health.outlier.errorRate = 0.25;
            for (auto& server : pool.servers) {
                if (server.name == "one") server.weight = 5;
                if (server.name == "zwei") server.duty = sluice::upstream::Duty::drained;
            }
        }
        const auto after = patch(before, changes);
        QVERIFY2(after, before.c_str());
        const auto loaded = loadText(*after, "a.toml");
        QVERIFY2(loaded && loaded->model.pools == expected, after->c_str());
    }
}

void EditorTest::writesNumbersShortly_data() {
    QTest::addColumn<double>("weight");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("2.5") << 2.5 << QByteArray("2.5");
    QTest::newRow("whole") << 1.0 << QByteArray("1.0");
    QTest::newRow("zero") << 0.0 << QByteArray("0.0");
    QTest::newRow("largest") << 1000.0 << QByteArray("1000.0");
    QTest::newRow("tenth") << 0.1 << QByteArray("0.1");
    QTest::newRow("sum of tenths") << 0.1 + 0.2 << QByteArray("0.30000000000000004");
    QTest::newRow("tiny") << 1e-9 << QByteArray("1e-09");
}

void EditorTest::writesNumbersShortly() {
    QFETCH(double, weight);
    QFETCH(QByteArray, text);
    const auto patched = patchWeights("[[pools.p.servers]]\nname = \"s\"\nweight = 7 # seven\n",
                                      {{"p", "s", weight}});
    QVERIFY(patched);
    QCOMPARE(QByteArray::fromStdString(*patched),
             "[[pools.p.servers]]\nname = \"s\"\nweight = " + text + " # seven\n");
}

void EditorTest::addsALineBehindTheLast() {
    const auto patched = patchWeights(
        "[[pools.p.servers]]\r\n\t\"url\" = 'http://h:1'# c\r\n\tname = 's' # d\r\n\r\n# "
        "e\r\n[x]\r\n",
        {{"p", "s", 2}});
    QVERIFY(patched);
    QCOMPARE(QByteArray::fromStdString(*patched),
             QByteArray("[[pools.p.servers]]\r\n\t\"url\" = 'http://h:1'# c\r\n\tname = 's' # d\r\n"
                        "\tweight = 2.0\r\n\r\n# e\r\n[x]\r\n"));
}

void EditorTest::addsInEveryForm_data() {
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char* name, const char* before, const char* after) {
        QTest::newRow(name) << QByteArray(before) << QByteArray(after);
    };
    row("header of its own", "[pools.p]\na = 1 # c\n\n[pools.p.health]\n  path = '/' # p\n# end\n",
        "[pools.p]\na = 1 # c\nslow_start = \"1s\"\n\n[pools.p.health]\n  path = '/' # p\n"
        "  interval = \"3s\"\n  jitter = 0.5\n# end\n");
    row("empty header", "[pools.p] # c\n[pools.p.health]# d",
        "[pools.p] # c\nslow_start = \"1s\"\n[pools.p.health]# d\ninterval = \"3s\"\njitter = 0.5");
    row("no table", "[pools.p]\na = [\n 1, # c\n 2\n]\n[x]\n",
        "[pools.p]\na = [\n 1, # c\n 2\n]\nhealth = { interval = \"3s\", jitter = 0.5 }\n"
        "slow_start = \"1s\"\n[x]\n");
    row("braces", "[pools.p]\nhealth = { path = '/' } # h\n",
        "[pools.p]\nhealth = { path = '/', interval = \"3s\", jitter = 0.5 } # h\n"
        "slow_start = \"1s\"\n");
    row("empty braces", "[pools]\np = {} # h\n",
        "[pools]\np = { health = { interval = \"3s\", jitter = 0.5 }, slow_start = \"1s\" } # h\n");
    row("nested braces", "pools = { p = { health = { path = '/' }, b = 1 } }\n",
        "pools = { p = { health = { path = '/', interval = \"3s\", jitter = 0.5 }, b = 1, "
        "slow_start = \"1s\" } }\n");
    row("dotted", "[pools]\np.health.path = '/'\np.a = 1\nq.a = 1\n",
        "[pools]\np.health.path = '/'\np.health.interval = \"3s\"\np.health.jitter = 0.5\n"
        "p.a = 1\np.slow_start = \"1s\"\nq.a = 1\n");
    row("dotted in a header", "[pools.p]\nhealth.path = '/'\n[pools.p.tls]\nverify = true\n",
        "[pools.p]\nhealth.path = '/'\nhealth.interval = \"3s\"\nhealth.jitter = 0.5\n"
        "slow_start = \"1s\"\n[pools.p.tls]\nverify = true\n");
    row("dotted in braces", "pools.p = { health.path = '/', b = 1 }\n",
        "pools.p = { health.path = '/', health.interval = \"3s\", health.jitter = 0.5, b = 1, "
        "slow_start = \"1s\" }\n");
    row("implied", "[x]\n# of the servers\n[[pools.p.servers]]\nurl = 'http://h:1'\n",
        "[x]\n[pools.p]\nhealth = { interval = \"3s\", jitter = 0.5 }\nslow_start = \"1s\"\n\n"
        "# of the servers\n[[pools.p.servers]]\nurl = 'http://h:1'\n");
    row("implied with a table", "[pools.p.health]\npath = '/'\n",
        "[pools.p]\nslow_start = \"1s\"\n\n[pools.p.health]\npath = '/'\ninterval = \"3s\"\n"
        "jitter = 0.5\n");
    row("header behind its tables", "[pools.p.health]\n[pools.p]\na = 1\n",
        "[pools.p.health]\ninterval = \"3s\"\njitter = 0.5\n[pools.p]\na = 1\nslow_start = "
        "\"1s\"\n");
}

void EditorTest::addsInEveryForm() {
    QFETCH(QByteArray, before);
    const auto patched =
        patch(before.toStdString(), {{{"pools", "p", "slow_start"}, {}, text("1s")},
                                     {{"pools", "p", "health", "interval"}, {}, text("3s")},
                                     {{"pools", "p", "health", "jitter"}, {}, real(0.5)}});
    QVERIFY2(patched, patched ? "" : patched.error().message.c_str());
    QTEST(QByteArray::fromStdString(*patched), "after");
}

/// One slider, one changed line: of every setting of a commented file in turn.
void EditorTest::changesAnySettingAlone() {
    const std::string file = exampleFile();
    const auto loaded = loadText(file, "a.toml");
    QVERIFY(loaded);
    const auto& pool = loaded->model.pools.front();
    const Value settings = writeTuning(pool);
    std::mt19937 random(7);
    int changed = 0;
    const std::function<void(const Value&, const Path&)> each = [&](const Value& value, Path path) {
        if (value.kind == Value::Kind::table && path.back() != "headers") {
            for (const Member& member : value.members) {
                path.push_back(member.key);
                each(member.value, path);
                path.pop_back();
            }
            return;
        }
        const auto after = patch(file, {{path, value, other(value, random)}});
        QVERIFY2(after, after ? "" : after.error().message.c_str());
        QCOMPARE(changedLines(file, *after), 1);
        QVERIFY(parseDocument(*after));
        ++changed;
    };
    each(settings, {"pools", pool.name});
    QVERIFY(changed >= 30);
}

void EditorTest::replacesWholeTablesInBraces() {
    Value headers;
    headers.members = {{"X-A", {}, text("1")}, {"b c", {}, text("\"\n\\")}};
    const Change change{{"pools", "p", "health", "headers"}, {}, headers};
    const auto patched =
        patch("[pools.p]\nhealth = { headers = { x = 'y' }, path = '/' }\n", {change});
    QVERIFY(patched);
    QCOMPARE(QByteArray::fromStdString(*patched),
             QByteArray("[pools.p]\nhealth = { headers = { X-A = \"1\", \"b c\" = "
                        "\"\\\"\\u000a\\\\\" }, path = '/' }\n"));
}

void EditorTest::changesTablesOfManyLines_data() {
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char* name, const char* before, const char* after) {
        QTest::newRow(name) << QByteArray(before) << QByteArray(after);
    };
    row("header", "[pools.p.health.headers] # h\nx = 'y' # x\n# a\nX-A = '0' # b\n\n[z]\n",
        "[pools.p.health.headers] # h\n# a\nX-A = \"1\" # b\n\"b c\" = \"2\"\n\n[z]\n");
    row("another order", "[pools.p.health.headers]\n\"b c\" = '2' # c\nX-A = '0' # b",
        "[pools.p.health.headers]\nX-A = \"1\" # b\n\"b c\" = \"2\"");
    row("dotted", "[pools.p]\nhealth.path = '/'\nhealth.headers.x = 'y'\na = 1\n",
        "[pools.p]\nhealth.path = '/'\nhealth.headers = { X-A = \"1\", \"b c\" = \"2\" }\na = 1\n");
    row("empty", "[pools.p.health.headers]\n[z]\n",
        "[pools.p.health.headers]\nX-A = \"1\"\n\"b c\" = \"2\"\n[z]\n");
}

void EditorTest::changesTablesOfManyLines() {
    QFETCH(const QByteArray, before);
    Value headers;
    headers.members = {{"X-A", {}, text("1")}, {"b c", {}, text("2")}};
    const Change change{{"pools", "p", "health", "headers"}, {}, headers};
    const auto patched = patch(before.toStdString(), {change});
    QVERIFY2(patched, patched ? "" : patched.error().message.c_str());
    QTEST(QByteArray::fromStdString(*patched), "after");
    const auto none = patch(before.toStdString(), {{change.path, {}, Value()}});
    QVERIFY2(none, none ? "" : none.error().message.c_str());
    QVERIFY(none->find(" = 'y'") == none->npos && none->find("X-A") == none->npos);
    QVERIFY(!patch("[pools.p]\nhealth = { headers.x = 'y', path = '/' }\n", {change}));
}

void EditorTest::changesSeveralAtOnce() {
    const auto patched = patchWeights(
        "[pools]\nx.servers = [{name = 'a', weight = 1}, {name = 'b'}]\n"
        "y.servers = [{name = 'a', weight = 100}]\n",
        {{"y", "a", 3}, {"x", "b", 9}, {"x", "a", 0.5}, {"x", "b", 4}});
    QVERIFY(patched);
    QCOMPARE(
        QByteArray::fromStdString(*patched),
        QByteArray("[pools]\nx.servers = [{name = 'a', weight = 0.5}, {name = 'b', weight = 4.0}]\n"
                   "y.servers = [{name = 'a', weight = 3.0}]\n"));
    QVERIFY(patchWeights("a = 1 # as it is", {}) == "a = 1 # as it is");
}

void EditorTest::findsServersByTheirDefaultName() {
    const auto patched =
        patchWeights("[[pools.p.servers]]\nurl = 'http://H'\nweight = 1", {{"p", "h:80", 2}});
    QVERIFY(patched);
    QVERIFY(patched->ends_with("\nweight = 2.0"));
}

void EditorTest::refuses_data() {
    QTest::addColumn<QByteArray>("toml");
    QTest::addColumn<double>("weight");
    QTest::addColumn<QByteArray>("said");
    const QByteArray fine("[[pools.p.servers]]\nname = 's'\n");
    QTest::newRow("no TOML") << QByteArray("a = 1\nb") << 1.0 << QByteArray("line 2");
    QTest::newRow("no pools") << QByteArray("a = 1") << 1.0 << QByteArray("is not in the file");
    QTest::newRow("no pool") << QByteArray("[pools.q]") << 1.0 << QByteArray("pools.p");
    QTest::newRow("odd types") << QByteArray("pools = [1]") << 1.0 << QByteArray("not in the file");
    QTest::newRow("no server") << QByteArray("[pools.p]\nservers = [1, {}]") << 1.0
                               << QByteArray("servers.s");
    QTest::newRow("dotted") << fine + "weight.x = 1" << 1.0 << QByteArray("several places");
}

void EditorTest::refuses() {
    QFETCH(QByteArray, toml);
    QFETCH(double, weight);
    QFETCH(QByteArray, said);
    const auto patched = patchWeights(toml.toStdString(), {{"p", "s", weight}});
    QVERIFY(!patched);
    QVERIFY2(QByteArray::fromStdString(patched.error().message).contains(said),
             patched.error().message.c_str());
}

QTEST_APPLESS_MAIN(EditorTest)
#include "editor_test.moc"
