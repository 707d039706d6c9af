#include <array>
#include <filesystem>

#include "config/readers.h"

namespace sluice::config {

namespace {

using upstream::PoolOptions;
using upstream::ServerOptions;
using upstream::TransportKind;

void readTransport(Section& section, TransportKind& out) {
    if (const auto choice = section.readChoice("transport", {"auto", "direct", "qt"})) {
        constexpr std::array kinds{TransportKind::automatic, TransportKind::direct,
                                   TransportKind::qt};
        out = kinds[*choice];
    }
}

void readPreserveHost(Section& section, upstream::PreserveHost& out) {
    using upstream::PreserveHost;
    std::optional<bool> preserve;
    section.readSwitch("preserve_host", "auto", preserve);
    if (preserve) out = *preserve ? PreserveHost::always : PreserveHost::never;
}

void readConnections(Section section, PoolOptions& out) {
    section.readCount("max", out.maxConnections, 1, 100'000);
    // A limit that is named alone brings the other one's default down with it.
    if (!section.has("keep_alive")) out.keepAlive = std::min(out.keepAlive, out.maxConnections);
    section.readCount("keep_alive", out.keepAlive, 0, 100'000);
    section.readTimeout("expiry", out.keepAliveExpiry, false);
    section.readCount("waiting", out.maxWaiting, 0, 1'000'000);
    section.reportUnknownKeys();
}

void readTimeouts(Section section, PoolOptions& out) {
    section.readTimeout("connect", out.connectTimeout, false);
    section.readTimeout("read", out.readTimeout, false);
    section.readTimeout("write", out.writeTimeout, false);
    section.readTimeout("acquire", out.acquireTimeout, false);
    section.reportUnknownKeys();
}

void readTls(Section section, const std::string& folder, PoolOptions& out) {
    section.read("verify", out.verifyTls);
    section.read("ca_file", out.caFile);
    if (!out.caFile.empty()) out.caFile = (std::filesystem::path(folder) / out.caFile).string();
    section.reportUnknownKeys();
}

void readUrl(Section& section, ServerOptions& out) {
    std::string text;
    section.read("url", text);
    if (!section.has("url")) {
        section.diagnostics().error(section.path(),
                                    "has no url, such as \"http://127.0.0.1:3001\"");
    } else if (section.hasString("url")) {
        auto url = parseServerUrl(text);
        if (url) {
            out.url = std::move(*url);
        } else {
            section.diagnostics().error(section.pathOf("url"), url.error().message);
        }
    }
}

ServerOptions readServer(Section section) {
    ServerOptions server;
    readUrl(section, server);
    server.name = server.url.endpoint.toString();
    section.read("name", server.name);
    readServerTuning(section, server);
    section.reportUnknownKeys();
    return server;
}

PoolOptions readPool(std::string name, Section section, const std::string& folder) {
    PoolOptions pool;
    pool.name = std::move(name);
    readTuning(section, pool);
    readTransport(section, pool.transport);
    if (auto table = section.section("connections")) readConnections(std::move(*table), pool);
    if (auto table = section.section("timeouts")) readTimeouts(std::move(*table), pool);
    if (auto table = section.section("tls")) readTls(std::move(*table), folder, pool);
    readPreserveHost(section, pool.preserveHost);
    if (auto table = section.section("hash")) readHash(std::move(*table), pool.hash);
    for (Section& server : section.sections("servers")) {
        pool.servers.push_back(readServer(std::move(server)));
    }
    section.reportUnknownKeys();
    return pool;
}

}  // namespace

std::vector<PoolOptions> readPools(Section section, const std::string& folder) {
    std::vector<PoolOptions> pools;
    for (auto& [name, table] : section.namedSections()) {
        pools.push_back(readPool(name, table, folder));
    }
    return pools;
}

}  // namespace sluice::config
