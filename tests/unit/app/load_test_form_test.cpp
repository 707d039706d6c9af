#include "load_test_form.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using sluice::desktop::LoadTestForm;

class LoadTestFormTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesArguments();
    void givesTheRequest();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
};

void LoadTestFormTest::givesArguments() {
    LoadTestForm form;
    form.setProperty("url", u" http://localhost:8080/a "_s);
    QVERIFY(form.valid());
    QCOMPARE(form.arguments(), (QStringList{u"http://localhost:8080/a"_s, u"--duration"_s, u"20s"_s,
                                            u"--in-flight"_s, u"50"_s}));
    form.setProperty("open", true);
    form.setProperty("rate", u"900"_s);
    form.setProperty("warmUp_s", u"3"_s);
    form.setProperty("keepAlive", false);
    QCOMPARE(form.arguments().mid(3),
             (QStringList{u"--rate"_s, u"900"_s, u"--warm-up"_s, u"3s"_s, u"--no-keep-alive"_s}));
    form.setProperty("ramp_s", u"5"_s);
    QCOMPARE(form.arguments().mid(3, 4),
             (QStringList{u"--rate"_s, u"900"_s, u"--ramp"_s, u"5s"_s}));
    form.setProperty("open", false);
    QVERIFY(!form.arguments().contains(u"--ramp"_s));
}

void LoadTestFormTest::givesTheRequest() {
    LoadTestForm form;
    form.setProperty("url", u"http://localhost:8080/a"_s);
    form.setProperty("method", u" PUT "_s);
    form.setProperty("headers", u"Accept: */*\n\n  X-Tag: -1  \n"_s);
    form.setProperty("body", u"-d\n"_s);
    QVERIFY(form.valid());
    QCOMPARE(form.arguments().mid(5), (QStringList{u"--method=PUT"_s, u"--header=Accept: */*"_s,
                                                   u"--header=X-Tag: -1"_s, u"--body=-d\n"_s}));
}

void LoadTestFormTest::saysWhatIsWrong_data() {
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QByteArray>("problem");
    const auto row = [](const char* name, const char* field, const char* value,
                        const char* problem) {
        QTest::newRow(name) << QByteArray(field) << QString::fromLatin1(value)
                            << QByteArray(problem);
    };
    row("no target", "url", "", "urlProblem");
    row("no host", "url", "http:///a", "urlProblem");
    row("https", "url", "https://127.0.0.1/", "urlProblem");
    row("elsewhere", "url", "http://example.test/", "urlProblem");
    row("no number", "inFlight", "many", "loadProblem");
    row("none in flight", "inFlight", "0", "loadProblem");
    row("no time", "duration_s", "0", "timeProblem");
    row("negative warm-up", "warmUp_s", "-1", "warmUpProblem");
    row("two words", "method", "GET IT", "methodProblem");
    row("a tunnel", "method", "CONNECT", "methodProblem");
    row("no field", "headers", "Accept: a\nnothing", "headersProblem");
    row("no name", "headers", ": a", "headersProblem");
}

void LoadTestFormTest::saysWhatIsWrong() {
    QFETCH(QByteArray, field);
    QFETCH(QString, value);
    QFETCH(QByteArray, problem);
    LoadTestForm form;
    form.setProperty("url", u"http://127.0.0.1:1/"_s);
    QVERIFY(form.valid());
    form.setProperty(field.constData(), value);
    QVERIFY(!form.valid());
    QVERIFY(!form.property(problem.constData()).toString().isEmpty());
}

QTEST_APPLESS_MAIN(LoadTestFormTest)
#include "load_test_form_test.moc"
