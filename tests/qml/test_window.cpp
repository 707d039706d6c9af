#include "test_window.h"

#include <QQmlComponent>
#include <QtTest>

namespace sluice::desktop {

namespace {

void collect(QQuickItem* root, const std::function<bool(QQuickItem&)>& wanted,
             QList<QQuickItem*>& found) {
    for (QQuickItem* item : root->childItems()) {
        if (!item->isVisible()) continue;
        if (wanted(*item)) found.append(item);
        collect(item, wanted, found);
    }
}

}  // namespace

TestWindow::TestWindow()
    : m_gateway(
          [this] {
              auto fake = std::make_unique<FakeGateway>();
              m_fake = fake.get();
              return fake;
          },
          [](const metrics::Snapshot&, const QString&) { return QByteArray("{}"); }) {
    m_engine.addImportPath(QStringLiteral(":/qt/qml"));
    QQmlComponent main(&m_engine, QUrl(QStringLiteral("qrc:/qt/qml/Sluice/Main.qml")));
    if (!main.isReady()) qFatal("%s", qPrintable(main.errorString()));
    QObject* root = main.createWithInitialProperties(
        {{QStringLiteral("gateway"), QVariant::fromValue(&m_gateway)}});
    if (!root) qFatal("%s", qPrintable(main.errorString()));
    m_window.reset(qobject_cast<QQuickWindow*>(root));
    m_window->resize(1440, 900);  // whatever the screen is
    m_window->requestActivate();
}

TestWindow::~TestWindow() = default;

Appearance& TestWindow::appearance() {
    return *m_engine.singletonInstance<Appearance*>(qmlTypeId("Sluice.Model", 1, 0, "Appearance"));
}

void TestWindow::onControl(const std::function<void(FakeGateway&)>& run) {
    QMetaObject::invokeMethod(
        m_fake, [this, &run] { run(*m_fake); }, Qt::BlockingQueuedConnection);
}

QStringList TestWindow::commands() {
    QStringList commands;
    onControl([&commands](FakeGateway& fake) { commands = fake.commands; });
    return commands;
}

bool TestWindow::start() {
    m_gateway.startFile(QUrl::fromLocalFile(QStringLiteral("/home/me/sluice.toml")));
    onControl([](FakeGateway& fake) { fake.tick(); });
    return QTest::qWaitFor([this] { return m_gateway.servers()->count() == 4; }) &&
           QTest::qWaitForWindowExposed(m_window.get());
}

bool TestWindow::showBalancer() {
    if (!QTest::qWaitForWindowActive(m_window.get())) return false;
    QTest::keyClick(m_window.get(), Qt::Key_2);
    return QTest::qWaitFor([this] { return button(QStringLiteral("Equal weights")) != nullptr; });
}

bool TestWindow::showResilience() {
    if (!showBalancer()) return false;
    QMetaObject::invokeMethod(button(QStringLiteral("Resilience")), "clicked");
    return QTest::qWaitFor([this] { return button(QStringLiteral("What if")) != nullptr; });
}

bool TestWindow::showCache() {
    if (!QTest::qWaitForWindowActive(m_window.get())) return false;
    QTest::keyClick(m_window.get(), Qt::Key_3);
    return QTest::qWaitFor([this] {
        return button(QStringLiteral("Explain")) && m_gateway.cache()->contents()->count() == 120;
    });
}

bool TestWindow::showSnapshots() {
    if (!QTest::qWaitForWindowActive(m_window.get())) return false;
    QTest::keyClick(m_window.get(), Qt::Key_4);
    for (const char* name : {"before", "after"})
        m_gateway.snapshots()->take(QString::fromLatin1(name));
    return QTest::qWaitFor([this] { return button(QStringLiteral("Take")) != nullptr; }) &&
           QTest::qWaitFor([this] { return m_gateway.snapshots()->count() >= 2; });
}

QList<QQuickItem*> TestWindow::find(const std::function<bool(QQuickItem&)>& wanted,
                                    QQuickItem* root) {
    QList<QQuickItem*> found;
    collect(root ? root : m_window->contentItem(), wanted, found);
    return found;
}

QQuickItem* TestWindow::button(const QString& text) {
    const auto found = find([&text](QQuickItem& item) {
        return item.inherits("QQuickAbstractButton") && item.property("text").toString() == text;
    });
    return found.value(0);
}

void TestWindow::click(QQuickItem* item) {
    const QPointF middle(item->width() / 2, item->height() / 2);
    QTest::mouseClick(m_window.get(), Qt::LeftButton, {}, item->mapToScene(middle).toPoint());
}

void TestWindow::type(const char* text) {
    for (; *text; ++text)
        QTest::keyClick(m_window.get(), *text);
}

QString typeOf(const QQuickItem& item) {
    return QString::fromLatin1(item.metaObject()->className())
        .section(QStringLiteral("_QML"), 0, 0);
}

bool isInteractive(const QQuickItem& item) {
    return item.inherits("QQuickAbstractButton") || item.inherits("QQuickSlider") ||
           item.inherits("QQuickTextField") || item.inherits("QQuickTextArea");
}

}  // namespace sluice::desktop
