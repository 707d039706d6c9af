#include "config/tuning_writer.h"

#include "config/table_writer.h"
#include "upstream/balancing/balancer.h"
#include "upstream/duty.h"

namespace sluice::config {

namespace {

using upstream::CheckOptions;

std::string_view kindName(CheckOptions::Kind kind) {
    if (kind == CheckOptions::Kind::http) return "http";
    return kind == CheckOptions::Kind::tcp ? "tcp" : "none";
}

Value writeStatuses(const std::vector<CheckOptions::StatusRange>& ranges) {
    Value array;
    array.kind = Value::Kind::array;
    for (const auto& [first, last] : ranges) {
        array.items.push_back(first == last ? TableWriter::valueOf(first)
                                            : TableWriter::valueOf(std::to_string(first) + '-' +
                                                                   std::to_string(last)));
    }
    return array;
}

Value writeCheck(const CheckOptions& check) {
    TableWriter headers;
    for (const auto& [name, value] : check.headers)
        headers.add(name, std::string_view(value));
    return TableWriter()
        .add("kind", kindName(check.kind))
        .add("method", std::string_view(check.method))
        .add("path", std::string_view(check.path))
        .add("host", std::string_view(check.host))
        .add("headers", headers.done())
        .add("status", writeStatuses(check.statuses))
        .add("body", std::string_view(check.body))
        .add("interval", check.interval)
        .add("jitter", check.jitter)
        .add("timeout", check.timeout)
        .add("healthy_after", check.healthyAfter)
        .add("unhealthy_after", check.unhealthyAfter)
        .done();
}

Value writeOutlier(const upstream::OutlierOptions& outlier) {
    return TableWriter()
        .add("enabled", outlier.enabled)
        .add("window", outlier.window)
        .add("min_requests", outlier.minRequests)
        .add("consecutive_errors", outlier.consecutiveErrors)
        .add("error_rate", outlier.errorRate)
        .add("latency_factor", outlier.latencyFactor)
        .add("latency_floor", outlier.latencyFloor)
        .add("min_health", outlier.minHealth)
        .add("min_success", outlier.minSuccess)
        .add("ejection", outlier.ejection)
        .add("max_ejection", outlier.maxEjection)
        .add("max_ejected", outlier.maxEjected)
        .done();
}

std::string_view nameOf(upstream::TransportKind kind) {
    if (kind == upstream::TransportKind::automatic) return "auto";
    return kind == upstream::TransportKind::qt ? "qt" : "direct";
}

std::string_view nameOf(upstream::HashOptions::By by) {
    using By = upstream::HashOptions::By;
    if (by == By::client) return "client";
    if (by == By::header) return "header";
    return by == By::cookie ? "cookie" : "path";
}

Value writeHash(const upstream::HashOptions& hash) {
    return TableWriter()
        .add("by", nameOf(hash.by))
        .add("name", std::string_view(hash.name))
        .add("bound", hash.bound)
        .done();
}

Value writeConnections(const upstream::PoolOptions& pool) {
    return TableWriter()
        .add("max", pool.maxConnections)
        .add("keep_alive", pool.keepAlive)
        .add("expiry", pool.keepAliveExpiry)
        .add("waiting", pool.maxWaiting)
        .done();
}

Value writeTimeouts(const upstream::PoolOptions& pool) {
    return TableWriter()
        .add("connect", pool.connectTimeout)
        .add("read", pool.readTimeout)
        .add("write", pool.writeTimeout)
        .add("acquire", pool.acquireTimeout)
        .add("stream_idle", pool.streamIdleTimeout)
        .done();
}

Value writeTls(const upstream::PoolOptions& pool) {
    return TableWriter()
        .add("verify", pool.verifyTls)
        .add("ca_file", std::string_view(pool.caFile))
        .done();
}

Value writeServers(const std::vector<upstream::ServerOptions>& servers) {
    TableWriter table;
    for (const auto& server : servers) {
        table.add(server.name, TableWriter()
                                   .add("weight", server.weight)
                                   .add("duty", upstream::dutyName(server.duty))
                                   .done());
    }
    return table.done();
}

}  // namespace

Value writePreserveHost(upstream::PreserveHost preserve) {
    using upstream::PreserveHost;
    if (preserve == PreserveHost::automatic) return TableWriter::valueOf(std::string_view("auto"));
    return TableWriter::valueOf(preserve == PreserveHost::always);
}

Value writeTuning(const upstream::PoolOptions& pool) {
    return TableWriter()
        .add("strategy", upstream::strategyName(pool.strategy))
        .add("score_scale", pool.scoreScale)
        .add("slow_start", pool.health.slowStart)
        .add("fail_open", pool.health.failOpen)
        .add("health", writeCheck(pool.health.check))
        .add("outlier", writeOutlier(pool.health.outlier))
        .add("concurrency", writeConcurrency(pool.resilience.concurrency))
        .add("retry", writeRetry(pool.resilience.retry))
        .add("hedge", writeHedge(pool.resilience.hedge))
        .add("hash", writeHash(pool.hash))
        .add("transport", nameOf(pool.transport))
        .add("http2", pool.http2)
        .add("preserve_host", writePreserveHost(pool.preserveHost))
        .add("connections", writeConnections(pool))
        .add("timeouts", writeTimeouts(pool))
        .add("tls", writeTls(pool))
        .add("servers", writeServers(pool.servers))
        .done();
}

}  // namespace sluice::config
