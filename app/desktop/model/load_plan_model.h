#pragma once

#include <QtQml/qqmlregistration.h>
#include <QJsonObject>
#include <QUrl>

#include "load_process.h"
#include "mark.h"
#include "row_model.h"

namespace sluice::desktop {

/// The scenarios of a plan file, and how each went. Read by `sluice bench`, which runs them.
class LoadPlanModel : public sluice::desktop::RowModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to LoadTestModel")
    Q_PROPERTY(QString fileName READ fileName NOTIFY changed)  ///< without the folder
    /// Why there are no scenarios; empty if there is nothing wrong.
    Q_PROPERTY(QString problem READ problem NOTIFY changed)

public:
    enum Role { NameRole = Qt::UserRole, LoadRole, OutcomeRole, MarkRole };

    explicit LoadPlanModel(QObject* parent = nullptr);

    QString fileName() const;
    QString problem() const { return m_problem; }
    void setProgram(const QString& program) { m_process.setProgram(program); }

    int rowCount(const QModelIndex& parent) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    /// Reads a file instead of the one before; what comes of it is told by changed().
    Q_INVOKABLE void open(const QUrl& file);

    const QString& target(int scenario) const { return m_rows.at(scenario).target; }
    /// What `sluice bench` takes to run it.
    QStringList arguments(int scenario) const;
    // What comes of a run; a scenario that is none of the plan's is ignored.
    /// Nothing has run.
    void forget();
    void setRunning(int scenario);
    /// `report`: of the scenario, as `sluice bench` wrote it.
    void setReport(int scenario, const QJsonObject& report);
    /// It gave no report.
    void setFailed(int scenario);

Q_SIGNALS:
    void changed();

private:
    struct Row {
        QString name, target, load, outcome;
        int mark = Mark::Off;
        bool operator==(const Row&) const = default;
    };

    void show(const QJsonObject& plan);
    void fail(const QString& problem);
    void tell(int scenario, const QString& outcome, int mark);

    LoadProcess m_process;
    QString m_file, m_problem;
    QList<Row> m_rows;
};

}  // namespace sluice::desktop
