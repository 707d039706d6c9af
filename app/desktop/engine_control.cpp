#include "engine_control.h"

#include <QDir>
#include <QFileInfo>

#include "base/endpoint.h"
#include "cli/proxy_model.h"
#include "config/cache_changes.h"
#include "config/change_reader.h"
#include "config/setting.h"
#include "upstream/balancing/balancer.h"
#include "upstream/duty.h"

namespace sluice::desktop {

namespace {

Result<cli::RunOptions> proxyOptions(const QString& listen, const QStringList& urls,
                                     const QString& preserveHost) {
    cli::RunOptions options;
    options.preserveHost = cli::preserveHostOf(preserveHost.toStdString());
    const auto address = parseEndpoint(listen.toStdString());
    if (!address) return tl::unexpected(address.error());
    options.listen = *address;
    for (const QString& text : urls) {
        const auto url = parseServerUrl(text.toStdString());
        if (!url) return tl::unexpected(url.error());
        options.to.push_back(*url);
    }
    return options;
}

WhatIfResult resultOf(const upstream::WhatIf& run) {
    WhatIfResult result;
    result.pool = QString::fromStdString(run.pool);
    result.requests = static_cast<qint64>(run.requests);
    result.window_s = run.window_s;
    result.slowestServer = QString::fromStdString(run.slowestServer);
    for (const auto& row : run.rows) {
        result.rows.append({QString::fromStdString(row.strategy), row.p50_ms, row.p99_ms,
                            row.slowestShare, row.errorRate, row.imbalance});
    }
    return result;
}

}  // namespace

EngineControl::EngineControl(QObject* parent) : GatewayControl(parent), m_engine(this) {
    connect(&m_engine, &engine::Engine::snapshotTaken, this, &GatewayControl::snapshotTaken);
    connect(&m_engine, &engine::Engine::stopped, this, &EngineControl::engineStopped);
}

void EngineControl::start(const std::function<Result<>(engine::Engine&)>& how) {
    if (const auto done = how(m_engine); !done) {
        m_demo.stop();
        Q_EMIT startFailed(QString::fromStdString(done.error().message));
        return;
    }
    Q_EMIT started();
}

void EngineControl::startFile(const QString& path) {
    start([&path](engine::Engine& engine) { return engine.startFile(path.toStdString()); });
}

void EngineControl::startProxy(const QString& listen, const QStringList& urls,
                               const QString& preserveHost) {
    start([&](engine::Engine& engine) -> Result<> {
        const auto options = proxyOptions(listen, urls, preserveHost);
        if (!options) return tl::unexpected(options.error());
        const auto model = cli::proxyModel(*options);
        if (!model) return tl::unexpected(model.error());
        m_proxyText = cli::proxyText(*model);
        return engine.start(*model);
    });
}

void EngineControl::startDemo() {
    start([this](engine::Engine& engine) -> Result<> {
        const auto file = m_demo.prepare();
        if (!file) return tl::unexpected(file.error());
        if (const auto done = engine.startFile(*file); !done) return done;
        return m_demo.startTraffic(engine.listenUrl());
    });
}

void EngineControl::stop() {
    if (!m_engine.running()) return engineStopped();
    m_demo.stopTraffic();
    m_engine.stop();
}

void EngineControl::engineStopped() {
    m_demo.stop();
    Q_EMIT stopped();
}

void EngineControl::setWeight(const QString& pool, const QString& server, double weight) {
    finish(m_engine.setWeight(pool.toStdString(), server.toStdString(), weight));
}

void EngineControl::setStrategy(const QString& pool, const QString& strategy) {
    const auto known = upstream::strategyFromName(strategy.toStdString());
    if (!known) return finish(failure("there is no strategy " + strategy.toStdString()));
    finish(m_engine.setStrategy(pool.toStdString(), *known));
}

void EngineControl::setSetting(const QString& pool, const QString& key, const QString& value) {
    const auto options = m_engine.effective(pool.toStdString());
    if (!options) return finish(tl::unexpected(options.error()));
    const auto wanted =
        config::changed(*options, config::settingTable(key.toStdString(), value.toStdString()));
    finish(wanted ? m_engine.tune(*wanted) : Result<>(tl::unexpected(wanted.error())));
}

void EngineControl::setDuty(const QString& pool, const QString& server, const QString& duty) {
    const auto known = upstream::dutyFromName(duty.toStdString());
    if (!known) return finish(failure("there is no duty " + duty.toStdString()));
    finish(m_engine.setDuty(pool.toStdString(), server.toStdString(), *known));
}

void EngineControl::runWhatIf(const QString& pool) {
    m_engine.runWhatIf(pool.toStdString(), [this, pool](const Result<upstream::WhatIf>& done) {
        WhatIfResult result;
        result.pool = pool;
        if (done) result = resultOf(*done);
        if (!done) Q_EMIT commandFailed(QString::fromStdString(done.error().message));
        Q_EMIT whatIfReady(result);
    });
}

void EngineControl::takeRecord(int tag) {
    Q_EMIT recordTaken(tag, m_engine.recordNow());
}

void EngineControl::startCache() {
    finish(m_engine.startCache());
}

void EngineControl::setCacheRules(const cache::Options& wanted) {
    const auto used = m_engine.cacheOptions();
    if (!used) return finish(tl::unexpected(used.error()));
    const auto checked = config::changed(*used, config::writeCacheTuning(wanted));
    if (!checked) return finish(tl::unexpected(checked.error()));
    finish(m_engine.tuneCache(*checked));
}

void EngineControl::purgeCache(const QString& pattern) {
    const auto parsed = cache::PurgePattern::parse(pattern.toStdString());
    if (!parsed) return finish(tl::unexpected(parsed.error()));
    m_engine.purgeCache(*parsed, [this](Result<cache::Purged> purged) {
        if (!purged) return finish(tl::unexpected(purged.error()));
        Q_EMIT cachePurged(static_cast<qint64>(purged->entries),
                           QString::fromStdString(purged->owed));
    });
}

void EngineControl::listCache(const cache::ContentsQuery& query) {
    m_engine.listCache(query, [this](Result<cache::Contents> contents) {
        if (!contents) return Q_EMIT cacheListed(nullptr);
        Q_EMIT cacheListed(std::make_shared<const cache::Contents>(std::move(*contents)));
    });
}

void EngineControl::explainCaching(const cache::Question& question, bool server) {
    if (!server) return explained(m_engine.explainCaching(question));
    m_engine.askAndExplain(question, [this](auto done) { explained(std::move(done)); });
}

void EngineControl::explained(Result<cache::Explanation> done) {
    if (!done) {
        Q_EMIT cachingNotExplained(QString::fromStdString(done.error().message));
        return;
    }
    Q_EMIT cachingExplained(std::make_shared<const cache::Explanation>(std::move(*done)));
}

void EngineControl::save(bool overwrite) {
    const auto done = m_engine.save(overwrite);
    finish(done);
    if (done) Q_EMIT saved();
}

void EngineControl::saveAs(const QString& path) {
    QDir().mkpath(QFileInfo(path).absolutePath());
    const auto done = m_engine.saveAs(path.toStdString(), m_proxyText);
    finish(done);
    if (done) Q_EMIT saved();
}

void EngineControl::revert() {
    finish(m_engine.revert());
}

void EngineControl::finish(const Result<>& done) {
    if (!done) Q_EMIT commandFailed(QString::fromStdString(done.error().message));
}

}  // namespace sluice::desktop
