#include "window_place.h"

#include <QGuiApplication>
#include <QScreen>
#include <QSettings>
#include <algorithm>

namespace sluice::desktop {

namespace {

const QString placeKey = QStringLiteral("window/place");
const QString maximizedKey = QStringLiteral("window/maximized");

}  // namespace

QRect WindowPlace::fitted(const QRect& wanted, const QRect& available) {
    const QSize size = wanted.size().boundedTo(available.size());
    const int x = std::clamp(wanted.x(), available.x(), available.right() + 1 - size.width());
    const int y = std::clamp(wanted.y(), available.y(), available.bottom() + 1 - size.height());
    return {QPoint(x, y), size};
}

void WindowPlace::restore(QWindow* window) const {
    const QSettings settings;
    const QRect place = settings.value(placeKey).toRect();
    if (!place.isValid()) return;
    const QScreen* screen = QGuiApplication::screenAt(place.center());
    if (!screen) screen = QGuiApplication::primaryScreen();
    window->setGeometry(fitted(place, screen->availableGeometry()));
    if (settings.value(maximizedKey).toBool()) window->setWindowStates(Qt::WindowMaximized);
}

// A maximized window keeps the place that it had before.
void WindowPlace::keep(QWindow* window) const {
    QSettings settings;
    const bool maximized = window->windowStates() & (Qt::WindowMaximized | Qt::WindowFullScreen);
    settings.setValue(maximizedKey, maximized);
    if (!maximized) settings.setValue(placeKey, window->geometry());
}

}  // namespace sluice::desktop
