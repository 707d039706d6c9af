#include "config/readers.h"

namespace sluice::config {

namespace {

constexpr uint64_t kKiB = 1024;
constexpr uint64_t kMiB = 1024 * kKiB;
constexpr uint64_t kMostBytes = uint64_t{1} << 53;

}  // namespace

void readListen(Section section, listener::Options& out) {
    section.read("address", out.address);
    section.readCount("max_connections", out.maxConnections, 1, 1'000'000);
    section.readBytes("max_header_bytes", out.maxHeaderBytes, kKiB, 16 * kMiB);
    section.readBytes("max_target_bytes", out.maxTargetBytes, 64, kMiB);
    section.readBytes("max_body_bytes", out.maxBodyBytes, 0, kMostBytes);
    section.read("trusted_proxies", out.trustedProxies);
    section.readTimeout("header_timeout", out.headerTimeout, true);
    section.readTimeout("body_timeout", out.bodyTimeout, true);
    section.readTimeout("write_timeout", out.writeTimeout, true);
    section.readBytes("min_body_rate", out.minBodyRate, 0, kKiB * kMiB);
    section.readBytes("min_write_rate", out.minWriteRate, 0, kKiB * kMiB);
    section.readTimeout("idle_timeout", out.idleTimeout, true);
    section.readTimeout("half_closed_timeout", out.halfClosedTimeout, true);
    section.readTimeout("linger_timeout", out.lingerTimeout, true);
    section.readTimeout("tunnel_idle_timeout", out.tunnelIdleTimeout, true);
    section.readTimeout("tunnel_lifetime", out.tunnelLifetime, true);
    section.readTimeout("drain_timeout", out.drainTimeout, true);
    section.reportUnknownKeys();
}

void readAdmin(Section section, AdminOptions& out) {
    section.read("enabled", out.enabled);
    section.read("address", out.address);
    section.read("token", out.token);
    section.reportUnknownKeys();
}

void readLog(Section section, LogOptions& out) {
    section.read("access_log", out.accessLog);
    section.reportUnknownKeys();
}

void readEngine(Section section, int& workers) {
    section.readCount("workers", workers, 0, 256);
    section.reportUnknownKeys();
}

listener::BatchOptions readBatch(Section section) {
    listener::BatchOptions out;
    section.read("path", out.path);
    section.readCount("max_requests", out.maxRequests, 1, 10'000);
    section.readCount("max_concurrent", out.maxConcurrent, 1, 1'000);
    section.readCount("max_batches", out.maxBatches, 1, 100'000);
    section.readBytes("max_body_bytes", out.maxBodyBytes, kKiB, kMiB * kKiB);
    section.readBytes("max_response_bytes", out.maxResponseBytes, kKiB, kMiB * kKiB);
    section.readTimeout("timeout", out.timeout, true);
    section.reportUnknownKeys();
    return out;
}

Model readModel(const Value& document, const std::string& folder, Diagnostics& diagnostics) {
    Section file(document, "", diagnostics);
    Model model;
    if (auto section = file.section("listen")) readListen(std::move(*section), model.listen);
    if (auto section = file.section("engine")) readEngine(std::move(*section), model.workers);
    if (auto section = file.section("admin")) readAdmin(std::move(*section), model.admin);
    if (auto section = file.section("log")) readLog(std::move(*section), model.log);
    if (auto section = file.section("pools")) model.pools = readPools(std::move(*section), folder);
    if (auto section = file.section("routes")) model.routes = readRoutes(std::move(*section));
    if (auto section = file.section("cache")) model.cache = readCache(std::move(*section));
    if (auto section = file.section("batch")) model.batch = readBatch(std::move(*section));
    file.reportUnknownKeys();
    return model;
}

}  // namespace sluice::config
