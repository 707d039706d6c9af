#include "snapshot_table_model.h"

#include <QDateTime>
#include <QLocale>

#include "admin/prometheus.h"
#include "admin/record_json.h"
#include "admin/snapshot_csv.h"
#include "admin/snapshot_json.h"
#include "chosen_file.h"
#include "number_format.h"

namespace sluice::desktop {

namespace {

QString detailOf(const metrics::Record& record) {
    const metrics::Traffic total = metrics::trafficOf(record.total, record.elapsed_s);
    const QString time = QLocale(QLocale::English)
                             .toString(QDateTime::fromMSecsSinceEpoch(record.to_ms),
                                       QStringLiteral("d MMM, HH:mm:ss"));
    return SnapshotTableModel::tr("%1 · over %2 · %3 requests · p99 %4 ms")
        .arg(time, format::duration(record.elapsed_s),
             format::count(static_cast<double>(total.requests)),
             format::milliseconds(total.latency.p99_ms));
}

QByteArray written(const metrics::Record& record, const QString& path) {
    if (path.endsWith(QStringLiteral(".csv"), Qt::CaseInsensitive)) return admin::toCsv(record);
    if (path.endsWith(QStringLiteral(".prom"), Qt::CaseInsensitive))
        return QByteArray::fromStdString(admin::toPrometheus(record));
    return admin::toJson(record);
}

}  // namespace

SnapshotTableModel::SnapshotTableModel(const QString& folder, QObject* parent)
    : RowModel(parent), m_store(folder) {
    connect(&m_comparison, &SnapshotComparison::changed, this, &SnapshotTableModel::refresh);
    m_comparison.clear(0);
}

int SnapshotTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QHash<int, QByteArray> SnapshotTableModel::roleNames() const {
    return {{NameRole, "name"}, {DetailRole, "detail"}, {SideRole, "side"}};
}

QVariant SnapshotTableModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Row& row = m_rows.at(index.row());
    switch (role) {
        case NameRole:
            return row.name;
        case DetailRole:
            return row.detail;
        case SideRole:
            return row.side;
        default:
            return {};
    }
}

void SnapshotTableModel::setReady(bool ready) {
    if (ready == m_ready) return;
    m_ready = ready;
    m_asked.clear();
    m_last.reset();
    Q_EMIT readyChanged();
}

void SnapshotTableModel::refresh() {
    QList<Row> rows;
    for (const QString& name : m_store.names()) {
        if (!m_details.contains(name)) {
            const auto record = m_store.read(name);
            m_details[name] =
                record
                    ? detailOf(*record)
                    : tr("cannot be read: %1").arg(QString::fromStdString(record.error().message));
        }
        int side = name == m_comparison.first() ? 0 : -1;
        if (name == m_comparison.second()) side = 1;
        rows.append({name, m_details[name], side});
    }
    replaceRows(m_rows, rows);
}

bool SnapshotTableModel::accept(const Result<>& result) {
    if (!result) {
        Q_EMIT failed(QString::fromStdString(result.error().message));
    } else {
        Q_EMIT done();
    }
    return bool(result);
}

void SnapshotTableModel::take(const QString& name) {
    if (!m_ready) return;
    const QString time =
        QDateTime::currentDateTime().toString(QStringLiteral("yyyy-MM-dd HH.mm.ss"));
    --m_tag;  // positive ones are those of load tests
    m_asked.insert(m_tag, name.trimmed().isEmpty() ? time : name);
    Q_EMIT recordAsked(m_tag);
}

void SnapshotTableModel::takeRecord(int tag, const std::shared_ptr<const metrics::Record>& record) {
    const QString name = m_asked.take(tag);
    if (name.isEmpty() || !record) return;
    keep(name, m_last && !m_sinceStart ? record->since(*m_last) : *record);
    m_last = record;
}

void SnapshotTableModel::keep(const QString& name, const metrics::Record& record) {
    const auto added = m_store.add(name, admin::toJson(record));
    if (!added) {
        accept(tl::unexpected(added.error()));
        return;
    }
    Q_EMIT done();
    const QString before = m_comparison.second();
    if (!before.isEmpty()) choose(0, before);
    choose(1, *added);
}

void SnapshotTableModel::rename(const QString& from, const QString& to) {
    if (!accept(m_store.rename(from, to))) return;
    m_details.remove(from);
    m_comparison.rename(from, SnapshotStore::cleaned(to));
}

void SnapshotTableModel::remove(const QString& name) {
    if (!accept(m_store.remove(name))) return;
    m_details.remove(name);
    if (m_comparison.first() == name) m_comparison.clear(0);
    if (m_comparison.second() == name) m_comparison.clear(1);
    refresh();
}

void SnapshotTableModel::choose(int side, const QString& name) {
    const int other = 1 - side;
    if ((side == 0 ? m_comparison.first() : m_comparison.second()) == name) {
        return m_comparison.clear(side);
    }
    auto record = m_store.read(name);
    if (!record) {
        accept(tl::unexpected(record.error()));
        return;
    }
    if ((other == 0 ? m_comparison.first() : m_comparison.second()) == name) {
        m_comparison.clear(other);
    }
    m_comparison.set(side, name, std::move(*record));
}

void SnapshotTableModel::exportTo(const QString& name, const QUrl& file) {
    const auto record = m_store.read(name);
    if (!record) {
        accept(tl::unexpected(record.error()));
        return;
    }
    const QString path = pathOf(file);
    accept(writeFile(path, written(*record, path)));
}

}  // namespace sluice::desktop
