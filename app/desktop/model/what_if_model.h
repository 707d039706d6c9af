#pragma once

#include "row_model.h"
#include "what_if_result.h"

namespace sluice::desktop {

/// What each strategy would have made of the chosen pool's recorded traffic: the one in use first,
/// then by p99.
class WhatIfModel : public sluice::desktop::RowModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to GatewayModel")
    Q_PROPERTY(State state READ state NOTIFY changed)
    /// "the last 5 minutes, 41,208 requests"
    Q_PROPERTY(QString basis READ basis NOTIFY changed)
    /// Of the recorded servers; empty when there is none.
    Q_PROPERTY(QString slowestServer READ slowestServer NOTIFY changed)

public:
    enum State { Unasked, Running, Empty, Ready };
    Q_ENUM(State)

    enum Role {
        NameRole = Qt::UserRole,
        TitleRole,
        CurrentRole,
        P50Role,
        P99Role,
        P99PartRole,  ///< of the slowest strategy's, 0 to 1: the bar
        NowPartRole,  ///< the same of the strategy in use: the tick; -1 when it is not there
        MarkRole,     ///< better than now, about the same, worse
        SlowestRole,
        ErrorsRole,
        ImbalanceRole
    };

    using RowModel::RowModel;

    int rowCount(const QModelIndex& parent) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    State state() const { return m_state; }
    QString basis() const;
    QString slowestServer() const { return m_result.slowestServer; }

    /// Asks the gateway, which answers with setResult().
    Q_INVOKABLE void run();
    /// An answer about another pool than the chosen one is dropped.
    void setResult(const WhatIfResult& result);
    /// The chosen pool and what it uses. Another pool: the answers are forgotten.
    void show(const QString& pool, const QString& strategy);
    /// No answer will come.
    void giveUp();
    void clear();

Q_SIGNALS:
    void changed();
    void runAsked(const QString& pool);

private:
    struct Row {
        QString name, title;
        bool current = false;
        QString p50, p99;
        double p99Part = 0, nowPart = -1;
        int mark = 0;
        QString slowest, errors, imbalance;

        bool operator==(const Row&) const = default;
    };

    void setState(State state);
    void arrange();

    State m_state = Unasked;
    QString m_pool, m_strategy;
    WhatIfResult m_result;
    QList<Row> m_rows;
};

}  // namespace sluice::desktop
