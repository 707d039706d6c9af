#include "gateway_model.h"

#include <QBuffer>
#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>
#include <QStandardPaths>
#include <utility>

#include "chosen_file.h"

namespace sluice::desktop {

GatewayModel::GatewayModel(EngineBridge::Factory factory, Writer writer, QObject* parent)
    : QObject(parent),
      m_bridge(std::move(factory)),
      m_writer(std::move(writer)),
      m_snapshots(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) +
                  QStringLiteral("/snapshots")),
      m_tuning(m_bridge, m_servers, *m_balancer.strategies(), *m_balancer.settings()),
      m_cache(m_bridge, *m_tuning.undo()) {
    connectBridge();
    connectModels();
    m_stopTimer.setSingleShot(true);
    m_stopTimer.setInterval(stopLimit_ms);
    connect(&m_stopTimer, &QTimer::timeout, this, &GatewayModel::hurryStop);
}

void GatewayModel::connectBridge() {
    connect(&m_bridge, &EngineBridge::started, this, [this] { setState(Running); });
    connect(&m_bridge, &EngineBridge::stopped, this, [this] { setState(Idle); });
    connect(&m_bridge, &EngineBridge::startFailed, this, [this](const QString& message) {
        setState(Idle);
        setProblem(message);
    });
    connect(&m_bridge, &EngineBridge::commandFailed, this, &GatewayModel::setProblem);
    connect(&m_bridge, &EngineBridge::commandFailed, &m_whatIf, &WhatIfModel::giveUp);
    connect(&m_bridge, &EngineBridge::commandFailed, &m_tuning, &PoolTuning::refused);
    connect(&m_bridge, &EngineBridge::whatIfReady, &m_whatIf, &WhatIfModel::setResult);
    connect(&m_bridge, &EngineBridge::saved, this, &GatewayModel::saved);
    connect(&m_bridge, &EngineBridge::snapshotReady, this, &GatewayModel::receive);
}

void GatewayModel::connectModels() {
    connect(&m_servers, &ServerTableModel::poolsChanged, this, &GatewayModel::publishPool);
    connect(&m_overview, &OverviewModel::rangeChanged, this, [this] {
        m_balancer.history()->setRange(std::min(m_overview.range(), 300));
        m_cache.history()->setRange(std::min(m_overview.range(), 300));
    });
    connect(&m_snapshots, &SnapshotTableModel::failed, this, &GatewayModel::setProblem);
    connect(&m_snapshots, &SnapshotTableModel::done, this, &GatewayModel::dismissProblem);
    connect(&m_loadTest, &LoadTestModel::recordAsked, &m_bridge, &EngineBridge::takeRecord);
    connect(&m_snapshots, &SnapshotTableModel::recordAsked, &m_bridge, &EngineBridge::takeRecord);
    connect(&m_bridge, &EngineBridge::recordTaken, &m_snapshots, &SnapshotTableModel::takeRecord);
    connect(&m_bridge, &EngineBridge::recordTaken, &m_loadTest, &LoadTestModel::takeRecord);
    connect(&m_whatIf, &WhatIfModel::runAsked, &m_bridge, &EngineBridge::runWhatIf);
}

QString GatewayModel::configName() const {
    return QFileInfo(configFile()).fileName();
}

void GatewayModel::setState(State state) {
    if (state == m_state) return;
    m_state = state;
    m_snapshots.setReady(state == Running);
    if (state == Idle) {
        m_stopTimer.stop();
        m_tuning.undo()->clear();
        m_whatIf.clear();
        m_cache.clear();
    }
    Q_EMIT stateChanged();
    if (state == Idle && !m_next.isEmpty())
        startFile(QUrl::fromLocalFile(std::exchange(m_next, {})));
}

void GatewayModel::setProblem(const QString& problem) {
    if (problem == m_problem) return;
    m_problem = problem;
    Q_EMIT problemChanged();
}

void GatewayModel::begin() {
    dismissProblem();
    setPaused(false);
    m_overview.clear();
    m_balancer.clear();
    setState(Starting);
}

void GatewayModel::startFile(const QUrl& file) {
    const QString path = pathOf(file);
    if (m_state == Idle) {
        begin();
        m_bridge.startFile(path);
        return;
    }
    m_next = path;
    if (m_state == Running) stop();
}

void GatewayModel::startProxy(const QString& listen, const QStringList& urls,
                              const QString& preserveHost) {
    begin();
    m_bridge.startProxy(listen, urls, preserveHost);
}

void GatewayModel::startDemo() {
    begin();
    m_bridge.startDemo();
}

void GatewayModel::stop() {
    if (m_state == Idle) return;
    if (m_state == Stopping) return hurryStop();
    m_hurried = false;
    setState(Stopping);
    m_stopTimer.start();
    m_bridge.stop();
}

void GatewayModel::hurryStop() {
    if (m_hurried) return setState(Idle);
    m_hurried = true;
    m_stopTimer.start();
    m_bridge.stop();
}

void GatewayModel::save(bool overwrite) {
    dismissProblem();
    m_bridge.save(overwrite);
}

void GatewayModel::saveAs(const QUrl& file) {
    dismissProblem();
    m_bridge.saveAs(pathOf(file));
}

void GatewayModel::revert() {
    dismissProblem();
    m_servers.forgetWishes();
    m_balancer.strategies()->forgetWish();
    m_balancer.settings()->forgetWish();
    m_tuning.undo()->clear();
    m_bridge.revert();
}

void GatewayModel::exportTo(const QUrl& file) {
    const QString path = pathOf(file);
    write(path, m_writer(*m_shown, QFileInfo(path).suffix().toLower()));
}

void GatewayModel::exportPicture(const QImage& picture, const QUrl& file) {
    QByteArray png;
    QBuffer buffer(&png);
    picture.save(&buffer, "PNG");
    write(pathOf(file), png);
}

void GatewayModel::write(const QString& path, const QByteArray& content) {
    if (const auto done = writeFile(path, content); !done)
        return setProblem(QString::fromStdString(done.error().message));
    dismissProblem();
    Q_EMIT exported(path);
}

void GatewayModel::copyListenUrl() const {
    QGuiApplication::clipboard()->setText(listenUrl());
}

void GatewayModel::setPaused(bool paused) {
    if (paused == m_paused) return;
    m_paused = paused;
    Q_EMIT pausedChanged();
    if (!paused) publish();
}

void GatewayModel::receive(const SnapshotPtr& snapshot) {
    m_newest = snapshot;
    m_overview.record(*snapshot);
    m_balancer.record(*snapshot);
    m_cache.record(*snapshot);
    m_loadTest.record(snapshot);
    m_tuning.undo()->retain(*snapshot);
    if (!m_paused) publish();
}

void GatewayModel::publish() {
    m_shown = m_newest;
    m_overview.publish(*m_shown);
    m_servers.show(*m_shown);
    m_routes.show(*m_shown);
    m_events.show(*m_shown);
    m_cache.publish(*m_shown);
    publishPool();
    Q_EMIT updated();
}

void GatewayModel::publishPool() {
    m_balancer.publish(*m_shown, m_servers.pool());
    m_whatIf.show(m_servers.pool(), m_balancer.strategies()->current());
}

}  // namespace sluice::desktop
