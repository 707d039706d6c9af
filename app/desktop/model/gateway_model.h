#pragma once

#include <QtQml/qqmlregistration.h>
#include <QImage>
#include <QObject>
#include <QTimer>
#include <QUrl>
#include <functional>

#include "balancer_model.h"
#include "cache_model.h"
#include "engine_bridge.h"
#include "event_model.h"
#include "load_test_model.h"
#include "overview_model.h"
#include "pool_tuning.h"
#include "route_table_model.h"
#include "server_table_model.h"
#include "snapshot_table_model.h"
#include "what_if_model.h"

namespace sluice::desktop {

/// The gateway as the screens see it: its state, the models of its numbers, and the commands.
class GatewayModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the application")
    Q_PROPERTY(State state READ state NOTIFY stateChanged)
    Q_PROPERTY(int workers READ workers NOTIFY updated)
    Q_PROPERTY(QString listenUrl READ listenUrl NOTIFY updated)
    Q_PROPERTY(QString configFile READ configFile NOTIFY updated)  ///< empty: runs without a file
    Q_PROPERTY(QString configName READ configName NOTIFY updated)  ///< without the folder
    Q_PROPERTY(QString configError READ configError NOTIFY updated)
    Q_PROPERTY(int unsavedChanges READ unsavedChanges NOTIFY updated)
    Q_PROPERTY(bool fileConflict READ fileConflict NOTIFY updated)
    /// The display stands still; the gateway and the collecting go on.
    Q_PROPERTY(bool paused READ paused WRITE setPaused NOTIFY pausedChanged)
    /// What could not be done, until it is dismissed or the next command works.
    Q_PROPERTY(QString problem READ problem NOTIFY problemChanged)
    Q_PROPERTY(sluice::desktop::OverviewModel* overview READ overview CONSTANT)
    Q_PROPERTY(sluice::desktop::ServerTableModel* servers READ servers CONSTANT)
    Q_PROPERTY(sluice::desktop::RouteTableModel* routes READ routes CONSTANT)
    Q_PROPERTY(sluice::desktop::EventModel* events READ events CONSTANT)
    Q_PROPERTY(sluice::desktop::BalancerModel* balancer READ balancer CONSTANT)
    Q_PROPERTY(sluice::desktop::CacheModel* cache READ cache CONSTANT)
    Q_PROPERTY(sluice::desktop::SnapshotTableModel* snapshots READ snapshots CONSTANT)
    Q_PROPERTY(sluice::desktop::PoolTuning* tuning READ tuning CONSTANT)
    Q_PROPERTY(sluice::desktop::WhatIfModel* whatIf READ whatIf CONSTANT)
    Q_PROPERTY(sluice::desktop::LoadTestModel* loadTest READ loadTest CONSTANT)

public:
    enum State { Idle, Starting, Running, Stopping };
    Q_ENUM(State)

    /// Turns a snapshot into a file's text; `suffix` is "json", "csv" or "prom".
    using Writer = std::function<QByteArray(const metrics::Snapshot&, const QString& suffix)>;

    /// A stop that takes longer is made to close at once what is left; twice that, it is given up.
    static constexpr int stopLimit_ms = 5000;

    GatewayModel(EngineBridge::Factory factory, Writer writer, QObject* parent = nullptr);

    State state() const { return m_state; }
    int workers() const { return m_shown->workers; }
    QString listenUrl() const { return QString::fromStdString(m_shown->listenUrl); }
    QString configFile() const { return QString::fromStdString(m_shown->configFile); }
    QString configName() const;
    QString configError() const { return QString::fromStdString(m_shown->configError); }
    int unsavedChanges() const { return m_shown->unsavedChanges; }
    bool fileConflict() const { return m_shown->fileConflict; }
    bool paused() const { return m_paused; }
    void setPaused(bool paused);
    QString problem() const { return m_problem; }
    OverviewModel* overview() { return &m_overview; }
    ServerTableModel* servers() { return &m_servers; }
    RouteTableModel* routes() { return &m_routes; }
    EventModel* events() { return &m_events; }
    BalancerModel* balancer() { return &m_balancer; }
    CacheModel* cache() { return &m_cache; }
    SnapshotTableModel* snapshots() { return &m_snapshots; }
    PoolTuning* tuning() { return &m_tuning; }
    WhatIfModel* whatIf() { return &m_whatIf; }
    LoadTestModel* loadTest() { return &m_loadTest; }

    /// Stops first what runs.
    Q_INVOKABLE void startFile(const QUrl& file);
    Q_INVOKABLE void startProxy(const QString& listen, const QStringList& urls,
                                const QString& preserveHost);
    Q_INVOKABLE void startDemo();
    /// Ends in the state Idle.
    Q_INVOKABLE void stop();
    Q_INVOKABLE void save(bool overwrite);
    /// All of a gateway that was started without a file, which goes on with this one.
    Q_INVOKABLE void saveAs(const QUrl& file);
    Q_INVOKABLE void revert();
    /// As CSV or Prometheus text if the name ends with .csv or .prom, else as JSON. What is on the
    /// screen, also when it is paused.
    Q_INVOKABLE void exportTo(const QUrl& file);
    /// As PNG.
    Q_INVOKABLE void exportPicture(const QImage& picture, const QUrl& file);
    Q_INVOKABLE void dismissProblem() { setProblem({}); }
    Q_INVOKABLE void copyListenUrl() const;

Q_SIGNALS:
    void stateChanged();
    void updated();
    void pausedChanged();
    void problemChanged();
    void saved();
    void exported(const QString& file);

private:
    void setState(State state);
    void setProblem(const QString& problem);
    void write(const QString& path, const QByteArray& content);
    void connectBridge();
    void connectModels();
    void begin();
    void receive(const SnapshotPtr& snapshot);
    void publish();
    void publishPool();
    void hurryStop();

    EngineBridge m_bridge;
    Writer m_writer;
    OverviewModel m_overview;
    ServerTableModel m_servers;
    RouteTableModel m_routes;
    EventModel m_events;
    BalancerModel m_balancer;
    SnapshotTableModel m_snapshots;
    PoolTuning m_tuning;
    CacheModel m_cache;
    WhatIfModel m_whatIf;
    LoadTestModel m_loadTest;
    SnapshotPtr m_newest = std::make_shared<const metrics::Snapshot>();
    SnapshotPtr m_shown = m_newest;  ///< never null
    State m_state = Idle;
    bool m_paused = false;
    QString m_problem;
    QTimer m_stopTimer;
    bool m_hurried = false;
    QString m_next;  // the file to start when what runs has stopped
};

}  // namespace sluice::desktop
