#pragma once

#include <QElapsedTimer>
#include <QHash>
#include <QMutex>
#include <QObject>
#include <QThread>
#include <QTimer>
#include <functional>
#include <memory>

#include "gateway_control.h"

namespace sluice::desktop {

/// The one crossing between the GUI thread and the control thread. Owns that thread and, on it, the
/// gateway. Lives on the GUI thread; all members are for that thread, and all signals come there.
///
/// Neither side can hold up the other: snapshots pass through a mailbox that keeps only the newest
/// and are delivered at most four times a second; a dragged slider sends its last value at most
/// twenty times a second.
class EngineBridge : public QObject {
    Q_OBJECT

public:
    using Factory = std::function<std::unique_ptr<GatewayControl>()>;

    static constexpr int deliveryInterval_ms = 250;
    static constexpr int weightInterval_ms = 50;

    /// `factory` is called on the control thread.
    explicit EngineBridge(Factory factory, QObject* parent = nullptr);
    /// Ends the control thread, waiting at most two seconds for what it is doing.
    ~EngineBridge() override;

    void startFile(const QString& path);
    void startProxy(const QString& listen, const QStringList& urls, const QString& preserveHost);
    void startDemo();
    void stop();
    void setWeight(const QString& pool, const QString& server, double weight);
    void setStrategy(const QString& pool, const QString& strategy);
    void setSetting(const QString& pool, const QString& key, const QString& value);
    void setDuty(const QString& pool, const QString& server, const QString& duty);
    void runWhatIf(const QString& pool);
    void takeRecord(int tag);
    void startCache();
    void setCacheRules(const cache::Options& wanted);
    void purgeCache(const QString& pattern);
    void listCache(const cache::ContentsQuery& query);
    void explainCaching(const cache::Question& question, bool server);
    void save(bool overwrite);
    void saveAs(const QString& path);
    void revert();

Q_SIGNALS:
    void started();
    void stopped();
    void snapshotReady(const sluice::desktop::SnapshotPtr& snapshot);
    void startFailed(const QString& message);
    void commandFailed(const QString& message);
    void saved();
    void recordTaken(int tag, const sluice::desktop::RecordPtr& record);
    void whatIfReady(const sluice::desktop::WhatIfResult& result);
    /// `owed`: why Redis, and other gateways, have not been told yet; empty: they have.
    void cachePurged(qint64 entries, const QString& owed = {});
    void cacheListed(const sluice::desktop::CacheContentsPtr& contents);
    void cachingExplained(const sluice::desktop::CacheExplanationPtr& explanation);
    void cachingNotExplained(const QString& why);

private:
    using WeightKey = std::pair<QString, QString>;

    void post(std::function<void(GatewayControl&)> command);
    void connectControl();
    void receive(const SnapshotPtr& snapshot);
    void scheduleDelivery();
    void deliver();
    void flushWeights();

    QThread m_thread;
    GatewayControl* m_control = nullptr;

    QMutex m_mailboxLock;
    SnapshotPtr m_mailbox;  ///< guarded by m_mailboxLock

    QTimer m_deliveryTimer;
    QElapsedTimer m_sinceDelivery;
    QTimer m_weightTimer;
    QHash<WeightKey, double> m_weights;  ///< the last wish for each server, not yet sent
};

}  // namespace sluice::desktop
