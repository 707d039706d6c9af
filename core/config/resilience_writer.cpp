#include "base/byte_size.h"
#include "config/table_writer.h"
#include "config/tuning_writer.h"

namespace sluice::config {

namespace {

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

}  // namespace

Value writeConcurrency(const upstream::ConcurrencyOptions& concurrency) {
    return TableWriter()
        .add("max", concurrency.max)
        .add("queue", concurrency.queue)
        .add("timeout", concurrency.timeout)
        .add("body", std::string_view(formatByteSize(concurrency.bodyBytes)))
        .done();
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
        .add("try_for", retry.tryFor)
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

}  // namespace sluice::config
