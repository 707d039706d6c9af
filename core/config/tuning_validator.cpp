#include <algorithm>

#include "base/duration.h"
#include "config/field_check.h"
#include "config/validator.h"
#include "event/tls_context.h"
#include "upstream/health/health_limits.h"

namespace sluice::config {

namespace {

using upstream::CheckOptions;

class CheckValidator {
public:
    CheckValidator(const CheckOptions& check, std::string path, Diagnostics& diagnostics)
        : m_check(check), m_path(std::move(path)), m_diagnostics(diagnostics) {}

    void validate() {
        if (m_check.timeout > m_check.interval) {
            m_diagnostics.warning(m_path + ".timeout", formatDuration(m_check.timeout) +
                                                           " is longer than the interval, " +
                                                           formatDuration(m_check.interval));
        }
        if (m_check.kind == CheckOptions::Kind::http) return validateRequest();
        for (const char* key : {"method", "path", "host", "status", "body", "headers"}) {
            if (m_diagnostics.knows(m_path + '.' + key)) {
                m_diagnostics.warning(m_path + '.' + key, "has no effect: it is for kind \"http\"");
            }
        }
    }

private:
    void validateRequest() {
        if (!isToken(m_check.method)) {
            m_diagnostics.error(m_path + ".method",
                                inQuotes(m_check.method) + " is not a method such as \"GET\"");
        }
        if (m_check.method == "HEAD" && !m_check.body.empty()) {
            m_diagnostics.error(m_path + ".body", "the answer to HEAD has none; use \"GET\"");
        }
        validatePath();
        checkFieldValue(m_path + ".host", m_check.host, m_diagnostics);
        if (m_check.statuses.empty()) {
            m_diagnostics.error(m_path + ".status", "no status would be well; name at least one");
        }
        for (const auto& [name, value] : m_check.headers) {
            const std::string path = joinPath(m_path + ".headers", name);
            checkFieldName(path, name, m_diagnostics);
            checkFieldValue(path, value, m_diagnostics);
        }
    }

    void validatePath() {
        const std::string& path = m_check.path;
        const bool isVisible = std::all_of(path.begin(), path.end(),
                                           [](char c) { return c > ' ' && c < 0x7f && c != '#'; });
        if (path.starts_with('/') && isVisible) return;
        m_diagnostics.error(m_path + ".path",
                            inQuotes(path) + " is not a path such as \"/healthz\"");
    }

    const CheckOptions& m_check;
    const std::string m_path;
    Diagnostics& m_diagnostics;
};

void validateOutlier(const upstream::OutlierOptions& outlier, const std::string& path,
                     Diagnostics& diagnostics) {
    if (outlier.maxEjection < outlier.ejection) {
        diagnostics.error(path + ".max_ejection", formatDuration(outlier.maxEjection) +
                                                      " is less than ejection, " +
                                                      formatDuration(outlier.ejection));
    }
    if (outlier.latencyFactor > 0 && outlier.latencyFactor <= 1) {
        diagnostics.error(path + ".latency_factor",
                          "would eject servers as fast as their peers; use more than 1, or 0 for "
                          "no such check");
    }
    if (outlier.enabled && outlier.maxEjected == 0) {
        diagnostics.warning(path + ".max_ejected", "0 lets no server be ejected");
    }
}

void validateResilience(const upstream::ResilienceOptions& resilience, const std::string& prefix,
                        Diagnostics& diagnostics) {
    const upstream::RetryOptions& retry = resilience.retry;
    const bool hasReason =
        retry.onConnectFailure || retry.onReset || retry.onTimeout || !retry.statuses.empty();
    if (retry.attempts > 0 && !hasReason) {
        diagnostics.warning(prefix + "retry",
                            "tries nothing again: neither on nor status say when");
    }
    if (retry.onTimeout && retry.perTry == Duration::zero()) {
        diagnostics.warning(prefix + "retry.on",
                            "\"timeout\" has no effect without per_try: the route's timeout ends "
                            "the whole request");
    }
    if (resilience.concurrency.max == 0 && diagnostics.knows(prefix + "concurrency.queue")) {
        diagnostics.warning(prefix + "concurrency.queue", "has no effect without a limit in max");
    }
}

void validateHash(const upstream::HashOptions& hash, const std::string& path,
                  Diagnostics& diagnostics) {
    using By = upstream::HashOptions::By;
    if (hash.bound > 0 && hash.bound < 1) {
        diagnostics.error(
            path + ".bound",
            "below 1 would leave requests without a server; take 1.25, or 0 for none");
    }
    const bool needsName = hash.by == By::header || hash.by == By::cookie;
    if (needsName && hash.name.empty()) {
        diagnostics.error(path, hash.by == By::header ? "by = \"header\" needs a name, such as "
                                                        "name = \"X-User\""
                                                      : "by = \"cookie\" needs a name, such as "
                                                        "name = \"session\"");
    } else if (needsName) {
        checkFieldName(path + ".name", hash.name, diagnostics);
    } else if (!hash.name.empty()) {
        diagnostics.warning(path + ".name",
                            "has no effect: it is for by = \"header\" or \"cookie\"");
    }
}

void validateConnections(const upstream::PoolOptions& pool, const std::string& prefix,
                         Diagnostics& diagnostics) {
    if (pool.keepAlive > pool.maxConnections) {
        diagnostics.error(prefix + "connections.keep_alive",
                          std::to_string(pool.keepAlive) + " is more than connections.max, " +
                              std::to_string(pool.maxConnections));
    }
}

bool usesTls(const upstream::PoolOptions& pool) {
    return std::any_of(pool.servers.begin(), pool.servers.end(),
                       [](const upstream::ServerOptions& server) { return server.url.tls; });
}

void validateTls(const upstream::PoolOptions& pool, const std::string& prefix,
                 Diagnostics& diagnostics) {
    if (pool.http2 && pool.transport == upstream::TransportKind::direct) {
        diagnostics.error(prefix + "http2", "needs transport \"qt\" or \"auto\"");
    }
    if (!pool.verifyTls) {
        diagnostics.warning(prefix + "tls.verify",
                            "false lets anyone on the way pose as the servers");
        if (!pool.caFile.empty()) {
            diagnostics.warning(prefix + "tls.ca_file", "has no effect while verify is false");
        }
    } else if (!pool.caFile.empty() && usesTls(pool)) {
        const auto trust = event::TlsContext::forClient({true, pool.caFile});
        if (!trust) diagnostics.error(prefix + "tls.ca_file", trust.error().message);
    }
}

}  // namespace

void validateTuning(const upstream::PoolOptions& pool, const std::string& path,
                    Diagnostics& diagnostics) {
    const std::string prefix = path.empty() ? "" : path + '.';
    validateConnections(pool, prefix, diagnostics);
    validateTls(pool, prefix, diagnostics);
    validateHash(pool.hash, prefix + "hash", diagnostics);
    CheckValidator(pool.health.check, prefix + "health", diagnostics).validate();
    validateOutlier(pool.health.outlier, prefix + "outlier", diagnostics);
    validateResilience(pool.resilience, prefix, diagnostics);
    const auto checked = upstream::checkHealthOptions(pool.health);
    if (checked || diagnostics.failed()) return;
    const std::string& why = checked.error().message;  // begins with the key
    const size_t end = why.find(' ');
    diagnostics.error(prefix + why.substr(0, end), why.substr(end + 1));
}

}  // namespace sluice::config
