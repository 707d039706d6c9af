#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QStringList>

namespace sluice::desktop {

/// What "Proxy a local service" asks for, and what is wrong with the answers.
class ProxyForm : public QObject {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QString port MEMBER m_port NOTIFY changed)
    /// One on each line; "3001" and "localhost:3001" mean http.
    Q_PROPERTY(QString servers MEMBER m_servers NOTIFY changed)
    /// Empty when there is nothing wrong.
    Q_PROPERTY(QString portProblem READ portProblem NOTIFY changed)
    Q_PROPERTY(QString serversProblem READ serversProblem NOTIFY changed)
    Q_PROPERTY(bool valid READ valid NOTIFY changed)

public:
    static constexpr int maxServers = 64;

    using QObject::QObject;

    QString portProblem() const;
    QString serversProblem() const;
    bool valid() const { return portProblem().isEmpty() && serversProblem().isEmpty(); }
    /// "127.0.0.1:8080"
    Q_INVOKABLE QString listen() const { return QStringLiteral("127.0.0.1:") + m_port.trimmed(); }
    /// As complete URLs.
    Q_INVOKABLE QStringList urls() const;

Q_SIGNALS:
    void changed();

private:
    QString m_port = QStringLiteral("8080");
    QString m_servers;
};

}  // namespace sluice::desktop
