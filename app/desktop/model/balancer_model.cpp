#include "balancer_model.h"

#include "number_format.h"

namespace sluice::desktop {

namespace {

template <class Number>
QString count(Number number) {
    return format::count(static_cast<double>(number));
}

metrics::PoolSnapshot poolOf(const metrics::Snapshot& snapshot, const QString& name) {
    for (const metrics::PoolSnapshot& pool : snapshot.pools) {
        if (pool.name == name.toStdString()) return pool;
    }
    return {};
}

}  // namespace

void BalancerModel::publish(const metrics::Snapshot& snapshot, const QString& pool) {
    m_pool = poolOf(snapshot, pool);
    m_strategies.show(pool, QString::fromStdString(m_pool.strategy));
    m_settings.show(m_pool);
    m_history.publish(pool);
    m_changes.showOf(m_pool, snapshot);
    Q_EMIT shown();
}

void BalancerModel::clear() {
    m_history.clear();
    m_strategies.forgetWish();
    m_settings.forgetWish();
}

QString BalancerModel::speedScale() const {
    return tr("%1 ms").arg(count(m_pool.scoreScale_ms));
}

QString BalancerModel::maxEjected() const {
    return tr("%1 %").arg(format::percent(m_pool.maxEjected));
}

QString BalancerModel::concurrency() const {
    return m_pool.concurrencyMax > 0
               ? tr("%1 of %2").arg(count(m_pool.concurrency), count(m_pool.concurrencyMax))
               : count(m_pool.concurrency);
}

QString BalancerModel::queued() const {
    return m_pool.overflows > 0
               ? tr("%1 · %2 turned away").arg(count(m_pool.queued), count(m_pool.overflows))
               : count(m_pool.queued);
}

QString BalancerModel::retries() const {
    return m_pool.retriesRefused > 0
               ? tr("%1 · %2 refused").arg(count(m_pool.retries), count(m_pool.retriesRefused))
               : count(m_pool.retries);
}

QString BalancerModel::hedges() const {
    return m_pool.hedges > 0 ? tr("%1 · %2 won").arg(count(m_pool.hedges), count(m_pool.hedgesWon))
                             : count(m_pool.hedges);
}

}  // namespace sluice::desktop
