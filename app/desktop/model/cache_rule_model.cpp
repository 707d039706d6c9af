#include "cache_rule_model.h"

#include <algorithm>

#include "base/duration.h"

namespace sluice::desktop {

namespace {

constexpr Duration longest = std::chrono::hours(24 * 365);

std::optional<cache::Seconds> ttlOf(const QString& text) {
    const auto ttl = parseDuration(text.trimmed().toStdString());
    if (!ttl || *ttl > longest) return {};
    return std::chrono::ceil<cache::Seconds>(*ttl);
}

QString textOf(cache::Seconds ttl) {
    return QString::fromStdString(formatDuration(ttl));
}

cache::Seconds seconds(double ttl_s) {
    return cache::Seconds(static_cast<int64_t>(ttl_s));
}

bool isFirst(const metrics::CacheRule& a, const metrics::CacheRule& b) {
    if (a.pathPrefix.size() != b.pathPrefix.size())
        return a.pathPrefix.size() > b.pathPrefix.size();
    return a.pathPrefix < b.pathPrefix;
}

}  // namespace

int CacheRuleModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QHash<int, QByteArray> CacheRuleModel::roleNames() const {
    return {{PrefixRole, "prefix"},
            {TtlRole, "ttl"},
            {OverridesRole, "overrides"},
            {SavedRole, "saved"}};
}

QVariant CacheRuleModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Row& row = m_rows.at(index.row());
    switch (role) {
        case PrefixRole:
            return row.prefix;
        case TtlRole:
            return row.ttl;
        case OverridesRole:
            return row.overrides;
        case SavedRole:
            return row.saved;
        default:
            return {};
    }
}

QString CacheRuleModel::ttlProblem(const QString& ttl) const {
    return ttlOf(ttl) ? QString() : tr("Write it like 90s, 5m, 1h or 2d.");
}

QString CacheRuleModel::prefixProblem(const QString& prefix) const {
    const QString path = prefix.trimmed();
    if (!path.startsWith(u'/')) return tr("A path, such as /static.");
    for (const Row& row : m_rows)
        if (row.prefix == path) return tr("There is a rule for it.");
    return {};
}

cache::TtlRule* CacheRuleModel::find(cache::Options& options, const QString& prefix) const {
    const auto found =
        std::find_if(options.rules.begin(), options.rules.end(),
                     [&](const auto& rule) { return rule.pathPrefix == prefix.toStdString(); });
    return found == options.rules.end() ? nullptr : &*found;
}

bool CacheRuleModel::setTtl(const QString& prefix, const QString& text) {
    const auto ttl = ttlOf(text);
    if (!ttl) return false;
    cache::Options wanted = m_used;
    cache::TtlRule* rule = find(wanted, prefix);
    if (!prefix.isEmpty() && !rule) return false;
    cache::Seconds& current = rule ? rule->ttl : wanted.defaultTtl;
    if (current == *ttl) return true;
    current = *ttl;
    change(prefix.isEmpty() ? tr("default TTL") : tr("TTL of %1").arg(prefix), wanted);
    return true;
}

void CacheRuleModel::setOverrides(const QString& prefix, bool overrides) {
    cache::Options wanted = m_used;
    cache::TtlRule* rule = find(wanted, prefix);
    if (!rule || rule->overrideOrigin == overrides) return;
    rule->overrideOrigin = overrides;
    change(tr("rule %1").arg(prefix), wanted);
}

bool CacheRuleModel::add(const QString& prefix, const QString& text) {
    const auto ttl = ttlOf(text);
    if (!ttl || !prefixProblem(prefix).isEmpty()) return false;
    cache::Options wanted = m_used;
    wanted.rules.push_back({prefix.trimmed().toStdString(), *ttl});
    change(tr("new rule %1").arg(prefix.trimmed()), wanted);
    return true;
}

void CacheRuleModel::remove(const QString& prefix) {
    cache::Options wanted = m_used;
    const auto removed = std::erase_if(
        wanted.rules, [&](const auto& rule) { return rule.pathPrefix == prefix.toStdString(); });
    if (removed > 0) change(tr("removal of %1").arg(prefix), wanted);
}

void CacheRuleModel::change(const QString& what, const cache::Options& wanted) {
    m_undo.push({.pool = {}, .server = {}, .text = what, .takeBack = [this, before = m_used] {
                     apply(before);
                 }});
    apply(wanted);
}

/// Shown at once; the next snapshot has the gateway's own word.
void CacheRuleModel::apply(const cache::Options& wanted) {
    metrics::CacheSnapshot next;
    next.enabled = true;
    next.defaultTtl_s = static_cast<double>(wanted.defaultTtl.count());
    next.isDefaultTtlSaved = isShown({{}, textOf(wanted.defaultTtl), false, true});
    for (const auto& rule : wanted.rules) {
        const Row same{QString::fromStdString(rule.pathPrefix), textOf(rule.ttl),
                       rule.overrideOrigin, true};
        next.rules.push_back({rule.pathPrefix, static_cast<double>(rule.ttl.count()),
                              rule.overrideOrigin, rule.storeSetCookie, isShown(same)});
    }
    show(next);
    Q_EMIT asked(wanted);
}

bool CacheRuleModel::isShown(const Row& row) const {
    return m_rows.contains(row);
}

void CacheRuleModel::show(const metrics::CacheSnapshot& snapshot) {
    m_used.defaultTtl = seconds(snapshot.defaultTtl_s);
    m_used.rules.clear();
    QList<Row> rows;
    std::vector<metrics::CacheRule> rules = snapshot.rules;
    for (const auto& rule : rules)
        m_used.rules.push_back(
            {rule.pathPrefix, seconds(rule.ttl_s), rule.overridesOrigin, rule.storesSetCookie});
    std::sort(rules.begin(), rules.end(), isFirst);
    for (const auto& rule : rules) {
        rows.append({QString::fromStdString(rule.pathPrefix), textOf(seconds(rule.ttl_s)),
                     rule.overridesOrigin, rule.isSaved});
    }
    if (snapshot.enabled)
        rows.append({{}, textOf(m_used.defaultTtl), false, snapshot.isDefaultTtlSaved});
    replaceRows(m_rows, rows);
}

}  // namespace sluice::desktop
