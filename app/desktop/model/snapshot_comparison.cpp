#include "snapshot_comparison.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "mark.h"
#include "metrics/figures.h"
#include "number_format.h"

namespace sluice::desktop {

namespace {

struct Shown {
    const char* name;
    const char* title;
    int better;  // 1: more is better, -1: less is, 0: neither
};

constexpr Shown shownFigures[] = {
    {"requests", QT_TRANSLATE_NOOP("SnapshotComparison", "Requests"), 0},
    {"requests_per_second", QT_TRANSLATE_NOOP("SnapshotComparison", "Requests/s"), 0},
    {"error_rate", QT_TRANSLATE_NOOP("SnapshotComparison", "Errors, %"), -1},
    {"cache_hit_rate", QT_TRANSLATE_NOOP("SnapshotComparison", "Cache hits, %"), 1},
    {"mean", QT_TRANSLATE_NOOP("SnapshotComparison", "Mean, ms"), -1},
    {"p50", QT_TRANSLATE_NOOP("SnapshotComparison", "p50, ms"), -1},
    {"p90", QT_TRANSLATE_NOOP("SnapshotComparison", "p90, ms"), -1},
    {"p99", QT_TRANSLATE_NOOP("SnapshotComparison", "p99, ms"), -1},
    {"p999", QT_TRANSLATE_NOOP("SnapshotComparison", "p999, ms"), -1},
    {"max", QT_TRANSLATE_NOOP("SnapshotComparison", "Slowest, ms"), -1},
    {"first_byte_p99", QT_TRANSLATE_NOOP("SnapshotComparison", "First byte p99, ms"), -1},
};

/// Changes smaller than this are noise.
constexpr double notable = 0.05;

using Values = std::map<std::string, metrics::Figure>;

Values valuesOf(const metrics::Record& record) {
    Values values;
    for (auto& figure : metrics::figuresOf(record.total, record.elapsed_s))
        values.emplace(figure.name, figure);
    return values;
}

QString textOf(const metrics::Figure& figure) {
    if (figure.name.ends_with("_rate")) return format::percent(figure.value);
    return figure.unit == "ms" ? format::milliseconds(figure.value) : format::count(figure.value);
}

QString changeText(double before, double after) {
    if (before == 0) return after == 0 ? QStringLiteral("=") : QString();
    const double share = 100 * (after - before) / before;
    const int digits = std::abs(share) < 10 ? 1 : 0;
    return format::change(share, digits);
}

int markOf(double before, double after, int better) {
    const double change = after - before;
    if (better == 0 || std::abs(change) <= notable * std::abs(before)) return Mark::Off;
    return change * better > 0 ? Mark::Good : Mark::Bad;
}

}  // namespace

int SnapshotComparison::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QHash<int, QByteArray> SnapshotComparison::roleNames() const {
    return {{TitleRole, "title"},
            {BeforeRole, "before"},
            {AfterRole, "after"},
            {ChangeRole, "change"},
            {MarkRole, "mark"}};
}

QVariant SnapshotComparison::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Row& row = m_rows.at(index.row());
    switch (role) {
        case TitleRole:
            return row.title;
        case BeforeRole:
            return row.before;
        case AfterRole:
            return row.after;
        case ChangeRole:
            return row.change;
        case MarkRole:
            return row.mark;
        default:
            return {};
    }
}

void SnapshotComparison::set(int side, const QString& name, metrics::Record record) {
    m_sides[side] = {name, std::move(record)};
    compare();
    measureAxis();
    Q_EMIT changed();
}

void SnapshotComparison::rename(const QString& from, const QString& to) {
    for (Side& side : m_sides)
        if (side.name == from) side.name = to;
    Q_EMIT changed();
}

void SnapshotComparison::compare() {
    const auto& [before, after] = m_sides;
    const Values first = valuesOf(before.record);
    const Values second = valuesOf(after.record);
    const bool both = !before.name.isEmpty() && !after.name.isEmpty();
    const bool comparable =
        both && first.at("requests").value > 0 && second.at("requests").value > 0;
    QList<Row> rows;
    for (const Shown& shown : shownFigures) {
        const metrics::Figure& a = first.at(shown.name);
        const metrics::Figure& b = second.at(shown.name);
        Row row{QCoreApplication::translate("SnapshotComparison", shown.title), {}, {}, {}, 0};
        row.mark = comparable ? markOf(a.value, b.value, shown.better) : int{Mark::Off};
        if (!before.name.isEmpty()) row.before = textOf(a);
        if (!after.name.isEmpty()) row.after = textOf(b);
        if (comparable) row.change = changeText(a.value, b.value);
        rows.append(row);
    }
    replaceRows(m_rows, rows);
    m_settings.clear();
    if (!both) return;
    std::set<std::string> keys;
    for (const Side& side : m_sides)
        for (const auto& [key, value] : side.record.configuration)
            keys.insert(key);
    const auto valueIn = [](const Side& side, const std::string& key) {
        const auto found = side.record.configuration.find(key);
        return found == side.record.configuration.end() ? QStringLiteral("–")
                                                        : QString::fromStdString(found->second);
    };
    for (const std::string& key : keys) {
        const QString was = valueIn(before, key);
        const QString is = valueIn(after, key);
        if (was != is)
            m_settings.append(
                QStringLiteral("%1: %2 → %3").arg(QString::fromStdString(key), was, is));
    }
}

void SnapshotComparison::measureAxis() {
    double least_ms = 1e9;
    double most_ms = 0;
    for (const Side& side : m_sides) {
        const auto& latency = side.record.total.latency;
        if (latency.total() == 0) continue;
        least_ms = std::min(least_ms, static_cast<double>(latency.percentile(0)) / 1e6);
        most_ms = std::max(most_ms, static_cast<double>(latency.max()) / 1e6);
    }
    const bool any = most_ms > 0;
    m_bottom = any ? static_cast<int>(std::floor(std::log10(std::max(least_ms, 1e-3)))) : 0;
    m_top = any ? std::max(m_bottom + 1, static_cast<int>(std::ceil(std::log10(most_ms)))) : 1;
}

QStringList SnapshotComparison::latencyLabels() const {
    QStringList labels;
    for (int power = m_bottom; power <= m_top; ++power)
        labels.append(format::timeLabel(std::pow(10, power)));
    return labels;
}

void SnapshotComparison::copyCurve(int side, PlotSeries* line) const {
    QList<QPointF> points;
    const auto& latency = m_sides[side].record.total.latency;
    constexpr int steps = 200;
    for (int i = 0; i <= steps && latency.total() > 0; ++i) {
        const double x = curveEnd * i / steps;
        const auto ns = static_cast<double>(latency.percentile(1 - std::pow(10, -x)));
        points.append({x, std::log10(std::max(ns, 1.0) / 1e6)});
    }
    line->setLine(points);
}

QStringList SnapshotComparison::phaseNames() const {
    return {tr("parse"),   tr("route"),      tr("cache"), tr("wait"),
            tr("connect"), tr("first byte"), tr("body"),  tr("write")};
}

QList<qreal> SnapshotComparison::phasesOf(const Side& side) {
    QList<qreal> parts;
    const auto whole = static_cast<double>(side.record.total.latency.sum());
    for (const uint64_t spent_ns : side.record.total.phase_ns)
        parts.append(whole > 0 ? static_cast<double>(spent_ns) / whole : 0);
    return parts;
}

QString SnapshotComparison::meanOf(const Side& side) {
    const double mean_ms = side.record.total.latency.mean() / 1e6;
    return mean_ms > 0 ? tr("%1 ms").arg(format::milliseconds(mean_ms)) : QString();
}

}  // namespace sluice::desktop
