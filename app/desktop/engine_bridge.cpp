#include "engine_bridge.h"

#include <QMutexLocker>
#include <utility>

#include "event/epoll_dispatcher.h"

namespace sluice::desktop {

EngineBridge::EngineBridge(Factory factory, QObject* parent) : QObject(parent) {
    m_deliveryTimer.setSingleShot(true);
    connect(&m_deliveryTimer, &QTimer::timeout, this, &EngineBridge::deliver);
    m_weightTimer.setSingleShot(true);
    m_weightTimer.setInterval(weightInterval_ms);
    connect(&m_weightTimer, &QTimer::timeout, this, &EngineBridge::flushWeights);

    m_thread.setObjectName(QStringLiteral("control"));
    m_thread.setEventDispatcher(new event::EpollDispatcher);  // as the engine needs it
    m_thread.start();
    auto* context = new QObject;
    context->moveToThread(&m_thread);
    QMetaObject::invokeMethod(
        context,
        [this, make = std::move(factory), context] {
            m_control = make().release();
            context->deleteLater();
        },
        Qt::BlockingQueuedConnection);
    connect(&m_thread, &QThread::finished, m_control, &QObject::deleteLater);
    connectControl();
}

EngineBridge::~EngineBridge() {
    m_control->disconnect(this);
    m_thread.quit();
    if (!m_thread.wait(QDeadlineTimer(2000))) {
        m_thread.terminate();
        m_thread.wait();
    }
}

void EngineBridge::connectControl() {
    connect(m_control, &GatewayControl::started, this, &EngineBridge::started);
    connect(m_control, &GatewayControl::stopped, this, &EngineBridge::stopped);
    connect(m_control, &GatewayControl::startFailed, this, &EngineBridge::startFailed);
    connect(m_control, &GatewayControl::commandFailed, this, &EngineBridge::commandFailed);
    connect(m_control, &GatewayControl::saved, this, &EngineBridge::saved);
    connect(m_control, &GatewayControl::recordTaken, this, &EngineBridge::recordTaken);
    connect(m_control, &GatewayControl::whatIfReady, this, &EngineBridge::whatIfReady);
    connect(m_control, &GatewayControl::cachePurged, this, &EngineBridge::cachePurged);
    connect(m_control, &GatewayControl::cacheListed, this, &EngineBridge::cacheListed);
    connect(m_control, &GatewayControl::cachingExplained, this, &EngineBridge::cachingExplained);
    connect(m_control, &GatewayControl::cachingNotExplained, this,
            &EngineBridge::cachingNotExplained);
    connect(m_control, &GatewayControl::snapshotTaken, this, &EngineBridge::receive,
            Qt::DirectConnection);
}

void EngineBridge::post(std::function<void(GatewayControl&)> command) {
    flushWeights();  // commands keep their order
    QMetaObject::invokeMethod(
        m_control, [control = m_control, run = std::move(command)] { run(*control); },
        Qt::QueuedConnection);
}

void EngineBridge::startFile(const QString& path) {
    post([path](GatewayControl& control) { control.startFile(path); });
}

void EngineBridge::startProxy(const QString& listen, const QStringList& urls,
                              const QString& preserveHost) {
    post([listen, urls, preserveHost](GatewayControl& control) {
        control.startProxy(listen, urls, preserveHost);
    });
}

void EngineBridge::startDemo() {
    post([](GatewayControl& control) { control.startDemo(); });
}

void EngineBridge::stop() {
    post([](GatewayControl& control) { control.stop(); });
}

void EngineBridge::save(bool overwrite) {
    post([overwrite](GatewayControl& control) { control.save(overwrite); });
}

void EngineBridge::saveAs(const QString& path) {
    post([path](GatewayControl& control) { control.saveAs(path); });
}

void EngineBridge::revert() {
    post([](GatewayControl& control) { control.revert(); });
}

void EngineBridge::setStrategy(const QString& pool, const QString& strategy) {
    post([pool, strategy](GatewayControl& control) { control.setStrategy(pool, strategy); });
}

void EngineBridge::setSetting(const QString& pool, const QString& key, const QString& value) {
    post([pool, key, value](GatewayControl& control) { control.setSetting(pool, key, value); });
}

void EngineBridge::setDuty(const QString& pool, const QString& server, const QString& duty) {
    post([pool, server, duty](GatewayControl& control) { control.setDuty(pool, server, duty); });
}

void EngineBridge::runWhatIf(const QString& pool) {
    post([pool](GatewayControl& control) { control.runWhatIf(pool); });
}

void EngineBridge::takeRecord(int tag) {
    post([tag](GatewayControl& control) { control.takeRecord(tag); });
}

void EngineBridge::startCache() {
    post([](GatewayControl& control) { control.startCache(); });
}

void EngineBridge::setCacheRules(const cache::Options& wanted) {
    post([wanted](GatewayControl& control) { control.setCacheRules(wanted); });
}

void EngineBridge::purgeCache(const QString& pattern) {
    post([pattern](GatewayControl& control) { control.purgeCache(pattern); });
}

void EngineBridge::listCache(const cache::ContentsQuery& query) {
    post([query](GatewayControl& control) { control.listCache(query); });
}

void EngineBridge::explainCaching(const cache::Question& question, bool server) {
    post([question, server](GatewayControl& control) { control.explainCaching(question, server); });
}

void EngineBridge::setWeight(const QString& pool, const QString& server, double weight) {
    m_weights.insert({pool, server}, weight);
    if (!m_weightTimer.isActive()) m_weightTimer.start();
}

void EngineBridge::flushWeights() {
    m_weightTimer.stop();
    const auto weights = std::exchange(m_weights, {});
    for (auto it = weights.begin(); it != weights.end(); ++it) {
        QMetaObject::invokeMethod(
            m_control,
            [control = m_control, key = it.key(), weight = it.value()] {
                control->setWeight(key.first, key.second, weight);
            },
            Qt::QueuedConnection);
    }
}

// Control thread. Only a mailbox that was empty needs a wake-up, so that a frozen GUI finds one
// event, not one for each second of its absence.
void EngineBridge::receive(const SnapshotPtr& snapshot) {
    bool wasEmpty = false;
    {
        QMutexLocker lock(&m_mailboxLock);
        wasEmpty = !m_mailbox;
        m_mailbox = snapshot;
    }
    if (wasEmpty)
        QMetaObject::invokeMethod(this, &EngineBridge::scheduleDelivery, Qt::QueuedConnection);
}

void EngineBridge::scheduleDelivery() {
    const qint64 waited_ms =
        m_sinceDelivery.isValid() ? m_sinceDelivery.elapsed() : qint64{deliveryInterval_ms};
    if (waited_ms >= deliveryInterval_ms)
        deliver();
    else if (!m_deliveryTimer.isActive())
        m_deliveryTimer.start(static_cast<int>(deliveryInterval_ms - waited_ms));
}

void EngineBridge::deliver() {
    SnapshotPtr snapshot;
    {
        QMutexLocker lock(&m_mailboxLock);
        snapshot = std::exchange(m_mailbox, nullptr);
    }
    if (!snapshot) return;
    m_sinceDelivery.start();
    Q_EMIT snapshotReady(snapshot);
}

}  // namespace sluice::desktop
