#include "config/editor.h"

#include <QtTest>
#include <algorithm>
#include <functional>
#include <random>

#include "changes.h"
#include "config/loader.h"
#include "config/tuning_writer.h"
#include "file_writer.h"

using namespace sluice::config;

namespace {

constexpr double kWeights[] = {0, 1, 2.5, 0.1, 1000, 0.30000000000000004, 1e-9, 333.125};

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

/// Whatever a file looks like, the editor changes no more of it than it must.
class EditorRestraintTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void changesOneLineOnly();
    void changesNothingElse();
    void changesAnySettingAlone();
};

void EditorRestraintTest::changesOneLineOnly() {
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
void EditorRestraintTest::changesNothingElse() {
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

/// One slider, one changed line: of every setting of a commented file in turn.
void EditorRestraintTest::changesAnySettingAlone() {
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

QTEST_APPLESS_MAIN(EditorRestraintTest)
#include "editor_restraint_test.moc"
