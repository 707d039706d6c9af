#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>

namespace sluice::desktop {

/// Light or dark: the user's choice, kept across starts, or what the system's palette says.
class Appearance : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON
    Q_PROPERTY(Scheme scheme READ scheme WRITE setScheme NOTIFY changed)
    Q_PROPERTY(bool dark READ dark NOTIFY changed)
    /// Inter and JetBrains Mono where they are installed, else what the system has.
    Q_PROPERTY(QString family READ family CONSTANT)
    Q_PROPERTY(QString monoFamily READ monoFamily CONSTANT)

public:
    enum Scheme { System, Light, Dark };
    Q_ENUM(Scheme)

    explicit Appearance(QObject* parent = nullptr);

    Scheme scheme() const { return m_scheme; }
    void setScheme(Scheme scheme);
    bool dark() const;
    QString family() const;
    QString monoFamily() const;

    bool eventFilter(QObject* watched, QEvent* event) override;

Q_SIGNALS:
    void changed();

private:
    Scheme m_scheme = System;
};

}  // namespace sluice::desktop
