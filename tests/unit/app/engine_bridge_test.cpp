#include "engine_bridge.h"

#include <QSignalSpy>
#include <QtTest>

#include "unit/app/fake_gateway.h"

using namespace sluice;
using namespace sluice::desktop;

class EngineBridgeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void runsTheGatewayOnAThreadOfItsOwn();
    void deliversAtMostFourTimesASecond();
    void aFrozenGuiFindsOnlyTheNewest();
    void aDraggedSliderSendsItsLastValue();
    void commandsKeepTheirOrder();
    void saysWhatFailed();
    void carriesTheWhatIfOver();

private:
    /// On the control thread, and waits for it.
    void onControl(const std::function<void(FakeGateway&)>& run);

    FakeGateway* m_fake = nullptr;
    std::unique_ptr<EngineBridge> m_bridge;
};

void EngineBridgeTest::init() {
    m_bridge = std::make_unique<EngineBridge>([this] {
        auto fake = std::make_unique<FakeGateway>();
        m_fake = fake.get();
        return fake;
    });
}

void EngineBridgeTest::cleanup() {
    m_bridge.reset();
}

void EngineBridgeTest::onControl(const std::function<void(FakeGateway&)>& run) {
    QMetaObject::invokeMethod(
        m_fake, [this, &run] { run(*m_fake); }, Qt::BlockingQueuedConnection);
}

void EngineBridgeTest::runsTheGatewayOnAThreadOfItsOwn() {
    QVERIFY(m_fake->thread() != QThread::currentThread());
    QSignalSpy started(m_bridge.get(), &EngineBridge::started);
    QSignalSpy ready(m_bridge.get(), &EngineBridge::snapshotReady);
    QThread* seen = nullptr;
    connect(m_bridge.get(), &EngineBridge::snapshotReady, this,
            [&seen] { seen = QThread::currentThread(); });
    m_bridge->startDemo();
    QTRY_COMPARE(started.count(), 1);
    QTRY_VERIFY(!ready.isEmpty());
    QCOMPARE(seen, QThread::currentThread());
}

void EngineBridgeTest::deliversAtMostFourTimesASecond() {
    QSignalSpy ready(m_bridge.get(), &EngineBridge::snapshotReady);
    QElapsedTimer time;
    time.start();
    m_bridge->startDemo();
    while (time.elapsed() < 2 * EngineBridge::deliveryInterval_ms) {
        onControl([](FakeGateway& fake) { fake.tick(); });
        QCoreApplication::processEvents();
    }
    QVERIFY(!ready.isEmpty());
    QVERIFY(ready.count() <= 1 + time.elapsed() / EngineBridge::deliveryInterval_ms);
    qint64 last_ms = 0;
    onControl([&last_ms](FakeGateway& fake) { last_ms = fake.snapshot().time_ms; });
    QTRY_COMPARE(ready.last().at(0).value<SnapshotPtr>()->time_ms, last_ms);
}

void EngineBridgeTest::aFrozenGuiFindsOnlyTheNewest() {
    QSignalSpy ready(m_bridge.get(), &EngineBridge::snapshotReady);
    m_bridge->startDemo();
    qint64 last_ms = 0;
    onControl([&last_ms](FakeGateway& fake) {
        for (int i = 0; i < 1000; ++i)
            fake.tick();
        last_ms = fake.snapshot().time_ms;
    });
    QTRY_COMPARE(ready.count(), 1);
    QCOMPARE(ready.at(0).at(0).value<SnapshotPtr>()->time_ms, last_ms);
}

void EngineBridgeTest::aDraggedSliderSendsItsLastValue() {
    m_bridge->startDemo();
    const QString api = QStringLiteral("api");
    for (int i = 0; i <= 100; ++i)
        m_bridge->setWeight(api, QStringLiteral("orders-1"), i / 10.0);
    m_bridge->save(false);
    const QString last = QStringLiteral("setWeight api orders-1 10");
    QStringList commands;
    onControl([&commands](FakeGateway& fake) { commands = fake.commands; });
    const QStringList expected{QStringLiteral("startDemo"), last, QStringLiteral("save")};
    QCOMPARE(commands, expected);
}

void EngineBridgeTest::commandsKeepTheirOrder() {
    m_bridge->startFile(QStringLiteral("/x.toml"));
    m_bridge->revert();
    m_bridge->save(true);
    m_bridge->setStrategy(QStringLiteral("api"), QStringLiteral("peak-ewma"));
    m_bridge->setDuty(QStringLiteral("api"), QStringLiteral("orders-1"), QStringLiteral("drained"));
    m_bridge->runWhatIf(QStringLiteral("api"));
    m_bridge->stop();
    QStringList commands;
    onControl([&commands](FakeGateway& fake) { commands = fake.commands; });
    const QStringList expected{QStringLiteral("startFile /x.toml"),
                               QStringLiteral("revert"),
                               QStringLiteral("save overwrite"),
                               QStringLiteral("setStrategy api peak-ewma"),
                               QStringLiteral("setDuty api orders-1 drained"),
                               QStringLiteral("runWhatIf api"),
                               QStringLiteral("stop")};
    QCOMPARE(commands, expected);
}

void EngineBridgeTest::saysWhatFailed() {
    QSignalSpy failed(m_bridge.get(), &EngineBridge::startFailed);
    onControl([](FakeGateway& fake) { fake.refuseStart = true; });
    m_bridge->startDemo();
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(failed.at(0).at(0).toString().contains(QStringLiteral("in use")));
}

void EngineBridgeTest::carriesTheWhatIfOver() {
    QSignalSpy ready(m_bridge.get(), &EngineBridge::whatIfReady);
    m_bridge->startDemo();
    m_bridge->runWhatIf(QStringLiteral("api"));
    QTRY_COMPARE(ready.count(), 1);
    QCOMPARE(ready.at(0).at(0).value<WhatIfResult>().rows.size(), 8);
}

QTEST_GUILESS_MAIN(EngineBridgeTest)
#include "engine_bridge_test.moc"
