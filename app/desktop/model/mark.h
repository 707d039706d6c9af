#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>

namespace sluice::desktop {

/// How a state is drawn, by shape as well as by colour: circle, diamond, triangle, ring.
class Mark : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("An enumeration")

public:
    enum Kind { Good, Notice, Bad, Off };
    Q_ENUM(Kind)
};

}  // namespace sluice::desktop
