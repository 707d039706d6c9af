#pragma once

#include "cache/options.h"
#include "metrics/snapshot.h"
#include "row_model.h"
#include "undo_stack.h"

namespace sluice::desktop {

/// For how long answers are kept where their servers say nothing: the rules, longest prefix first
/// as they apply, then the default. What is changed is live at once, and can be taken back.
class CacheRuleModel : public sluice::desktop::RowModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to CacheModel")

public:
    enum Role {
        PrefixRole = Qt::UserRole,  ///< empty: the default, the last row
        TtlRole,                    ///< "1h"; "0s": only what the servers allow
        OverridesRole,              ///< also where the server says something else
        SavedRole                   ///< as the file says
    };

    /// `undo` outlives it.
    explicit CacheRuleModel(UndoStack& undo, QObject* parent = nullptr)
        : RowModel(parent), m_undo(undo) {}

    int rowCount(const QModelIndex& parent) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    /// Why it cannot be a TTL; empty: it can.
    Q_INVOKABLE QString ttlProblem(const QString& ttl) const;
    /// Why there can be no new rule for it.
    Q_INVOKABLE QString prefixProblem(const QString& prefix) const;
    /// Of a rule, or with an empty prefix the default. False, changing nothing, if it is no TTL.
    Q_INVOKABLE bool setTtl(const QString& prefix, const QString& ttl);
    Q_INVOKABLE void setOverrides(const QString& prefix, bool overrides);
    Q_INVOKABLE bool add(const QString& prefix, const QString& ttl);
    Q_INVOKABLE void remove(const QString& prefix);

    void show(const metrics::CacheSnapshot& snapshot);

Q_SIGNALS:
    /// Only default and rules of it count.
    void asked(const sluice::cache::Options& wanted);

private:
    struct Row {
        QString prefix, ttl;
        bool overrides = false, saved = true;

        bool operator==(const Row&) const = default;
    };

    void change(const QString& what, const cache::Options& wanted);
    void apply(const cache::Options& wanted);
    bool isShown(const Row& row) const;
    cache::TtlRule* find(cache::Options& options, const QString& prefix) const;

    UndoStack& m_undo;
    cache::Options m_used;
    QList<Row> m_rows;
};

}  // namespace sluice::desktop
