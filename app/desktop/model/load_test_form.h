#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QStringList>

namespace sluice::desktop {

/// What the Load test screen asks for, and what is wrong with the answers.
class LoadTestForm : public QObject {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QString url MEMBER m_url NOTIFY changed)
    /// Requests come when they are due, whatever the target does.
    Q_PROPERTY(bool open MEMBER m_open NOTIFY changed)
    Q_PROPERTY(QString inFlight MEMBER m_inFlight NOTIFY changed)  ///< of a closed loop
    Q_PROPERTY(QString rate MEMBER m_rate NOTIFY changed)          ///< per second, of an open loop
    Q_PROPERTY(QString duration_s MEMBER m_duration_s NOTIFY changed)
    Q_PROPERTY(QString warmUp_s MEMBER m_warmUp_s NOTIFY changed)
    Q_PROPERTY(QString ramp_s MEMBER m_ramp_s NOTIFY changed)  ///< of an open loop
    Q_PROPERTY(bool keepAlive MEMBER m_keepAlive NOTIFY changed)
    /// Empty: GET, or POST with a body.
    Q_PROPERTY(QString method MEMBER m_method NOTIFY changed)
    Q_PROPERTY(QString headers MEMBER m_headers NOTIFY changed)  ///< "Name: value", one a line
    Q_PROPERTY(QString body MEMBER m_body NOTIFY changed)
    /// Empty when there is nothing wrong.
    Q_PROPERTY(QString urlProblem READ urlProblem NOTIFY changed)
    Q_PROPERTY(QString loadProblem READ loadProblem NOTIFY changed)
    Q_PROPERTY(QString timeProblem READ timeProblem NOTIFY changed)
    Q_PROPERTY(QString warmUpProblem READ warmUpProblem NOTIFY changed)
    Q_PROPERTY(QString methodProblem READ methodProblem NOTIFY changed)
    Q_PROPERTY(QString headersProblem READ headersProblem NOTIFY changed)
    /// Of the fields from `ramp_s` on, and the warm-up.
    Q_PROPERTY(bool moreIsWrong READ moreIsWrong NOTIFY changed)
    Q_PROPERTY(bool valid READ valid NOTIFY changed)

public:
    using QObject::QObject;

    QString urlProblem() const;
    QString loadProblem() const;
    QString timeProblem() const;
    QString warmUpProblem() const;
    QString methodProblem() const;
    QString headersProblem() const;
    bool moreIsWrong() const;
    bool valid() const;
    /// What `sluice bench` takes.
    Q_INVOKABLE QStringList arguments() const;

Q_SIGNALS:
    void changed();

private:
    QStringList headerLines() const;

    QString m_url;
    bool m_open = false;
    QString m_inFlight = QStringLiteral("50");
    QString m_rate = QStringLiteral("500");
    QString m_duration_s = QStringLiteral("20");
    QString m_warmUp_s = QStringLiteral("0");
    QString m_ramp_s = QStringLiteral("0");
    bool m_keepAlive = true;
    QString m_method, m_headers, m_body;
};

}  // namespace sluice::desktop
