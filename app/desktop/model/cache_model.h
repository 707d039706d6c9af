#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>

#include "cache_contents_model.h"
#include "cache_explanation_model.h"
#include "cache_history.h"
#include "cache_rule_model.h"
#include "engine_bridge.h"
#include "undo_stack.h"

namespace sluice::desktop {

/// The cache as its screen sees it: how full it is, what it holds, for how long, and its Redis.
class CacheModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to GatewayModel")
    Q_PROPERTY(bool enabled READ enabled NOTIFY shown)
    Q_PROPERTY(QString used READ used NOTIFY shown)         ///< "12.4 MB of 33.6 MB"
    Q_PROPERTY(double usedPart READ usedPart NOTIFY shown)  ///< 0 to 1
    Q_PROPERTY(QString entries READ entries NOTIFY shown)
    Q_PROPERTY(QString evictions READ evictions NOTIFY shown)  ///< since the start
    Q_PROPERTY(bool hasRedis READ hasRedis NOTIFY shown)
    Q_PROPERTY(int redisMark READ redisMark NOTIFY shown)
    Q_PROPERTY(QString redisState READ redisState NOTIFY shown)    ///< "connected", "breaker open"
    Q_PROPERTY(QString redisDetail READ redisDetail NOTIFY shown)  ///< p99, or why it is down
    Q_PROPERTY(QString redisTip READ redisTip NOTIFY shown)        ///< all that is known
    /// What the last purge removed: "7 entries purged"; empty: there was none.
    Q_PROPERTY(QString purged READ purged NOTIFY purgedChanged)
    Q_PROPERTY(sluice::desktop::CacheHistory* history READ history CONSTANT)
    Q_PROPERTY(sluice::desktop::CacheContentsModel* contents READ contents CONSTANT)
    Q_PROPERTY(sluice::desktop::CacheRuleModel* rules READ rules CONSTANT)
    Q_PROPERTY(sluice::desktop::CacheExplanationModel* explanation READ explanation CONSTANT)

public:
    /// Both outlive it.
    CacheModel(EngineBridge& bridge, UndoStack& undo, QObject* parent = nullptr);

    bool enabled() const { return m_cache.enabled; }
    QString used() const;
    double usedPart() const;
    QString entries() const;
    QString evictions() const;
    bool hasRedis() const { return !m_cache.redisUrl.empty(); }
    int redisMark() const;
    QString redisState() const;
    QString redisDetail() const;
    QString redisTip() const;
    QString purged() const { return m_purged; }
    CacheHistory* history() { return &m_history; }
    CacheContentsModel* contents() { return &m_contents; }
    CacheRuleModel* rules() { return &m_rules; }
    CacheExplanationModel* explanation() { return &m_explanation; }

    /// A cache where there is none.
    Q_INVOKABLE void start();
    /// "all", a URL, "prefix:…", "glob:…" or "tag:…".
    Q_INVOKABLE void purge(const QString& pattern);
    /// Why it cannot be purged by that; empty: it can.
    Q_INVOKABLE QString purgeProblem(const QString& pattern) const;

    void record(const metrics::Snapshot& snapshot) { m_history.record(snapshot); }
    void publish(const metrics::Snapshot& snapshot);
    void clear();

Q_SIGNALS:
    void shown();
    void purgedChanged();

private:
    void setPurged(const QString& text);

    EngineBridge& m_bridge;
    CacheHistory m_history;
    CacheContentsModel m_contents;
    CacheRuleModel m_rules;
    CacheExplanationModel m_explanation;
    metrics::CacheSnapshot m_cache;
    QString m_purged;
};

}  // namespace sluice::desktop
