#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QString>

#include "metric_history.h"

namespace sluice::desktop {

/// One number of the overview with its unit, a detail beside it, and its recent past.
class TileModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to OverviewModel")
    Q_PROPERTY(QString label READ label CONSTANT)
    Q_PROPERTY(QString value READ value NOTIFY changed)
    Q_PROPERTY(QString unit READ unit NOTIFY changed)
    Q_PROPERTY(QString detail READ detail NOTIFY changed)
    Q_PROPERTY(sluice::desktop::MetricHistory* history READ history CONSTANT)

public:
    TileModel(const QString& label, QObject* parent) : QObject(parent), m_label(label) {}

    QString label() const { return m_label; }
    QString value() const { return m_value; }
    QString unit() const { return m_unit; }
    QString detail() const { return m_detail; }
    MetricHistory* history() { return &m_history; }

    void setText(const QString& value, const QString& unit, const QString& detail = {}) {
        if (value == m_value && unit == m_unit && detail == m_detail) return;
        m_value = value;
        m_unit = unit;
        m_detail = detail;
        Q_EMIT changed();
    }

Q_SIGNALS:
    void changed();

private:
    QString m_label, m_value, m_unit, m_detail;
    MetricHistory m_history;
};

}  // namespace sluice::desktop
