#include "config/readers.h"

namespace sluice::config {

namespace {

using upstream::PoolOptions;
using upstream::ServerOptions;

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
    readTuning(section, folder, pool);
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
