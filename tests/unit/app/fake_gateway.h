#pragma once

#include <QStringList>

#include "gateway_control.h"

namespace sluice::desktop {

/// A gateway without sockets: believable numbers, and a record of what it was told to do.
class FakeGateway : public GatewayControl {
    Q_OBJECT

public:
    using GatewayControl::GatewayControl;

    void startFile(const QString& path) override;
    void startProxy(const QString& listen, const QStringList& urls,
                    const QString& preserveHost) override;
    void startDemo() override;
    void stop() override;
    void setWeight(const QString& pool, const QString& server, double weight) override;
    void setStrategy(const QString& pool, const QString& strategy) override;
    void setSetting(const QString& pool, const QString& key, const QString& value) override;
    void setDuty(const QString& pool, const QString& server, const QString& duty) override;
    /// Answers with one row for each strategy, or with nothing when `nothingRecorded`.
    void runWhatIf(const QString& pool) override;
    void takeRecord(int tag) override { Q_EMIT recordTaken(tag, m_snapshot.record); }
    void startCache() override;
    void setCacheRules(const cache::Options& wanted) override;
    void purgeCache(const QString& pattern) override;
    /// Answers with 120 entries, or those of them that have the text.
    void listCache(const cache::ContentsQuery& query) override;
    /// Unless a server is asked, nothing is known about "/unknown"; "no url" is none.
    void explainCaching(const cache::Question& question, bool server) override;
    void save(bool overwrite) override;
    void saveAs(const QString& path) override;
    void revert() override;

    /// Lets a second pass: the next snapshot.
    void tick();
    /// As the last tick left it; tests change it, and emit it again.
    metrics::Snapshot& snapshot() { return m_snapshot; }
    void emitSnapshot();

    QStringList commands;
    bool refuseStart = false;
    bool silentStop = false;  ///< stop() does not answer
    bool nothingRecorded = false;
    bool longNames = false;  ///< of what is started next: many, long, and with large numbers
    bool noCache = false;    ///< of what is started next

private:
    void begin();
    void lengthen();
    metrics::PoolSnapshot* findPool(const QString& name);
    metrics::ServerSnapshot* findServer(const QString& pool, const QString& name);
    void changed();
    void fillTotals();
    void fillServers();
    void fillRoutes();
    void fillCache();
    void addEvent(const char* kind, const QString& subject, const QString& text);
    double noise();  ///< -1 to 1, the same in every run

    metrics::Snapshot m_snapshot;
    uint32_t m_random = 1;
    int m_second = 0;
    double m_scale = 1;  ///< of the numbers
};

}  // namespace sluice::desktop
