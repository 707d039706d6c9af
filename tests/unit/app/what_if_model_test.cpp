#include "what_if_model.h"

#include <QAbstractItemModelTester>
#include <QtTest>

#include "mark.h"

using namespace sluice::desktop;

namespace {

const QString api = QStringLiteral("api");
const QString roundRobin = QStringLiteral("round-robin");
const QString peakEwma = QStringLiteral("peak-ewma");
const QString leastConnections = QStringLiteral("least-connections");

WhatIfResult result() {
    WhatIfResult answer;
    answer.pool = api;
    answer.requests = 41208;
    answer.window_s = 300;
    answer.slowestServer = QStringLiteral("a");
    answer.rows = {{roundRobin, 1, 20, 0.25, 0.098, 1},
                   {leastConnections, 0.9, 10, 0.02, 0.004, 1.2},
                   {peakEwma, 0.9, 5, 0.006, 0.001, 1.11}};
    return answer;
}

QString name(const WhatIfModel& model, int row) {
    return model.data(model.index(row), WhatIfModel::NameRole).toString();
}

QVariant of(const WhatIfModel& model, int row, int role) {
    return model.data(model.index(row), role);
}

}  // namespace

class WhatIfModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asksForTheChosenPool();
    void theOneInUseComesFirst();
    void comparesWithNow();
    void followsASwitch();
    void tellsWhenNothingWasRecorded();
    void dropsAnswersAboutAnotherPool();
    void givesUp();
};

void WhatIfModelTest::asksForTheChosenPool() {
    WhatIfModel model;
    QSignalSpy asked(&model, &WhatIfModel::runAsked);
    model.run();
    QCOMPARE(asked.count(), 0);
    model.show(api, roundRobin);
    model.run();
    model.run();
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked.at(0).at(0).toString(), api);
    QCOMPARE(model.state(), WhatIfModel::Running);
}

void WhatIfModelTest::theOneInUseComesFirst() {
    WhatIfModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.show(api, leastConnections);
    model.run();
    model.setResult(result());
    QCOMPARE(model.state(), WhatIfModel::Ready);
    QCOMPARE(model.basis(), QStringLiteral("the last 5 min (41,208 requests)"));
    QCOMPARE(model.slowestServer(), QStringLiteral("a"));
    QCOMPARE(model.count(), 3);
    QCOMPARE(name(model, 0), leastConnections);
    QCOMPARE(name(model, 1), peakEwma);
    QCOMPARE(name(model, 2), roundRobin);
}

void WhatIfModelTest::comparesWithNow() {
    WhatIfModel model;
    model.show(api, leastConnections);
    model.run();
    model.setResult(result());
    QCOMPARE(of(model, 1, WhatIfModel::P99PartRole).toDouble(), 0.25);
    QCOMPARE(of(model, 1, WhatIfModel::NowPartRole).toDouble(), 0.5);
    QCOMPARE(of(model, 0, WhatIfModel::MarkRole).toInt(), int{Mark::Off});
    QCOMPARE(of(model, 1, WhatIfModel::MarkRole).toInt(), int{Mark::Good});
    QCOMPARE(of(model, 2, WhatIfModel::MarkRole).toInt(), int{Mark::Bad});
    QCOMPARE(of(model, 2, WhatIfModel::SlowestRole).toString(), QStringLiteral("25 %"));
    QCOMPARE(of(model, 2, WhatIfModel::ErrorsRole).toString(), QStringLiteral("9.8 %"));
    QCOMPARE(of(model, 1, WhatIfModel::ImbalanceRole).toString(), QStringLiteral("1.11"));
}

void WhatIfModelTest::followsASwitch() {
    WhatIfModel model;
    model.show(api, leastConnections);
    model.run();
    model.setResult(result());
    model.show(api, peakEwma);
    QCOMPARE(name(model, 0), peakEwma);
    QVERIFY(of(model, 0, WhatIfModel::CurrentRole).toBool());
    model.show(api, QStringLiteral("health-weighted"));  // not among the answers
    QCOMPARE(name(model, 0), peakEwma);
    QCOMPARE(of(model, 0, WhatIfModel::NowPartRole).toDouble(), -1.0);
    QCOMPARE(of(model, 0, WhatIfModel::MarkRole).toInt(), int{Mark::Off});
}

void WhatIfModelTest::tellsWhenNothingWasRecorded() {
    WhatIfModel model;
    model.show(api, roundRobin);
    model.run();
    WhatIfResult nothing;
    nothing.pool = api;
    model.setResult(nothing);
    QCOMPARE(model.state(), WhatIfModel::Empty);
    QCOMPARE(model.count(), 0);
}

void WhatIfModelTest::dropsAnswersAboutAnotherPool() {
    WhatIfModel model;
    model.show(api, roundRobin);
    model.run();
    model.show(QStringLiteral("static"), roundRobin);
    model.setResult(result());
    QCOMPARE(model.state(), WhatIfModel::Unasked);
    QCOMPARE(model.count(), 0);
}

void WhatIfModelTest::givesUp() {
    WhatIfModel model;
    model.show(api, roundRobin);
    model.run();
    model.giveUp();
    QCOMPARE(model.state(), WhatIfModel::Unasked);
    model.run();
    model.setResult(result());
    model.giveUp();
    QCOMPARE(model.state(), WhatIfModel::Ready);
}

QTEST_GUILESS_MAIN(WhatIfModelTest)
#include "what_if_model_test.moc"
