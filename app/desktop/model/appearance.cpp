#include "appearance.h"

#include <QEvent>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QPalette>
#include <QSettings>
#include <algorithm>

namespace sluice::desktop {

namespace {

const QString schemeKey = QStringLiteral("appearance/scheme");

QString installedOr(const QString& wanted, QFontDatabase::SystemFont fallback) {
    if (QFontDatabase::families().contains(wanted)) return wanted;
    return QFontDatabase::systemFont(fallback).family();
}

}  // namespace

Appearance::Appearance(QObject* parent) : QObject(parent) {
    const int stored = QSettings().value(schemeKey, int{System}).toInt();
    m_scheme = static_cast<Scheme>(std::clamp(stored, int{System}, int{Dark}));
    qGuiApp->installEventFilter(this);
}

void Appearance::setScheme(Scheme scheme) {
    if (scheme == m_scheme) return;
    m_scheme = scheme;
    QSettings().setValue(schemeKey, int{scheme});
    Q_EMIT changed();
}

bool Appearance::dark() const {
    if (m_scheme != System) return m_scheme == Dark;
    return QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
}

QString Appearance::family() const {
    return installedOr(QStringLiteral("Inter"), QFontDatabase::GeneralFont);
}

QString Appearance::monoFamily() const {
    return installedOr(QStringLiteral("JetBrains Mono"), QFontDatabase::FixedFont);
}

bool Appearance::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::ApplicationPaletteChange) Q_EMIT changed();
    return QObject::eventFilter(watched, event);
}

}  // namespace sluice::desktop
