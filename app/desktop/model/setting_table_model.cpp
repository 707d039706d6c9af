#include "setting_table_model.h"

#include <algorithm>
#include <array>
#include <utility>

namespace sluice::desktop {

namespace {

struct Setting {
    enum class Kind { text, list, toggle };

    const char* key;
    const char* title;
    const char* tip;
    Kind kind = Kind::text;
};

constexpr std::array settings{
    Setting{"retry.attempts", QT_TR_NOOP("Further tries"),
            QT_TR_NOOP("On other servers, where that is safe; 0: none")},
    Setting{"retry.status", QT_TR_NOOP("On statuses"),
            QT_TR_NOOP("That a server answers, such as 502, 503"), Setting::Kind::list},
    Setting{"retry.budget", QT_TR_NOOP("Budget"),
            QT_TR_NOOP("Retries as a share of the last ten seconds' requests")},
    Setting{"retry.per_try", QT_TR_NOOP("Time of a try"),
            QT_TR_NOOP("Until the answer's head; 0s: the route's timeout alone")},
    Setting{"concurrency.max", QT_TR_NOOP("Requests at once"),
            QT_TR_NOOP("More wait in line; 0: no limit")},
    Setting{"concurrency.queue", QT_TR_NOOP("Queue"), QT_TR_NOOP("More are answered with a 503")},
    Setting{"concurrency.timeout", QT_TR_NOOP("Time in the queue"),
            QT_TR_NOOP("Who waits longer is answered with a 503")},
    Setting{"retry.max_concurrent", QT_TR_NOOP("Retries at once"), QT_TR_NOOP("More are not made")},
    Setting{"hedge.enabled", QT_TR_NOOP("Ask a second server"),
            QT_TR_NOOP("When the first one is slow, for requests that may be repeated"),
            Setting::Kind::toggle},
    Setting{"hedge.quantile", QT_TR_NOOP("After the quantile"),
            QT_TR_NOOP("Of the pool's latencies in the last ten seconds")},
    Setting{"hedge.min_delay", QT_TR_NOOP("After at least"),
            QT_TR_NOOP("However fast the servers are")},
    Setting{"hedge.max_share", QT_TR_NOOP("At most"), QT_TR_NOOP("As a share of the requests")},
};

const Setting* settingOf(const QString& key) {
    const auto found = std::find_if(settings.begin(), settings.end(), [&key](const Setting& s) {
        return key == QLatin1String(s.key);
    });
    return found == settings.end() ? nullptr : found;
}

QString valueIn(const std::map<std::string, std::string>& values, const Setting& setting) {
    const auto found = values.find(setting.key);
    return found == values.end() ? QString() : QString::fromStdString(found->second);
}

/// Without the brackets of a list.
QString shown(const Setting& setting, const QString& value) {
    if (setting.kind != Setting::Kind::list) return value;
    const bool isListed = value.startsWith(u'[') && value.endsWith(u']');
    return isListed ? value.mid(1, value.size() - 2) : value;
}

}  // namespace

QStringList SettingTableModel::groups() {
    return {tr("Retries"), tr("Circuit breaker"), tr("Hedging")};
}

QString SettingTableModel::titleOf(const QString& key) {
    const Setting* setting = settingOf(key);
    return setting ? tr(setting->title) : key;
}

int SettingTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QHash<int, QByteArray> SettingTableModel::roleNames() const {
    return {{KeyRole, "key"},     {TitleRole, "title"},   {TipRole, "tip"},
            {ValueRole, "value"}, {ToggleRole, "toggle"}, {UnsavedRole, "unsaved"}};
}

QVariant SettingTableModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Setting& setting = settings[static_cast<size_t>(index.row())];
    const Row& row = m_rows.at(index.row());
    switch (role) {
        case KeyRole:
            return QString::fromLatin1(setting.key);
        case TitleRole:
            return tr(setting.title);
        case TipRole:
            return tr(setting.tip);
        case ValueRole:
            return shown(setting, row.value);
        case ToggleRole:
            return setting.kind == Setting::Kind::toggle;
        case UnsavedRole:
            return row.unsaved;
        default:
            return {};
    }
}

QString SettingTableModel::valueOf(const QString& key) const {
    const Setting* setting = settingOf(key);
    const auto row = setting ? setting - settings.begin() : m_rows.size();
    return row < m_rows.size() ? m_rows.at(row).value : QString();
}

void SettingTableModel::show(const metrics::PoolSnapshot& pool) {
    const QString name = QString::fromStdString(pool.name);
    if (std::exchange(m_pool, name) != name || m_wishUntil.hasExpired()) m_wish = {};
    QList<Row> rows;
    for (const Setting& setting : settings) {
        if (pool.settings.empty()) break;
        QString value = valueIn(pool.settings, setting);
        const bool unsaved = value != valueIn(pool.configuredSettings, setting);
        if (m_wish.key == QLatin1String(setting.key)) {
            if (value == m_wish.before)
                value = m_wish.value;
            else
                m_wish = {};
        }
        rows.append({value, unsaved});
    }
    replaceRows(m_rows, rows);
}

void SettingTableModel::setWish(const QString& key, const QString& value) {
    const Setting* setting = settingOf(key);
    if (!setting || m_rows.isEmpty()) return;
    const auto row = static_cast<int>(setting - settings.begin());
    m_wish = {key, value, m_rows.at(row).value};
    m_wishUntil.setRemainingTime(wishTimeout_ms);
    replaceRow(m_rows, row, {value, m_rows.at(row).unsaved});
}

}  // namespace sluice::desktop
