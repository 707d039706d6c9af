#include <QtTest>

#include "support/program.h"
#include "support/scripted_server.h"
#include "test_home.h"
#include "test_window.h"

using namespace Qt::StringLiterals;
using namespace sluice::desktop;
using sluice::test::Program;
using sluice::test::ScriptedServer;

namespace {

constexpr int limit_ms = 30'000;

}  // namespace

/// The Load test screen, with a real load.
class LoadTestTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void runsALoad();
    void cancelsALoad();
    void doesNotStartWhatIsWrong();
    void theRestIsFoldedAway();
    void tabScrollsToWhatItReaches();
    void runsAPlan();

private:
    static bool show(TestWindow& test, const QString& url);
    static bool isTold(TestWindow& test, const QString& text);

    TestHome m_home;
    ScriptedServer m_server{"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"};
};

void LoadTestTest::init() {
    QTest::failOnWarning(QRegularExpression(u".*"_s));
}

/// Types the target and a second's duration into the form.
bool LoadTestTest::show(TestWindow& test, const QString& url) {
    test.gateway().loadTest()->setProgram(Program::path());
    if (!QTest::qWaitForWindowActive(&test.window())) return false;
    QTest::keyClick(&test.window(), Qt::Key_5);
    if (!QTest::qWaitFor([&] { return test.button(u"Start"_s) != nullptr; })) return false;
    const auto boxes = test.find([](QQuickItem& item) { return item.inherits("QQuickTextField"); });
    if (boxes.size() != 3) return false;
    boxes.at(0)->setProperty("text", url);
    boxes.at(2)->setProperty("text", u"2"_s);
    return true;
}

bool LoadTestTest::isTold(TestWindow& test, const QString& text) {
    return !test.find([&](QQuickItem& item) { return item.property("text").toString() == text; })
                .isEmpty();
}

void LoadTestTest::runsALoad() {
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(show(test, u"http://127.0.0.1:%1/"_s.arg(m_server.port())));
    QMetaObject::invokeMethod(test.button(u"Start"_s), "clicked");
    QTRY_VERIFY(test.button(u"Cancel"_s));
    QVERIFY(!test.window().grabWindow().isNull());
    QTRY_VERIFY_WITH_TIMEOUT(isTold(test, u"p99, ms"_s), limit_ms);
    QVERIFY(isTold(test, u"Requests / s"_s));
    QVERIFY(test.button(u"Start"_s) && test.button(u"Export"_s)->isEnabled());
    QVERIFY(!test.window().grabWindow().isNull());
}

void LoadTestTest::cancelsALoad() {
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(show(test, u"http://127.0.0.1:%1/"_s.arg(m_server.port())));
    QMetaObject::invokeMethod(test.button(u"Start"_s), "clicked");
    const int before = m_server.requests();
    QTRY_VERIFY_WITH_TIMEOUT(m_server.requests() > before, limit_ms);
    QMetaObject::invokeMethod(test.button(u"Cancel"_s), "clicked");
    QTRY_VERIFY_WITH_TIMEOUT(test.button(u"Start"_s), limit_ms);
    QCOMPARE(test.gateway().loadTest()->state(), LoadTestModel::Done);
}

void LoadTestTest::doesNotStartWhatIsWrong() {
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(show(test, u"nowhere"_s));
    QMetaObject::invokeMethod(test.button(u"Start"_s), "clicked");
    QCOMPARE(test.gateway().loadTest()->state(), LoadTestModel::Unasked);
    QVERIFY(isTold(test, u"Write it like http://127.0.0.1:8080/path."_s));
}

void LoadTestTest::theRestIsFoldedAway() {
    const ScriptedServer server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(show(test, u"http://127.0.0.1:%1/"_s.arg(server.port())));
    const auto boxes = [&test](const char* type) {
        return test.find([type](QQuickItem& item) { return item.inherits(type); });
    };
    QCOMPARE(boxes("QQuickTextArea").size(), 0);
    QMetaObject::invokeMethod(test.button(u"More"_s), "clicked");
    QCOMPARE(boxes("QQuickTextArea").size(), 2);
    QCOMPARE(boxes("QQuickTextField").size(), 5);
    QMetaObject::invokeMethod(test.button(u"at a rate"_s), "clicked");
    QCOMPARE(boxes("QQuickTextField").size(), 6);  // the ramp
    boxes("QQuickTextArea").at(0)->setProperty("text", u"X-Tag: one"_s);
    boxes("QQuickTextArea").at(1)->setProperty("text", u"[1, 2]"_s);
    QMetaObject::invokeMethod(test.button(u"Start"_s), "clicked");
    QTRY_COMPARE_WITH_TIMEOUT(test.gateway().loadTest()->state(), LoadTestModel::Done, limit_ms);
    const std::string sent = server.received();
    QVERIFY(sent.find("POST / HTTP/1.1\r\n") != std::string::npos);
    QVERIFY(sent.find("X-Tag: one\r\n") != std::string::npos);
    QVERIFY(sent.find("\r\n\r\n[1, 2]") != std::string::npos);
    QVERIFY(test.gateway().loadTest()->open());
    boxes("QQuickTextArea").at(0)->setProperty("text", u"nothing"_s);
    QMetaObject::invokeMethod(test.button(u"More"_s), "clicked");
    QVERIFY2(isTold(test, u"Write one a line, like Accept: text/html."_s),
             "what is wrong is not folded away");
}

void LoadTestTest::tabScrollsToWhatItReaches() {
    TestWindow test;
    QVERIFY(test.start());
    test.window().resize(1024, 700);
    QVERIFY(show(test, u"http://127.0.0.1:1/"_s));
    QMetaObject::invokeMethod(test.button(u"More"_s), "clicked");
    QQuickItem* const start = test.button(u"Start"_s);
    const auto isInSight = [&](QQuickItem& item) {
        const qreal bottom = item.mapToScene(QPointF(0, item.height())).y();
        return bottom <= start->mapToScene(QPointF()).y() && item.mapToScene(QPointF()).y() >= 66;
    };
    const auto top = [](const QQuickItem& item) { return item.mapToScene(QPointF()).y(); };
    QTRY_VERIFY(top(*start) > 500 && top(*start) < 700);
    QTRY_VERIFY(top(*test.button(u"kept"_s)) > top(*start));
    test.button(u"kept"_s)->forceActiveFocus(Qt::TabFocusReason);
    QTRY_VERIFY(isInSight(*test.button(u"kept"_s)));
    const auto boxes = test.find([](QQuickItem& item) { return item.inherits("QQuickTextField"); });
    QVERIFY(!isInSight(*boxes.at(0)));
    boxes.at(0)->forceActiveFocus(Qt::BacktabFocusReason);
    QTRY_VERIFY(isInSight(*boxes.at(0)));
}

void LoadTestTest::runsAPlan() {
    QFile plan(m_home.filePath(u"plan.toml"_s));
    QVERIFY(plan.open(QIODevice::WriteOnly));
    plan.write("target = \"http://127.0.0.1:" + QByteArray::number(m_server.port()) +
               "\"\n[[scenarios]]\nname = \"first\"\ncount = 10\n"
               "[[scenarios]]\nname = \"second\"\ncount = 20\n");
    plan.close();
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(show(test, u"http://127.0.0.1:1/"_s));
    QMetaObject::invokeMethod(test.button(u"Plan"_s), "clicked");
    QVERIFY(!test.button(u"Run all"_s)->isEnabled());
    LoadTestModel& model = *test.gateway().loadTest();
    model.plan()->open(QUrl::fromLocalFile(plan.fileName()));
    QTRY_VERIFY_WITH_TIMEOUT(test.button(u"second"_s), limit_ms);
    QVERIFY(isTold(test, u"10 in flight, 20 requests"_s));
    QMetaObject::invokeMethod(test.button(u"Run all"_s), "clicked");
    QTRY_COMPARE_WITH_TIMEOUT(model.state(), LoadTestModel::Done, limit_ms);
    QCOMPARE(model.shown(), 1);
    QTRY_VERIFY(isTold(test, u"20"_s));
    QMetaObject::invokeMethod(test.button(u"first"_s), "clicked");
    QCOMPARE(model.shown(), 0);
    QTRY_VERIFY(isTold(test, u"10"_s));
    QVERIFY(!test.window().grabWindow().isNull());
    QMetaObject::invokeMethod(test.button(u"Run second alone"_s), "clicked");
    QTRY_COMPARE_WITH_TIMEOUT(model.state(), LoadTestModel::Done, limit_ms);
    QCOMPARE(model.shown(), 1);
}

QTEST_MAIN(LoadTestTest)
#include "load_test_test.moc"
