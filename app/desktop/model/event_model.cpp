#include "event_model.h"

#include <QDateTime>

namespace sluice::desktop {

namespace {

int markOf(const std::string& kind) {
    if (kind == "error") return Mark::Bad;
    if (kind == "start" || kind == "reload" || kind == "save") return Mark::Good;
    return kind == "stop" ? Mark::Off : Mark::Notice;
}

}  // namespace

int EventModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QHash<int, QByteArray> EventModel::roleNames() const {
    return {{TimeRole, "time"},
            {SubjectRole, "subject"},
            {TextRole, "text"},
            {MarkRole, "mark"},
            {AgeRole, "age"}};
}

QVariant EventModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Row& row = m_rows.at(index.row());
    switch (role) {
        case TimeRole:
            return row.time;
        case SubjectRole:
            return row.subject;
        case TextRole:
            return row.text;
        case MarkRole:
            return row.mark;
        case AgeRole:
            return row.age_s;
        default:
            return {};
    }
}

void EventModel::show(const metrics::Snapshot& snapshot) {
    QList<Row> rows;
    for (auto it = snapshot.events.rbegin(); it != snapshot.events.rend(); ++it) {
        if (rows.size() < maxRows) rows.append(toRow(*it, snapshot.time_ms));
    }
    replaceRows(m_rows, rows);
}

EventModel::Row EventModel::toRow(const metrics::Event& event, qint64 now_ms) {
    return {
        .time = QDateTime::fromMSecsSinceEpoch(event.time_ms).toString(QStringLiteral("HH:mm:ss")),
        .subject = QString::fromStdString(event.subject),
        .text = QString::fromStdString(event.text),
        .mark = markOf(event.kind),
        .age_s = static_cast<int>((now_ms - event.time_ms) / 1000)};
}

}  // namespace sluice::desktop
