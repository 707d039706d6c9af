#include "config/document.h"

#include <QtTest>

#include "config/text_position.h"

using namespace sluice::config;

class DocumentTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsTheOrderOfTheFile();
    void knowsPlacesInBytes();
    void reportsSyntaxErrors_data();
    void reportsSyntaxErrors();
    void boundsDepth_data();
    void boundsDepth();
    void allowsOrdinaryDots();
};

void DocumentTest::keepsTheOrderOfTheFile() {
    const auto document = parseDocument("[z]\nb = 1\na = 2\n[a]\n[z.y]\n[m]\n");
    QVERIFY(document);
    QByteArrayList names;
    for (const Member& member : document->members)
        names += QByteArray::fromStdString(member.key);
    QCOMPARE(names, (QByteArrayList{"z", "a", "m"}));
    const Value* z = document->find("z");
    QVERIFY(z);
    QVERIFY(z->members[0].key == "b" && z->members[1].key == "a" && z->members[2].key == "y");
    QVERIFY(!z->find("c"));
}

void DocumentTest::knowsPlacesInBytes() {
    const std::string toml =
        "\xEF\xBB\xBF"
        "a = 'é' \r\n \"ü\" = [ 1.5 , 'ö', -2 ]\r\nz=true";
    const auto document = parseDocument(toml);
    QVERIFY(document);
    const auto textOf = [&](const Value& value) {
        const size_t begin = offsetOf(toml, value.begin);
        return toml.substr(begin, offsetOf(toml, value.end) - begin);
    };
    QVERIFY(textOf(*document->find("a")) == "'é'");
    QVERIFY(textOf(document->find("ü")->items[0]) == "1.5");
    QVERIFY(textOf(document->find("ü")->items[1]) == "'ö'");
    QVERIFY(textOf(document->find("ü")->items[2]) == "-2");
    QVERIFY(textOf(*document->find("z")) == "true");
    QCOMPARE(document->members[1].place, (Place{2, 2}));
}

void DocumentTest::reportsSyntaxErrors_data() {
    QTest::addColumn<QByteArray>("toml");
    QTest::addColumn<int>("line");
    QTest::newRow("no value") << QByteArray("a = 1\nb =\n") << 2;
    QTest::newRow("twice") << QByteArray("a = 1\n\na = 2\n") << 3;
    QTest::newRow("no key") << QByteArray("a = 1\n[b]\n [ =]\nc = 1\n") << 3;
    QTest::newRow("no key, last line") << QByteArray("a = 1\n[[{") << 2;
    QTest::newRow("open string") << QByteArray("a = \"x\n") << 1;
    QTest::newRow("open array") << QByteArray("\na = [1,\n2") << 3;
    QTest::newRow("not UTF-8") << QByteArray("a = 1\nb = \"\xff\"") << 2;
    QTest::newRow("letters of other alphabets") << QByteArray("'ü' = 'ü' # ü\nü = 1") << 2;
    QTest::newRow("behind extra quotes") << QByteArray("a = [\"\"\"\n\"\"\"\"\", é]") << 2;
    QTest::newRow("zero byte") << QByteArray("a = 1\n\0", 7) << 2;
    QTest::newRow("letters behind quotes in a number")
        << QByteArray("a = 1=\"\"\"79-05-27T07:64:00é;Z\n") << 1;
    QTest::newRow("control in a word") << QByteArray("a = tru\x1f\n") << 1;
}

void DocumentTest::reportsSyntaxErrors() {
    QFETCH(QByteArray, toml);
    QFETCH(int, line);
    const auto document = parseDocument(toml.toStdString());
    QVERIFY(!document);
    QCOMPARE(document.error().place.line, line);
    const std::string& message = document.error().message;
    QVERIFY(!message.empty());
    QVERIFY(std::none_of(message.begin(), message.end(), [](char c) { return c >= 0 && c < ' '; }));
}

void DocumentTest::boundsDepth_data() {
    QTest::addColumn<QByteArray>("toml");
    constexpr int deep = 300'000;
    QTest::newRow("header") << "[a" + QByteArray(".a").repeated(deep) + "]\n";
    QTest::newRow("key") << "\na" + QByteArray(".a").repeated(deep) + " = 1\n";
    QTest::newRow("quoted") << "\"a\"" + QByteArray(" . \"a\"").repeated(deep) + " = 1\n";
    QTest::newRow("behind a quote in a string")
        << "x = \"\\\"'''\" # '\na" + QByteArray(".a").repeated(deep) + " = 1\n";
    QTest::newRow("inline tables") << "a = " + QByteArray("{a=").repeated(deep);
    QTest::newRow("arrays") << "a = " + QByteArray("[").repeated(deep);
    QTest::newRow("both") << "a = " + QByteArray("{a.a.a.a.a.a.a.a.a.a=").repeated(deep / 10);
}

void DocumentTest::boundsDepth() {
    QFETCH(QByteArray, toml);
    QVERIFY(!parseDocument(toml.toStdString()));
}

void DocumentTest::allowsOrdinaryDots() {
    QVERIFY(
        parseDocument("a.b.c.d = 1.5 # a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v\n"
                      "x = '1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1'\n"
                      "y = \"\"\"\n\".........................\n\"\"\"\n"
                      "z = [1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5,\n"
                      "     1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5]\n"));
}

QTEST_APPLESS_MAIN(DocumentTest)
#include "document_test.moc"
