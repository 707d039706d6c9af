#include "cli/start_line.h"

#include "base/endpoint.h"
#include "config/model.h"

namespace sluice::cli {

namespace {

constexpr size_t namedServers = 3;

std::string servers(const metrics::Snapshot& snapshot) {
    std::string text;
    size_t count = 0;
    for (const auto& pool : snapshot.pools) {
        for (const auto& server : pool.servers) {
            if (++count > namedServers) continue;
            text += (count == 1 ? "" : ", ") + server.name + " " + server.url;
        }
    }
    if (count > namedServers) text += " … " + std::to_string(count) + " servers in all";
    return text.empty() ? "no servers" : text;
}

}  // namespace

std::string startLine(const metrics::Snapshot& snapshot) {
    const std::string admin = snapshot.adminUrl.empty() ? "off" : snapshot.adminUrl;
    return "sluice " + snapshot.sluiceVersion + ": " + snapshot.listenUrl + " → " +
           servers(snapshot) + " (" + std::to_string(snapshot.workers) +
           (snapshot.workers == 1 ? " worker" : " workers") + "), admin " + admin;
}

std::string movedAdminWarning(const std::string& adminUrl) {
    const Endpoint usual = config::AdminOptions().address;
    const auto url = parseServerUrl(adminUrl);
    if (!url || url->endpoint == usual) return {};
    return "the admin API is at " + adminUrl + ", as port " + std::to_string(usual.port) +
           " was taken; commands for this gateway need --admin " + adminUrl;
}

std::string exposureWarning(const std::string& listenUrl) {
    const auto url = parseServerUrl(listenUrl);
    if (url && url->endpoint.isLoopback()) return {};
    return "WARNING: " + listenUrl +
           " is not loopback: everyone who can reach this machine can use this gateway and the "
           "servers behind it.";
}

}  // namespace sluice::cli
