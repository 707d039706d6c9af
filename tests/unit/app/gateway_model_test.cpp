#include "gateway_model.h"

#include <QtTest>

#include "unit/app/fake_gateway.h"

using namespace sluice;
using namespace sluice::desktop;

class GatewayModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void startsAndStops();
    void tellsWhyItDidNotStart();
    void aPausedDisplayStandsStillAndCatchesUp();
    void aWeightIsSentAndShownAtOnce();
    void savesAndReverts();
    void exportsWhatIsShown_data();
    void exportsWhatIsShown();
    void exportsAPicture();
    void tellsWhyItWasNotExported();
    void aSecondStopIsPassedOn();

private:
    void onControl(const std::function<void(FakeGateway&)>& run);
    void startFile();

    FakeGateway* m_fake = nullptr;
    std::unique_ptr<GatewayModel> m_model;
};

void GatewayModelTest::init() {
    m_model = std::make_unique<GatewayModel>(
        [this] {
            auto fake = std::make_unique<FakeGateway>();
            m_fake = fake.get();
            return fake;
        },
        [](const metrics::Snapshot& snapshot, const QString& suffix) {
            return suffix.toUtf8() + ' ' + QByteArray::number(qlonglong{snapshot.time_ms});
        });
}

void GatewayModelTest::cleanup() {
    m_model.reset();
}

void GatewayModelTest::onControl(const std::function<void(FakeGateway&)>& run) {
    QMetaObject::invokeMethod(
        m_fake, [this, &run] { run(*m_fake); }, Qt::BlockingQueuedConnection);
}

void GatewayModelTest::startFile() {
    m_model->startFile(QUrl::fromLocalFile(QStringLiteral("/home/me/my.toml")));
    QTRY_COMPARE(m_model->configName(), QStringLiteral("my.toml"));
}

void GatewayModelTest::startsAndStops() {
    QCOMPARE(m_model->state(), GatewayModel::Idle);
    startFile();
    QCOMPARE(m_model->state(), GatewayModel::Running);
    QCOMPARE(m_model->listenUrl(), QStringLiteral("http://127.0.0.1:8080"));
    QCOMPARE(m_model->workers(), 2);
    QCOMPARE(m_model->servers()->count(), 4);
    QCOMPARE(m_model->routes()->count(), 4);
    QCOMPARE(m_model->events()->count(), 1);
    m_model->stop();
    QCOMPARE(m_model->state(), GatewayModel::Stopping);
    QTRY_COMPARE(m_model->state(), GatewayModel::Idle);
}

void GatewayModelTest::tellsWhyItDidNotStart() {
    onControl([](FakeGateway& fake) { fake.refuseStart = true; });
    m_model->startProxy(QStringLiteral("127.0.0.1:8080"), {QStringLiteral("http://x")},
                        QStringLiteral("auto"));
    QCOMPARE(m_model->state(), GatewayModel::Starting);
    QTRY_COMPARE(m_model->state(), GatewayModel::Idle);
    QVERIFY(m_model->problem().contains(QStringLiteral("in use")));
    m_model->dismissProblem();
    QVERIFY(m_model->problem().isEmpty());
}

void GatewayModelTest::aPausedDisplayStandsStillAndCatchesUp() {
    startFile();
    QSignalSpy updated(m_model.get(), &GatewayModel::updated);
    m_model->setPaused(true);
    const int points = m_model->overview()->finished()->points().size();
    onControl([](FakeGateway& fake) { fake.tick(); });
    QTRY_COMPARE(m_model->overview()->finished()->points().size(), points + 1);
    QCOMPARE(updated.count(), 0);
    m_model->setPaused(false);
    QCOMPARE(updated.count(), 1);
}

void GatewayModelTest::aWeightIsSentAndShownAtOnce() {
    startFile();
    m_model->tuning()->setWeight(QStringLiteral("orders-1"), 3.5);
    const QModelIndex row = m_model->servers()->index(0);
    QCOMPARE(m_model->servers()->data(row, ServerTableModel::WeightRole).toDouble(), 3.5);
    QTRY_COMPARE(m_model->unsavedChanges(), 1);
}

void GatewayModelTest::savesAndReverts() {
    startFile();
    QSignalSpy saved(m_model.get(), &GatewayModel::saved);
    m_model->tuning()->setWeight(QStringLiteral("orders-1"), 3.5);
    m_model->save(true);
    QTRY_COMPARE(saved.count(), 1);
    m_model->tuning()->setWeight(QStringLiteral("orders-1"), 4.5);
    QTRY_COMPARE(m_model->unsavedChanges(), 1);
    m_model->revert();
    QTRY_COMPARE(m_model->unsavedChanges(), 0);
    const QModelIndex row = m_model->servers()->index(0);
    QCOMPARE(m_model->servers()->data(row, ServerTableModel::WeightRole).toDouble(), 1.0);
}

void GatewayModelTest::exportsWhatIsShown_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("format");
    QTest::newRow("JSON") << QStringLiteral("a.json") << QByteArray("json ");
    QTest::newRow("CSV") << QStringLiteral("a.CSV") << QByteArray("csv ");
}

void GatewayModelTest::exportsWhatIsShown() {
    QFETCH(QString, name);
    QFETCH(QByteArray, format);
    startFile();
    qint64 time_ms = 0;
    onControl([&time_ms](FakeGateway& fake) { time_ms = fake.snapshot().time_ms; });
    QTemporaryDir folder;
    const QString path = folder.filePath(name);
    m_model->exportTo(QUrl::fromLocalFile(path));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), format + QByteArray::number(time_ms));
}

void GatewayModelTest::exportsAPicture() {
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("a.png"));
    QImage picture(2, 1, QImage::Format_RGB32);
    picture.fill(Qt::red);
    m_model->exportPicture(picture, QUrl::fromLocalFile(path));
    const QImage written(path);
    QCOMPARE(written.size(), picture.size());
    QCOMPARE(written.pixelColor(1, 0), QColor(Qt::red));
    m_model->exportPicture(picture,
                           QUrl::fromLocalFile(QStringLiteral("/proc/no/such/folder/a.png")));
    QVERIFY(m_model->problem().contains(QStringLiteral("/proc/no/such/folder/a.png")));
}

void GatewayModelTest::tellsWhyItWasNotExported() {
    m_model->exportTo(QUrl::fromLocalFile(QStringLiteral("/proc/no/such/folder/a.json")));
    QVERIFY(m_model->problem().contains(QStringLiteral("/no/such/folder/a.json")));
}

void GatewayModelTest::aSecondStopIsPassedOn() {
    onControl([](FakeGateway& fake) { fake.silentStop = true; });
    startFile();
    m_model->stop();
    m_model->stop();
    QStringList commands;
    onControl([&commands](FakeGateway& fake) { commands = fake.commands; });
    QCOMPARE(commands.count(QStringLiteral("stop")), 2);
    QCOMPARE(m_model->state(), GatewayModel::Stopping);
    onControl([](FakeGateway& fake) {
        fake.silentStop = false;
        fake.stop();
    });
    QTRY_COMPARE(m_model->state(), GatewayModel::Idle);
}

QTEST_MAIN(GatewayModelTest)
#include "gateway_model_test.moc"
