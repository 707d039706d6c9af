#include "load_plan_model.h"

#include <QFileInfo>
#include <QJsonArray>

#include "number_format.h"

using namespace Qt::StringLiterals;

namespace sluice::desktop {

LoadPlanModel::LoadPlanModel(QObject* parent) : RowModel(parent) {
    connect(&m_process, &LoadProcess::done, this, &LoadPlanModel::show);
    connect(&m_process, &LoadProcess::failed, this, &LoadPlanModel::fail);
}

QString LoadPlanModel::fileName() const {
    return QFileInfo(m_file).fileName();
}

int LoadPlanModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QHash<int, QByteArray> LoadPlanModel::roleNames() const {
    return {{NameRole, "name"}, {LoadRole, "load"}, {OutcomeRole, "outcome"}, {MarkRole, "mark"}};
}

QVariant LoadPlanModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Row& row = m_rows.at(index.row());
    switch (role) {
        case NameRole:
            return row.name;
        case LoadRole:
            return row.load;
        case OutcomeRole:
            return row.outcome;
        case MarkRole:
            return row.mark;
        default:
            return {};
    }
}

void LoadPlanModel::open(const QUrl& file) {
    if (m_process.running()) return;
    m_file = file.toLocalFile();
    m_problem.clear();
    replaceRows(m_rows, {});
    m_process.start({u"--plan"_s, m_file, u"--list"_s});
    Q_EMIT changed();
}

void LoadPlanModel::show(const QJsonObject& plan) {
    QList<Row> rows;
    for (const auto& scenario : plan[u"scenarios"].toArray()) {
        rows << Row{scenario[u"name"].toString(),
                    scenario[u"target"].toString(),
                    scenario[u"load"].toString(),
                    {}};
    }
    replaceRows(m_rows, rows);
    Q_EMIT changed();
}

/// The folder is known, and has no room here.
void LoadPlanModel::fail(const QString& problem) {
    m_problem = problem.startsWith(m_file) ? fileName() + problem.mid(m_file.size()) : problem;
    Q_EMIT changed();
}

QStringList LoadPlanModel::arguments(int scenario) const {
    return {u"--plan"_s, m_file, u"--scenario"_s, QString::number(scenario + 1)};
}

void LoadPlanModel::forget() {
    for (int i = 0; i < count(); ++i)
        tell(i, {}, Mark::Off);
}

void LoadPlanModel::setRunning(int scenario) {
    tell(scenario, tr("running"), Mark::Off);
}

void LoadPlanModel::setFailed(int scenario) {
    tell(scenario, tr("not run"), Mark::Bad);
}

void LoadPlanModel::setReport(int scenario, const QJsonObject& report) {
    const double failed = report[u"failed_requests"].toDouble();
    const QString figures =
        tr("%1/s · p99 %2 ms")
            .arg(format::count(report[u"requests_per_second"].toDouble()),
                 format::milliseconds(report[u"percentiles_ms"][u"p99"].toDouble()));
    if (failed == 0) return tell(scenario, figures, Mark::Good);
    const bool none = report[u"successful_requests"].toDouble() == 0;
    tell(scenario, figures + tr(" · %1 failed").arg(format::count(failed)),
         none ? Mark::Bad : Mark::Notice);
}

void LoadPlanModel::tell(int scenario, const QString& outcome, int mark) {
    if (scenario < 0 || scenario >= count()) return;
    Row row = m_rows.at(scenario);
    row.outcome = outcome;
    row.mark = mark;
    replaceRow(m_rows, scenario, row);
}

}  // namespace sluice::desktop
