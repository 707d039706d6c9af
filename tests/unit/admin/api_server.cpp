#include "api_server.h"

#include "listener/bind.h"
#include "metrics/record.h"

namespace sluice::admin {

namespace {

metrics::Snapshot twoServers() {
    metrics::ServerSnapshot first;
    first.name = "web-1";
    first.url = "http://127.0.0.1:9001";
    first.state = "healthy";
    metrics::ServerSnapshot second = first;
    second.name = "web/2";
    metrics::PoolSnapshot pool;
    pool.name = "web";
    pool.servers = {first, second};
    metrics::Snapshot snapshot;
    metrics::PoolSnapshot busy;
    busy.name = "busy";
    snapshot.pools = {pool, busy};
    snapshot.record = std::make_shared<metrics::Record>();
    snapshot.events = {{0, "start", "web", "a happening"}};
    return snapshot;
}

}  // namespace

ApiServer::ApiServer(std::string token) : m_snapshot(twoServers()) {
    const auto bound = listener::bindAll({"127.0.0.1", 0}, 1);
    m_port = bound->address.port;
    m_worker.start();
    m_worker.call([&] {
        m_api = std::make_unique<AdminApi>(bound->address, token, actions());
        m_listener = std::make_unique<listener::Listener>(
            std::make_shared<listener::Options>(), *m_api, m_cell,
            std::make_shared<listener::ConnectionCount>(0));
        m_listener->listen(bound->descriptors.front());
    });
}

ApiServer::~ApiServer() {
    m_worker.call([this] {
        m_listener.reset();
        m_api.reset();
    });
}

Actions ApiServer::actions() {
    Actions actions;
    actions.settle = [](const auto& done) { done(); };
    actions.snapshot =
        actions.snapshotNow = [this] { return std::make_shared<metrics::Snapshot>(m_snapshot); };
    actions.course = [this]() -> const metrics::Course& { return m_course; };
    actions.runWhatIf = [this](const std::string& pool, auto done) {
        upstream::WhatIf result;
        result.pool = pool;
        if (pool == "busy") return done(failure("one is under way"));
        m_worker.post([result, done] { done(result); });
    };
    actions.pool = [this](const std::string& pool) {
        for (const auto& candidate : m_snapshot.pools) {
            if (candidate.name == pool) return std::optional(candidate);
        }
        return std::optional<metrics::PoolSnapshot>();
    };
    actions.settings = [this](const std::string&) {
        const QString strategy = QString::fromStdString(m_snapshot.pools.front().strategy);
        return Settings{{{QStringLiteral("strategy"), strategy}},
                        {{QStringLiteral("strategy"), QStringLiteral("as filed")}}};
    };
    actions.changePool = [this](const std::string&, const QJsonObject& change) -> Result<> {
        if (!change.contains(QStringLiteral("strategy"))) return failure("strategy: is missing");
        m_snapshot.pools.front().strategy =
            change[QStringLiteral("strategy")].toString().toStdString();
        return {};
    };
    actions.changeServer = [this](const std::string&, const std::string& server,
                                  const QJsonObject& change) {
        return changeServer(server, change);
    };
    actions.save = [this](bool overwrite) -> Result<> {
        if (!overwrite && m_snapshot.fileConflict) return failure("the file was changed");
        m_snapshot.unsavedChanges = 0;
        return {};
    };
    actions.revert = [this]() -> Result<> {
        m_snapshot.unsavedChanges = 0;
        return {};
    };
    return actions;
}

Result<> ApiServer::changeServer(const std::string& name, const QJsonObject& change) {
    const double weight = change[QStringLiteral("weight")].toDouble(-1);
    if (weight < 0) return failure("weight: is missing");
    for (auto& candidate : m_snapshot.pools.front().servers) {
        if (candidate.name == name) candidate.weight = weight;
    }
    return {};
}

void ApiServer::setConflict() {
    m_worker.call([this] {
        m_snapshot.unsavedChanges = 2;
        m_snapshot.fileConflict = true;
    });
}

double ApiServer::weight() {
    double weight = -1;
    m_worker.call([&] { weight = m_snapshot.pools.front().servers.front().weight; });
    return weight;
}

}  // namespace sluice::admin
