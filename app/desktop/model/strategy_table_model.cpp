#include "strategy_table_model.h"

#include <algorithm>
#include <array>

namespace sluice::desktop {

namespace {

struct Strategy {
    const char* name;
    const char* title;
    const char* description;
};

constexpr std::array strategies{
    Strategy{"round-robin", QT_TR_NOOP("Round robin"), QT_TR_NOOP("each in turn; no weights")},
    Strategy{"weighted-round-robin", QT_TR_NOOP("Weighted round robin"),
             QT_TR_NOOP("in turn, by weight, smoothly")},
    Strategy{"least-connections", QT_TR_NOOP("Least connections"),
             QT_TR_NOOP("fewest in flight per weight")},
    Strategy{"least-response-time", QT_TR_NOOP("Least response time"),
             QT_TR_NOOP("shortest expected wait")},
    Strategy{"health-weighted", QT_TR_NOOP("Health-weighted"),
             QT_TR_NOOP("weight × score, in proportion")},
    Strategy{"power-of-two", QT_TR_NOOP("Power of two choices"),
             QT_TR_NOOP("better of two at random")},
    Strategy{"peak-ewma", QT_TR_NOOP("Peak EWMA"), QT_TR_NOOP("avoids recent slowness")},
    Strategy{"consistent-hash", QT_TR_NOOP("Consistent hash"), QT_TR_NOOP("same key, same server")},
};

int rowOf(const QString& name) {
    const auto found = std::find_if(strategies.begin(), strategies.end(), [&name](const auto& s) {
        return name == QLatin1String(s.name);
    });
    return found == strategies.end() ? -1 : static_cast<int>(found - strategies.begin());
}

}  // namespace

QString StrategyTableModel::titleOf(const QString& name) {
    const int row = rowOf(name);
    return row < 0 ? name : tr(strategies[static_cast<size_t>(row)].title);
}

int StrategyTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(strategies.size());
}

QHash<int, QByteArray> StrategyTableModel::roleNames() const {
    return {{NameRole, "name"}, {TitleRole, "title"}, {DescriptionRole, "description"}};
}

QVariant StrategyTableModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Strategy& strategy = strategies[static_cast<size_t>(index.row())];
    switch (role) {
        case NameRole:
            return QString::fromLatin1(strategy.name);
        case TitleRole:
            return tr(strategy.title);
        case DescriptionRole:
            return tr(strategy.description);
        default:
            return {};
    }
}

int StrategyTableModel::currentRow() const {
    return rowOf(m_current);
}

void StrategyTableModel::show(const QString& pool, const QString& strategy) {
    if (pool != m_pool || strategy == m_wish || m_wishUntil.hasExpired()) m_wish.clear();
    m_pool = pool;
    setCurrent(m_wish.isEmpty() ? strategy : m_wish);
}

void StrategyTableModel::setWish(const QString& strategy) {
    m_wish = strategy;
    m_wishUntil.setRemainingTime(wishTimeout_ms);
    setCurrent(strategy);
}

void StrategyTableModel::setCurrent(const QString& name) {
    if (name == m_current) return;
    m_current = name;
    Q_EMIT currentChanged();
}

}  // namespace sluice::desktop
