#pragma once

#include <QQmlEngine>
#include <QQuickItem>
#include <QQuickWindow>
#include <functional>
#include <memory>

#include "appearance.h"
#include "gateway_model.h"
#include "unit/app/fake_gateway.h"

namespace sluice::desktop {

/// The whole window on a fake gateway.
class TestWindow {
public:
    TestWindow();
    ~TestWindow();

    QQmlEngine& engine() { return m_engine; }
    GatewayModel& gateway() { return m_gateway; }
    QQuickWindow& window() { return *m_window; }
    Appearance& appearance();
    /// On the control thread, and waits for it.
    void onControl(const std::function<void(FakeGateway&)>& run);
    QStringList commands();
    /// A running gateway with some traffic and a file.
    bool start();
    /// Goes to the screen by its key.
    bool showBalancer();
    bool showResilience();  ///< on it
    /// With the entries.
    bool showCache();
    /// With two snapshots, which are compared.
    bool showSnapshots();

    /// Visible items under the window, or under `root`, that `wanted` accepts; popups included.
    QList<QQuickItem*> find(const std::function<bool(QQuickItem&)>& wanted,
                            QQuickItem* root = nullptr);
    /// A click with the left button on the middle of it.
    void click(QQuickItem* item);
    void type(const char* text);
    /// The button with this text; null when there is none to see.
    QQuickItem* button(const QString& text);

private:
    FakeGateway* m_fake = nullptr;
    GatewayModel m_gateway;
    QQmlEngine m_engine;
    std::unique_ptr<QQuickWindow> m_window;
};

/// "Card" for an instance of Card.qml or of a component derived from it in C++; for QML, its file.
QString typeOf(const QQuickItem& item);
bool isInteractive(const QQuickItem& item);

}  // namespace sluice::desktop
