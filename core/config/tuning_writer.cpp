#include "config/tuning_writer.h"

#include "base/byte_size.h"
#include "base/duration.h"
#include "upstream/balancing/balancer.h"
#include "upstream/duty.h"

namespace sluice::config {

namespace {

using upstream::CheckOptions;

/// A table in the making, in the order in which it is written.
class TableWriter {
public:
    TableWriter& add(std::string key, Value value) {
        m_table.members.push_back({std::move(key), {}, std::move(value)});
        return *this;
    }
    TableWriter& add(std::string key, std::string_view text) {
        return add(std::move(key), valueOf(text));
    }
    TableWriter& add(std::string key, const char* text) {
        return add(std::move(key), std::string_view(text));
    }
    TableWriter& add(std::string key, Duration duration) {
        return add(std::move(key), std::string_view(formatDuration(duration)));
    }
    TableWriter& add(std::string key, double number) {
        Value value;
        value.kind = Value::Kind::real;
        value.real = number;
        return add(std::move(key), std::move(value));
    }
    TableWriter& add(std::string key, unsigned count) {
        return add(std::move(key), valueOf(static_cast<int>(count)));
    }
    TableWriter& add(std::string key, size_t count) {
        return add(std::move(key), static_cast<unsigned>(count));  // none is beyond a million
    }
    TableWriter& add(std::string key, bool boolean) {
        Value value;
        value.kind = Value::Kind::boolean;
        value.boolean = boolean;
        return add(std::move(key), std::move(value));
    }
    Value done() { return std::move(m_table); }

    static Value valueOf(std::string_view text) {
        Value value;
        value.kind = Value::Kind::string;
        value.text = text;
        return value;
    }
    static Value valueOf(int number) {
        Value value;
        value.kind = Value::Kind::integer;
        value.integer = number;
        value.real = number;
        return value;
    }

private:
    Value m_table;
};

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

Value writeConcurrency(const upstream::ConcurrencyOptions& concurrency) {
    return TableWriter()
        .add("max", concurrency.max)
        .add("queue", concurrency.queue)
        .add("timeout", concurrency.timeout)
        .done();
}

Value writeReasons(const upstream::RetryOptions& retry) {
    Value array;
    array.kind = Value::Kind::array;
    const auto add = [&](bool is, std::string_view name) {
        if (is) array.items.push_back(TableWriter::valueOf(name));
    };
    add(retry.onConnectFailure, "connect-failure");
    add(retry.onReset, "reset-before-response");
    add(retry.onTimeout, "timeout");
    return array;
}

Value writeRetry(const upstream::RetryOptions& retry) {
    Value statuses;
    statuses.kind = Value::Kind::array;
    for (const int status : retry.statuses)
        statuses.items.push_back(TableWriter::valueOf(status));
    return TableWriter()
        .add("attempts", retry.attempts)
        .add("on", writeReasons(retry))
        .add("status", std::move(statuses))
        .add("budget", retry.budget)
        .add("min_per_second", retry.minPerSecond)
        .add("max_concurrent", retry.maxConcurrent)
        .add("max_body", std::string_view(formatByteSize(retry.maxBodyBytes)))
        .add("per_try", retry.perTry)
        .done();
}

Value writeHedge(const upstream::HedgeOptions& hedge) {
    return TableWriter()
        .add("enabled", hedge.enabled)
        .add("quantile", hedge.quantile)
        .add("min_delay", hedge.minDelay)
        .add("max_share", hedge.maxShare)
        .done();
}

}  // namespace

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
        .add("servers", writeServers(pool.servers))
        .done();
}

}  // namespace sluice::config
