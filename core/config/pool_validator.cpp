#include <set>

#include "config/validator.h"

namespace sluice::config {

namespace {

void validateServers(const upstream::PoolOptions& pool, const std::string& path,
                     Diagnostics& diagnostics) {
    std::set<std::string> names;
    bool mayServe = false;
    for (size_t i = 0; i < pool.servers.size(); ++i) {
        const upstream::ServerOptions& server = pool.servers[i];
        const std::string serverPath = path + ".servers[" + std::to_string(i) + ']';
        mayServe |= server.weight > 0 && server.duty == upstream::Duty::active;
        if (server.url.endpoint.host.empty()) continue;  // reported already
        if (!isUsableName(server.name)) {
            diagnostics.error(serverPath + ".name", "is empty, too long or has control characters");
        } else if (!names.insert(server.name).second) {
            diagnostics.error(serverPath + ".name", inQuotes(server.name) +
                                                        " is the name of another server of this "
                                                        "pool; give each its own");
        }
    }
    if (pool.servers.empty()) {
        diagnostics.error(path, "has no servers; add [[" + path + ".servers]] with a url");
    } else if (!mayServe) {
        diagnostics.warning(path, "gets no requests: every server is drained or has weight 0");
    }
}

}  // namespace

void validatePool(const upstream::PoolOptions& pool, Diagnostics& diagnostics) {
    const std::string path = joinPath("pools", pool.name);
    if (!isUsableName(pool.name)) {
        diagnostics.error(path, "the name is empty, too long or has control characters");
    }
    validateTuning(pool, path, diagnostics);
    validateServers(pool, path, diagnostics);
}

}  // namespace sluice::config
