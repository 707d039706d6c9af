#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QRect>
#include <QWindow>

namespace sluice::desktop {

/// Where the window was, kept across starts. GUI thread.
class WindowPlace : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON

public:
    using QObject::QObject;

    /// `wanted` as far as `available` has room for it.
    static QRect fitted(const QRect& wanted, const QRect& available);

    /// Puts a window that is not shown yet where the last one was, on a screen that there is.
    Q_INVOKABLE void restore(QWindow* window) const;
    Q_INVOKABLE void keep(QWindow* window) const;
};

}  // namespace sluice::desktop
