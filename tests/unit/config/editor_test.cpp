#include "config/editor.h"

#include <QtTest>

#include "changes.h"

using namespace sluice::config;

/// Where the editor puts what it writes, and how it looks.
class EditorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void writesNumbersShortly_data();
    void writesNumbersShortly();
    void addsALineBehindTheLast();
    void addsInEveryForm_data();
    void addsInEveryForm();
    void replacesWholeTablesInBraces();
    void changesTablesOfManyLines_data();
    void changesTablesOfManyLines();
    void changesSeveralAtOnce();
    void findsServersByTheirDefaultName();
    void refuses_data();
    void refuses();
};

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
