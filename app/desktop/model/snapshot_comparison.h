#pragma once

#include "metrics/record.h"
#include "plot_series.h"
#include "row_model.h"

namespace sluice::desktop {

/// Two snapshots side by side: a row for each figure, their percentile curves, where the time of
/// their requests went, and what differs in configuration. With one alone, the figures of that.
class SnapshotComparison : public sluice::desktop::RowModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to SnapshotTableModel")
    Q_PROPERTY(QString first READ first NOTIFY changed)  ///< names; empty: none
    Q_PROPERTY(QString second READ second NOTIFY changed)
    Q_PROPERTY(QList<QString> settings READ settings NOTIFY changed)  ///< "key: before → after"
    /// Parts of a request's time, by phase, each 0 to 1; and the mean that they are parts of.
    Q_PROPERTY(QList<qreal> firstPhases READ firstPhases NOTIFY changed)
    Q_PROPERTY(QList<qreal> secondPhases READ secondPhases NOTIFY changed)
    Q_PROPERTY(QString firstMean READ firstMean NOTIFY changed)
    Q_PROPERTY(QString secondMean READ secondMean NOTIFY changed)
    Q_PROPERTY(QList<QString> phaseNames READ phaseNames CONSTANT)
    /// Of the curves' axis, whose values are powers of ten of a millisecond, from the bottom up.
    Q_PROPERTY(QList<QString> latencyLabels READ latencyLabels NOTIFY changed)
    Q_PROPERTY(qreal latencyBottom READ latencyBottom NOTIFY changed)
    Q_PROPERTY(qreal latencyTop READ latencyTop NOTIFY changed)

public:
    enum Role { TitleRole = Qt::UserRole, BeforeRole, AfterRole, ChangeRole, MarkRole };

    /// Percentiles are drawn at -log10(1 - share): 1 is p90, 2 is p99, up to this.
    static constexpr qreal curveEnd = 4;

    using RowModel::RowModel;

    int rowCount(const QModelIndex& parent) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    QString first() const { return m_sides[0].name; }
    QString second() const { return m_sides[1].name; }
    QStringList settings() const { return m_settings; }
    QList<qreal> firstPhases() const { return phasesOf(m_sides[0]); }
    QList<qreal> secondPhases() const { return phasesOf(m_sides[1]); }
    QString firstMean() const { return meanOf(m_sides[0]); }
    QString secondMean() const { return meanOf(m_sides[1]); }
    QStringList phaseNames() const;
    QStringList latencyLabels() const;
    qreal latencyBottom() const { return m_bottom; }
    qreal latencyTop() const { return m_top; }

    /// `side`: 0 or 1.
    void set(int side, const QString& name, metrics::Record record);
    void clear(int side) { set(side, {}, {}); }
    void rename(const QString& from, const QString& to);
    Q_INVOKABLE void copyCurve(int side, sluice::desktop::PlotSeries* line) const;

Q_SIGNALS:
    void changed();

private:
    struct Side {
        QString name;
        metrics::Record record;
    };
    struct Row {
        QString title, before, after, change;
        int mark = 0;
        bool operator==(const Row&) const = default;
    };

    static QList<qreal> phasesOf(const Side& side);
    static QString meanOf(const Side& side);
    void compare();
    void measureAxis();

    Side m_sides[2];
    QList<Row> m_rows;
    QStringList m_settings;
    int m_bottom = 0;
    int m_top = 1;
};

}  // namespace sluice::desktop
