#include "event_model.h"

#include <QDateTime>
#include <algorithm>
#include <array>
#include <vector>

namespace sluice::desktop {

namespace {

struct Kind {
    const char* name;
    const char* label;
    Mark::Kind mark;
    bool change = false;
};

constexpr std::array kinds{
    Kind{"weight", QT_TR_NOOP("weight"), Mark::Notice, true},
    Kind{"strategy", QT_TR_NOOP("strategy"), Mark::Notice, true},
    Kind{"duty", QT_TR_NOOP("duty"), Mark::Notice, true},
    Kind{"eject", QT_TR_NOOP("ejected"), Mark::Bad, true},
    Kind{"recover", QT_TR_NOOP("recovered"), Mark::Good, true},
    Kind{"unhealthy", QT_TR_NOOP("unhealthy"), Mark::Bad, true},
    Kind{"healthy", QT_TR_NOOP("healthy"), Mark::Good, true},
    Kind{"failing", QT_TR_NOOP("failing"), Mark::Bad, true},
    Kind{"answers", QT_TR_NOOP("answers"), Mark::Good, true},
    Kind{"settings", QT_TR_NOOP("settings"), Mark::Notice, true},
    Kind{"health", QT_TR_NOOP("health"), Mark::Notice, true},
    Kind{"fail-open", QT_TR_NOOP("fail open"), Mark::Bad, true},
    Kind{"breaker", QT_TR_NOOP("breaker"), Mark::Notice, true},
    Kind{"rule", QT_TR_NOOP("TTL"), Mark::Notice, true},
    Kind{"purge", QT_TR_NOOP("purge"), Mark::Notice, true},
    Kind{"error", "", Mark::Bad},
    Kind{"start", "", Mark::Good},
    Kind{"reload", "", Mark::Good},
    Kind{"save", "", Mark::Good},
    Kind{"stop", "", Mark::Off},
};

Kind kindOf(const std::string& name) {
    const auto found =
        std::find_if(kinds.begin(), kinds.end(), [&name](const Kind& k) { return name == k.name; });
    return found == kinds.end() ? Kind{"", "", Mark::Notice} : *found;
}

bool isAbout(const metrics::Event& event, const metrics::PoolSnapshot& pool) {
    return event.subject == pool.name ||
           std::any_of(pool.servers.begin(), pool.servers.end(),
                       [&event](const auto& server) { return server.name == event.subject; });
}

bool isSameDrag(const metrics::Event& older, const metrics::Event& newer) {
    return older.kind == "weight" && newer.kind == "weight" && older.subject == newer.subject &&
           newer.time_ms - older.time_ms <= EventModel::dragGap_ms;
}

/// "1 → 1.1" and "1.1 → 1.2" are "1 → 1.2".
std::string joined(const std::string& older, const std::string& newer) {
    const std::string arrow = " → ";
    const size_t first = older.find(arrow), last = newer.find(arrow);
    if (first == std::string::npos || last == std::string::npos) return newer;
    return older.substr(0, first) + newer.substr(last);
}

}  // namespace

int EventModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QHash<int, QByteArray> EventModel::roleNames() const {
    return {{TimeRole, "time"}, {LabelRole, "label"}, {SubjectRole, "subject"},
            {TextRole, "text"}, {MarkRole, "mark"},   {ChangeRole, "change"},
            {AgeRole, "age"}};
}

QVariant EventModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Row& row = m_rows.at(index.row());
    switch (role) {
        case TimeRole:
            return row.time;
        case LabelRole:
            return row.label;
        case SubjectRole:
            return row.subject;
        case TextRole:
            return row.text;
        case MarkRole:
            return row.mark;
        case ChangeRole:
            return row.change;
        case AgeRole:
            return row.age_s;
        default:
            return {};
    }
}

void EventModel::show(const metrics::Snapshot& snapshot) {
    replace(snapshot, {}, [](const metrics::Event&, const metrics::PoolSnapshot&) { return true; });
}

void EventModel::showOf(const metrics::PoolSnapshot& pool, const metrics::Snapshot& snapshot) {
    replace(snapshot, pool, [](const metrics::Event& event, const metrics::PoolSnapshot& of) {
        return kindOf(event.kind).change && isAbout(event, of);
    });
}

void EventModel::replace(const metrics::Snapshot& snapshot, const metrics::PoolSnapshot& pool,
                         Filter filter) {
    std::vector<metrics::Event> events;  // newest first
    qint64 oldest_ms = 0;                // of the drag that is being put together
    for (auto it = snapshot.events.rbegin(); it != snapshot.events.rend(); ++it) {
        if (!filter(*it, pool)) continue;
        metrics::Event reach = events.empty() ? metrics::Event() : events.back();
        reach.time_ms = oldest_ms;
        if (!events.empty() && isSameDrag(*it, reach)) {
            events.back().text = joined(it->text, events.back().text);
        } else if (events.size() < maxRows) {
            events.push_back(*it);
        } else {
            break;
        }
        oldest_ms = it->time_ms;
    }
    QList<Row> rows;
    for (const metrics::Event& event : events)
        rows.append(toRow(event, snapshot.time_ms));
    replaceRows(m_rows, rows);
}

EventModel::Row EventModel::toRow(const metrics::Event& event, qint64 now_ms) {
    const Kind kind = kindOf(event.kind);
    return {
        .time = QDateTime::fromMSecsSinceEpoch(event.time_ms).toString(QStringLiteral("HH:mm:ss")),
        .label = *kind.label ? tr(kind.label) : QString(),
        .subject = QString::fromStdString(event.subject),
        .text = QString::fromStdString(event.text),
        .mark = kind.mark,
        .change = kind.change,
        .age_s = static_cast<int>((now_ms - event.time_ms) / 1000)};
}

}  // namespace sluice::desktop
