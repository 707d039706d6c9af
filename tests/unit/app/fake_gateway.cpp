#include "unit/app/fake_gateway.h"

#include <algorithm>
#include <cmath>

#include "metrics/record.h"

namespace sluice::desktop {

namespace {

metrics::ServerSnapshot server(const char* name, const char* url, double weight) {
    metrics::ServerSnapshot result;
    result.name = name;
    result.url = url;
    result.weight = result.configuredWeight = weight;
    result.state = "healthy";
    return result;
}

metrics::RouteSnapshot route(const char* name, const char* match) {
    metrics::RouteSnapshot result;
    result.name = name;
    result.match = match;
    result.pool = "api";
    return result;
}

void setLatency(metrics::Traffic& traffic, double p50_ms, double p99_ms) {
    traffic.latency.p50_ms = traffic.lastSecond.p50_ms = p50_ms;
    traffic.latency.p99_ms = traffic.lastSecond.p99_ms = p99_ms;
}

void setRate(metrics::Traffic& traffic, double rate) {
    traffic.rates = {rate, rate, rate, rate};
    traffic.requests += static_cast<uint64_t>(rate);
}

/// A day with more traffic by day than by night, and a bad hour.
std::shared_ptr<const std::vector<metrics::CoursePoint>> aDay() {
    auto tens = std::make_shared<std::vector<metrics::CoursePoint>>();
    for (int i = 0; i < 8640; ++i) {
        metrics::CoursePoint point;
        const float wave = 1 - std::cos(static_cast<float>(i) / 8640 * 6.283F);
        const bool bad = i >= 5000 && i < 5360;
        point.time_s = static_cast<float>(10 * i);
        point.requests_per_s = 100 + 900 * wave + static_cast<float>(i * 37 % 50);
        point.errors_per_s = point.requests_per_s * (bad ? 0.1F : 0.001F);
        point.p50_ms = 3 + wave + static_cast<float>(i % 3);
        point.p99_ms = point.p50_ms * (bad ? 60 : 8);
        tens->push_back(point);
    }
    return tens;
}

metrics::Record record() {
    metrics::Record record;
    record.elapsed_s = 60;
    record.total.byStatusClass = {0, 0, 980, 0, 0, 20};
    for (uint64_t i = 1; i <= 1000; ++i) {
        record.total.latency.add(metrics::Buckets::indexOf(i * 40'000), 1);
        record.total.latency.addSum(i * 40'000);
    }
    record.total.phase_ns[0] = record.total.latency.sum();
    record.configuration = {{"pools.api.strategy", "weighted-round-robin"}};
    return record;
}

}  // namespace

double FakeGateway::noise() {
    m_random = m_random * 1664525U + 1013904223U;
    return static_cast<double>(m_random >> 8) / (1 << 23) - 1;
}

void FakeGateway::begin() {
    if (refuseStart) {
        Q_EMIT startFailed(QStringLiteral("127.0.0.1:8080 is in use by another program"));
        return;
    }
    m_snapshot = {};
    m_snapshot.time_ms = 1'700'000'000'000;
    m_snapshot.listenUrl = "http://127.0.0.1:8080";
    m_snapshot.workers = 2;
    m_snapshot.record = std::make_shared<metrics::Record>(record());
    m_snapshot.tens = aDay();
    m_snapshot.connectionsMax = 200;
    metrics::PoolSnapshot pool;
    pool.name = "api";
    pool.strategy = pool.configuredStrategy = "weighted-round-robin";
    pool.concurrencyMax = 100;
    pool.settings =
        pool.configuredSettings = {{"retry.attempts", "2"},       {"retry.status", "[502, 503]"},
                                   {"retry.budget", "0.2"},       {"retry.per_try", "0s"},
                                   {"concurrency.max", "100"},    {"concurrency.queue", "1000"},
                                   {"concurrency.timeout", "5s"}, {"retry.max_concurrent", "64"},
                                   {"hedge.enabled", "false"},    {"hedge.quantile", "0.95"},
                                   {"hedge.min_delay", "5ms"},    {"hedge.max_share", "0.1"}};
    pool.servers = {server("orders-1", "http://127.0.0.1:3001", 1.0),
                    server("orders-2", "http://127.0.0.1:3002", 2.5),
                    server("orders-3", "http://127.0.0.1:3003", 1.0),
                    server("orders-4", "http://127.0.0.1:3004", 0.5)};
    pool.servers[2].state = "ejected";
    pool.servers[2].reason = "5 errors in a row, last: connection refused";
    pool.servers[2].ejectedFor_s = 24;
    metrics::PoolSnapshot other = pool;
    other.name = "static";
    other.servers.resize(1);
    m_snapshot.pools = {pool, other};
    m_snapshot.routes = {route("orders", "/api/v1/orders"), route("static", "/api/v1/static"),
                         route("config", "/api/v1/config"), route("batch", "/batch")};
    m_snapshot.cache.enabled = !noCache;
    m_snapshot.cache.capacityBytes = noCache ? 0 : 64 << 20;
    if (!noCache) {
        m_snapshot.cache.redisUrl = "redis://127.0.0.1:6379";
        m_snapshot.cache.redisState = "ready";
        m_snapshot.cache.redisLatency.add(metrics::Buckets::indexOf(400'000), 9);
        m_snapshot.cache.rules = {{"/api/v1/static", 3600}, {"/api/v1/config", 1800}};
    }
    if (longNames) lengthen();
    addEvent("start", {}, QStringLiteral("listening on 127.0.0.1:8080"));
    Q_EMIT started();
    tick();
}

void FakeGateway::lengthen() {
    m_scale = 23;
    m_snapshot.listenUrl = "http://192.168.178.101:18080";
    m_snapshot.configFile = "/home/me/customer-orders-gateway-configuration-of-production.toml";
    m_snapshot.unsavedChanges = 128;
    const metrics::PoolSnapshot pool = m_snapshot.pools.front();
    m_snapshot.pools.clear();
    for (const char* name : {"central", "eastern", "northern", "western"}) {
        metrics::PoolSnapshot next = pool;
        next.name = std::string("customer-orders-and-returns-") + name;
        next.settings["retry.status"] = "[429, 500, 502, 503, 504]";
        for (int i = 0; i < 12; ++i) {
            const std::string number = std::to_string(i + 1);
            metrics::ServerSnapshot entry = pool.servers[static_cast<size_t>(i % 4)];
            entry.name = "customer-orders-eu-" + std::string(name) + "-" + number;
            entry.url = "http://" + entry.name + ".internal.example.com:30080";
            entry.weight = 100.25;
            if (i == 3) entry.state = "maintenance";
            if (i == 5) entry.state = "slow start", entry.ramp = 0.41;
            if (i < 4)
                next.servers[static_cast<size_t>(i)] = entry;
            else
                next.servers.push_back(entry);
        }
        m_snapshot.pools.push_back(next);
    }
    m_snapshot.routes.clear();
    for (int i = 0; i < 12; ++i) {
        const std::string name = "customer-orders-attachments-" + std::to_string(i + 1);
        const std::string match = "orders.internal.example.com/api/v1/" + name;
        m_snapshot.routes.push_back(route(name.c_str(), match.c_str()));
    }
    m_snapshot.cache.rules = {{"/api/v1/customer-orders/attachments/previews", 3600}};
    for (int i = 0; i < 12; ++i)
        addEvent("weight", QStringLiteral("customer-orders-eu-central-%1").arg(i),
                 QStringLiteral("100.25 → 250.75"));
}

void FakeGateway::startFile(const QString& path) {
    commands.append(QStringLiteral("startFile ") + path);
    begin();
    if (!longNames) m_snapshot.configFile = path.toStdString();
    emitSnapshot();
}

void FakeGateway::startProxy(const QString& listen, const QStringList& urls, const QString& host) {
    commands.append(QStringLiteral("startProxy %1 %2 %3").arg(listen, urls.join(u' '), host));
    begin();
}

void FakeGateway::startDemo() {
    commands.append(QStringLiteral("startDemo"));
    begin();
}

void FakeGateway::stop() {
    commands.append(QStringLiteral("stop"));
    if (!silentStop) Q_EMIT stopped();
}

void FakeGateway::setWeight(const QString& pool, const QString& name, double weight) {
    commands.append(QStringLiteral("setWeight %1 %2 %3").arg(pool, name).arg(weight));
    metrics::ServerSnapshot* found = findServer(pool, name);
    if (!found) return;
    addEvent("weight", name, QStringLiteral("%1 → %2").arg(found->weight).arg(weight));
    found->weight = weight;
    changed();
}

void FakeGateway::setStrategy(const QString& pool, const QString& strategy) {
    commands.append(QStringLiteral("setStrategy %1 %2").arg(pool, strategy));
    metrics::PoolSnapshot* found = findPool(pool);
    if (!found) return;
    found->strategy = strategy.toStdString();
    addEvent("strategy", pool, strategy);
    changed();
}

void FakeGateway::setSetting(const QString& pool, const QString& key, const QString& value) {
    commands.append(QStringLiteral("setSetting %1 %2 %3").arg(pool, key, value));
    metrics::PoolSnapshot* found = findPool(pool);
    if (!found) return;
    if (value == QStringLiteral("wrong"))
        return Q_EMIT commandFailed(key + QStringLiteral(": wrong"));
    found->settings[key.toStdString()] = value.toStdString();
    addEvent("settings", pool, key);
    changed();
}

void FakeGateway::setDuty(const QString& pool, const QString& name, const QString& duty) {
    commands.append(QStringLiteral("setDuty %1 %2 %3").arg(pool, name, duty));
    metrics::ServerSnapshot* found = findServer(pool, name);
    if (!found) return;
    found->duty = duty.toStdString();
    found->state = duty == QStringLiteral("active") ? "healthy" : found->duty;
    addEvent("duty", name, duty);
    changed();
}

void FakeGateway::runWhatIf(const QString& pool) {
    commands.append(QStringLiteral("runWhatIf ") + pool);
    WhatIfResult result;
    result.pool = pool;
    const metrics::PoolSnapshot* found = findPool(pool);
    if (nothingRecorded || !found) return Q_EMIT whatIfReady(result);
    result.requests = 41208;
    result.window_s = 300;
    result.slowestServer = QStringLiteral("orders-3");
    result.rows = {{QStringLiteral("round-robin"), 1.0, 19.4, 0.25, 0.098, 1.0},
                   {QStringLiteral("weighted-round-robin"), 0.9, 17.2, 0.2, 0.081, 1.02},
                   {QStringLiteral("least-connections"), 0.9, 10.1, 0.03, 0.004, 1.2},
                   {QStringLiteral("least-response-time"), 0.9, 9.6, 0.022, 0.002, 1.35},
                   {QStringLiteral("health-weighted"), 0.9, 7.0, 0.012, 0.0012, 1.04},
                   {QStringLiteral("power-of-two"), 0.9, 8.8, 0.041, 0.0031, 1.02},
                   {QStringLiteral("peak-ewma"), 0.9, 6.2, 0.006, 0.001, 1.11},
                   {QStringLiteral("consistent-hash"), 1.1, 21.0, 0.24, 0.1, 1.6}};
    Q_EMIT whatIfReady(result);
}

metrics::PoolSnapshot* FakeGateway::findPool(const QString& name) {
    for (metrics::PoolSnapshot& pool : m_snapshot.pools) {
        if (pool.name == name.toStdString()) return &pool;
    }
    return nullptr;
}

metrics::ServerSnapshot* FakeGateway::findServer(const QString& pool, const QString& name) {
    metrics::PoolSnapshot* found = findPool(pool);
    if (!found) return nullptr;
    for (metrics::ServerSnapshot& entry : found->servers) {
        if (entry.name == name.toStdString()) return &entry;
    }
    return nullptr;
}

void FakeGateway::changed() {
    m_snapshot.unsavedChanges = 1;
    fillServers();
    emitSnapshot();
}

void FakeGateway::startCache() {
    commands.append(QStringLiteral("startCache"));
    m_snapshot.cache.enabled = true;
    m_snapshot.cache.capacityBytes = 64 << 20;
    changed();
}

void FakeGateway::setCacheRules(const cache::Options& wanted) {
    QString command = QStringLiteral("setCacheRules %1").arg(wanted.defaultTtl.count());
    m_snapshot.cache.defaultTtl_s = static_cast<double>(wanted.defaultTtl.count());
    m_snapshot.cache.rules.clear();
    for (const auto& rule : wanted.rules) {
        const auto ttl_s = static_cast<double>(rule.ttl.count());
        command += QStringLiteral(" %1=%2").arg(QString::fromStdString(rule.pathPrefix)).arg(ttl_s);
        if (rule.overrideOrigin) command += u'!';
        m_snapshot.cache.rules.push_back({rule.pathPrefix, ttl_s, rule.overrideOrigin, false});
    }
    commands.append(command);
    changed();
}

void FakeGateway::purgeCache(const QString& pattern) {
    commands.append(QStringLiteral("purgeCache ") + pattern);
    Q_EMIT cachePurged(pattern == QStringLiteral("all") ? 120 : 1);
}

void FakeGateway::listCache(const cache::ContentsQuery& query) {
    cache::Contents contents;
    contents.entries = 120;
    contents.bytes = 20 << 20;
    contents.types = {{"text/html", 12 << 20, 80}, {"image/png", 8 << 20, 40}};
    contents.routes = {{"static", 20 << 20, 120}};
    for (int i = 0; i < 120; ++i) {
        cache::StoredUrl url;
        url.key = "http://127.0.0.1:8080/api/v1/static/item-" + std::to_string(i);
        if (longNames) url.key += "/of-the-customer-orders-of-the-year?page=1&sort=descending";
        if (url.key.find(query.text) == std::string::npos) continue;
        url.route = "static";
        url.contentType = "text/html";
        url.status = 200;
        url.variants = 1;
        url.bytes = 170'000;
        url.age = cache::Seconds(20);
        url.lifetime = cache::Seconds(60);
        url.freshFor = cache::Seconds(i == 0 ? -5 : 40);
        url.reason = {cache::Rule::maxAge, "max-age"};
        ++contents.matching;
        if (contents.urls.size() < query.most) contents.urls.push_back(std::move(url));
    }
    Q_EMIT cacheListed(std::make_shared<const cache::Contents>(std::move(contents)));
}

void FakeGateway::explainCaching(const cache::Question& question, bool server) {
    const QString url = QString::fromStdString(question.url);
    commands.append((server ? QStringLiteral("ask ") : QStringLiteral("explain ")) + url);
    if (url == QStringLiteral("no url")) {
        Q_EMIT cachingNotExplained(QStringLiteral("expected http://host/path or /path"));
        return;
    }
    cache::Explanation explanation;
    explanation.key = question.url;
    explanation.lookup = {{"nothing is stored for this URL", "RFC 9111 section 4.1", false},
                          {"the server answers", "RFC 9111 section 4", true}};
    explanation.summary = "Nothing is stored for it, and no answer was seen lately.";
    if (server || url != QStringLiteral("/unknown")) {
        explanation.state = cache::Explanation::State::notStored;
        explanation.status = 200;
        explanation.answer = {{"Cache-Control", "private"}};
        explanation.summary = "Not stored: the origin said private, and this cache is shared.";
        explanation.storing = {{"the method is GET", "RFC 9111 section 3", false},
                               {"the origin said private", "RFC 9111 section 5.2.2.7", true}};
    }
    Q_EMIT cachingExplained(std::make_shared<const cache::Explanation>(std::move(explanation)));
}

void FakeGateway::save(bool overwrite) {
    commands.append(overwrite ? QStringLiteral("save overwrite") : QStringLiteral("save"));
    m_snapshot.unsavedChanges = 0;
    m_snapshot.fileConflict = false;
    Q_EMIT saved();
    emitSnapshot();
}

void FakeGateway::saveAs(const QString& path) {
    commands.append(QStringLiteral("saveAs ") + path);
    m_snapshot.configFile = path.toStdString();
    m_snapshot.unsavedChanges = 0;
    Q_EMIT saved();
    emitSnapshot();
}

void FakeGateway::revert() {
    commands.append(QStringLiteral("revert"));
    for (metrics::ServerSnapshot& entry : m_snapshot.pools[0].servers)
        entry.weight = entry.configuredWeight;
    m_snapshot.unsavedChanges = 0;
    emitSnapshot();
}

void FakeGateway::addEvent(const char* kind, const QString& subject, const QString& text) {
    m_snapshot.events.push_back(
        {m_snapshot.time_ms, kind, subject.toStdString(), text.toStdString()});
}

void FakeGateway::tick() {
    ++m_second;
    m_snapshot.time_ms += 1000;
    fillTotals();
    fillCache();
    fillServers();
    fillRoutes();
    emitSnapshot();
}

void FakeGateway::emitSnapshot() {
    Q_EMIT snapshotTaken(std::make_shared<const metrics::Snapshot>(m_snapshot));
}

void FakeGateway::fillTotals() {
    const bool slow = m_second % 120 > 80 && m_second % 120 < 95;
    const double rate = m_scale * (8000 + 900 * std::sin(m_second / 17.0) + 400 * noise());
    setRate(m_snapshot.total, rate);
    m_snapshot.errorPerSecond = 60 + 50 * noise() + (slow ? 400 : 0);
    m_snapshot.okPerSecond = rate - m_snapshot.errorPerSecond;
    m_snapshot.total.errorRate = m_snapshot.errorPerSecond / rate;
    m_snapshot.total.bytesOut += static_cast<uint64_t>(rate * 943);
    m_snapshot.total.inFlight = 64 + static_cast<int64_t>(9 * noise());
    m_snapshot.connectionsOpen = 128;
    const double p50_ms = (slow ? 3 : 0.9) + 0.1 * noise();
    setLatency(m_snapshot.total, p50_ms, (slow ? 60 : 8) + noise());
    for (size_t band = 0; band < metrics::Snapshot::bands; ++band) {
        const double centre = (std::log10(p50_ms) + 1) * 4 + (slow ? 1 : 0.4);
        const double distance = static_cast<double>(band) - centre;
        const double share = std::exp(-distance * distance / (distance > 0 ? 9 : 2));
        m_snapshot.latencyBands[band] =
            static_cast<uint32_t>(rate * share * (1 + 0.3 * noise()) / 5);
    }
}

void FakeGateway::fillCache() {
    auto& counts = m_snapshot.total.cache.byOutcome;
    const auto count = [&counts](metrics::CacheOutcome outcome, uint64_t requests) {
        counts[static_cast<size_t>(outcome)] += requests;
    };
    if (!m_snapshot.cache.enabled) return;
    count(metrics::CacheOutcome::memoryHit, 600);
    count(metrics::CacheOutcome::redisHit, 100);
    count(metrics::CacheOutcome::absent, 300);
    m_snapshot.cache.usedBytes = 20 << 20;
    m_snapshot.cache.entries = 120;
}

void FakeGateway::fillServers() {
    for (metrics::PoolSnapshot& pool : m_snapshot.pools) {
        double sum = 0;
        for (const metrics::ServerSnapshot& entry : pool.servers)
            sum += entry.state == "healthy" ? entry.weight : 0;
        for (metrics::ServerSnapshot& entry : pool.servers) {
            const bool up = entry.state == "healthy";
            entry.expectedShare = up && sum > 0 ? entry.weight / sum : 0;
            entry.measuredShare =
                std::clamp(entry.expectedShare + (up ? 0.02 * noise() : 0), 0.0, 1.0);
            setRate(entry.traffic, 8000 * m_scale * entry.measuredShare);
            entry.lastCheck = up ? "200" : "connection refused";
            entry.lastCheckAgo_s = 1;
            entry.score = {0.98, 0.8, up ? 0.999 : 0.6, up ? 0.97 : 0.4, up ? 0.94 : 0.72};
            entry.traffic.inFlight = static_cast<int64_t>(64 * entry.measuredShare);
            entry.traffic.errorRate = up ? 0.001 : 0;
            setLatency(entry.traffic, up ? 0.9 + 0.1 * noise() : 0,
                       up ? m_scale * (7 + noise()) : 0);
        }
    }
}

void FakeGateway::fillRoutes() {
    double rate = 5000 * m_scale;
    for (metrics::RouteSnapshot& entry : m_snapshot.routes) {
        setRate(entry.traffic, rate);
        setLatency(entry.traffic, 0.9, 6 + noise());
        entry.lastHitAgo_s = 0.4;
        rate *= 0.4;
    }
}

}  // namespace sluice::desktop
