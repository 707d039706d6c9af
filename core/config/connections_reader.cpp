#include <algorithm>
#include <filesystem>

#include "config/readers.h"

/// How a pool reaches its servers.
namespace sluice::config {

using upstream::PoolOptions;

void readConnections(Section section, PoolOptions& out) {
    section.readCount("max", out.maxConnections, 1, 100'000);
    // A limit that is named alone brings the other one's default down with it.
    if (!section.has("keep_alive")) out.keepAlive = std::min(out.keepAlive, out.maxConnections);
    section.readCount("keep_alive", out.keepAlive, 0, 100'000);
    section.readTimeout("expiry", out.keepAliveExpiry, true);
    section.readCount("waiting", out.maxWaiting, 0, 1'000'000);
    section.reportUnknownKeys();
}

void readTimeouts(Section section, PoolOptions& out) {
    section.readTimeout("connect", out.connectTimeout, true);
    section.readTimeout("read", out.readTimeout, true);
    section.readTimeout("write", out.writeTimeout, true);
    section.readTimeout("acquire", out.acquireTimeout, true);
    section.readTimeout("stream_idle", out.streamIdleTimeout, true);
    section.reportUnknownKeys();
}

void readTls(Section section, const std::string& folder, PoolOptions& out) {
    section.read("verify", out.verifyTls);
    section.read("ca_file", out.caFile);
    if (!out.caFile.empty()) out.caFile = (std::filesystem::path(folder) / out.caFile).string();
    section.reportUnknownKeys();
}

}  // namespace sluice::config
