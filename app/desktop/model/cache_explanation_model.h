#pragma once

#include "gateway_control.h"
#include "mark.h"
#include "row_model.h"

namespace sluice::desktop {

/// Why an answer is in the cache or is not: a row for each rule that was looked at. Of the rules
/// about storing, the one that decided comes first, before those that did not mind.
class CacheExplanationModel : public sluice::desktop::RowModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to CacheModel")
    Q_PROPERTY(State state READ state NOTIFY changed)
    Q_PROPERTY(QString url READ url NOTIFY changed)  ///< that was asked about
    Q_PROPERTY(QString summary READ summary NOTIFY changed)
    Q_PROPERTY(int mark READ mark NOTIFY changed)
    /// What the server said: "200 · Cache-Control: private"; empty if no answer is known.
    Q_PROPERTY(QString answer READ answer NOTIFY changed)
    /// Nothing is stored, and no answer was seen.
    Q_PROPERTY(bool unknown READ unknown NOTIFY changed)
    /// The gateway could ask the server and see.
    Q_PROPERTY(bool mayAsk READ mayAsk NOTIFY changed)

public:
    enum State { Unasked, Waiting, Failed, Ready };
    Q_ENUM(State)
    enum Role { TextRole = Qt::UserRole, SectionRole, DecidedRole, TitleRole };

    using RowModel::RowModel;

    int rowCount(const QModelIndex& parent) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    State state() const { return m_state; }
    QString url() const { return m_url; }
    QString summary() const;
    int mark() const;
    QString answer() const;
    bool unknown() const;
    bool mayAsk() const;

    /// By what the gateway knows. `fields` of the request, as "Name: value | Name: value".
    Q_INVOKABLE void explain(const QString& url, const QString& fields);
    /// The same, after one GET through the gateway.
    Q_INVOKABLE void askServer();
    /// Why the fields cannot be sent; empty: they can.
    Q_INVOKABLE QString fieldsProblem(const QString& fields) const;

    void show(const CacheExplanationPtr& explanation);
    void fail(const QString& why);
    void clear();

Q_SIGNALS:
    void changed();
    void asked(const sluice::cache::Question& question, bool server);

private:
    struct Row {
        QString text, section;
        bool decided = false;
        QString title;  ///< of the first row of a part

        bool operator==(const Row&) const = default;
    };

    void ask(bool server);
    void arrange();

    State m_state = Unasked;
    QString m_url, m_fields, m_problem;
    CacheExplanationPtr m_explanation;
    QList<Row> m_rows;
};

}  // namespace sluice::desktop
