#pragma once

#include <QObject>
#include <QString>
#include <QStringList>
#include <memory>

#include "cache/explanation.h"
#include "cache/question.h"
#include "metrics/record.h"
#include "metrics/snapshot.h"
#include "what_if_result.h"

namespace sluice::desktop {

using SnapshotPtr = std::shared_ptr<const metrics::Snapshot>;
using RecordPtr = std::shared_ptr<const metrics::Record>;
using CacheContentsPtr = std::shared_ptr<const cache::Contents>;
using CacheExplanationPtr = std::shared_ptr<const cache::Explanation>;

/// What the desktop application asks of a gateway. Lives on the control thread, where all members
/// are called and all signals are emitted; EngineBridge carries both over to the GUI thread.
class GatewayControl : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    virtual void startFile(const QString& path) = 0;
    /// A gateway without a file: listens on "host:port" and forwards everything to `urls` in turn.
    virtual void startProxy(const QString& listen, const QStringList& urls,
                            const QString& preserveHost) = 0;
    virtual void startDemo() = 0;
    /// Finishes what is in flight, then stopped(). A second call closes at once what is left.
    virtual void stop() = 0;

    virtual void setWeight(const QString& pool, const QString& server, double weight) = 0;
    /// By its name in the configuration, such as "peak-ewma".
    virtual void setStrategy(const QString& pool, const QString& strategy) = 0;
    /// Of the pool's resilience and health, by its key and in the notation of the file:
    /// "retry.attempts", "3".
    virtual void setSetting(const QString& pool, const QString& key, const QString& value) = 0;
    /// "active", "drained" or "maintenance".
    virtual void setDuty(const QString& pool, const QString& server, const QString& duty) = 0;
    /// Replays the pool's recorded traffic through every strategy, then whatIfReady().
    virtual void runWhatIf(const QString& pool) = 0;
    /// All that was counted up to this moment, then recordTaken() with the same tag.
    virtual void takeRecord(int tag) = 0;
    /// A cache where there is none, which stores what the servers allow.
    virtual void startCache() = 0;
    /// Default and rules of it, in the place of all that there are.
    virtual void setCacheRules(const sluice::cache::Options& wanted) = 0;
    /// As PurgePattern::parse() reads it, then cachePurged().
    virtual void purgeCache(const QString& pattern) = 0;
    /// What is stored, then cacheListed().
    virtual void listCache(const sluice::cache::ContentsQuery& query) = 0;
    /// Then cachingExplained() or cachingNotExplained(). `server`: after one GET through the
    /// gateway.
    virtual void explainCaching(const sluice::cache::Question& question, bool server) = 0;
    virtual void save(bool overwrite) = 0;
    /// A gateway that was started without a file goes on with this one, in which all of it is.
    virtual void saveAs(const QString& path) = 0;
    virtual void revert() = 0;

Q_SIGNALS:
    void started();
    void stopped();
    void snapshotTaken(const sluice::desktop::SnapshotPtr& snapshot);
    /// Nothing runs: why, for a person to read.
    void startFailed(const QString& message);
    /// A command was refused; what ran goes on.
    void commandFailed(const QString& message);
    void saved();
    /// Null: nothing runs.
    void recordTaken(int tag, const sluice::desktop::RecordPtr& record);
    void whatIfReady(const sluice::desktop::WhatIfResult& result);
    /// `owed`: why Redis, and other gateways, have not been told yet; empty: they have.
    void cachePurged(qint64 entries, const QString& owed = {});
    /// Null: there is no cache any more, or it cannot be listed now.
    void cacheListed(const sluice::desktop::CacheContentsPtr& contents);
    void cachingExplained(const sluice::desktop::CacheExplanationPtr& explanation);
    void cachingNotExplained(const QString& why);
};

}  // namespace sluice::desktop
