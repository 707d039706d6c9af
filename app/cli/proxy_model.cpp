#include "cli/proxy_model.h"

#include "base/duration.h"
#include "config/change_reader.h"
#include "config/toml_text.h"
#include "config/tuning_writer.h"
#include "demo/free_port.h"

namespace sluice::cli {

namespace {

constexpr uint16_t adminPort = 8081;
constexpr std::chrono::minutes patience{5};

}  // namespace

Result<config::Model> proxyModel(const RunOptions& options) {
    config::Model model;
    model.workers = options.workers;
    model.log.accessLog = options.accessLog;
    if (options.listen) model.listen.address = *options.listen;
    model.admin.enabled = options.adminEnabled;
    if (options.admin) {
        model.admin.address = *options.admin;
    } else if (options.adminEnabled) {
        model.admin.address.port = demo::freePort(adminPort, model.listen.address.port);
    }
    upstream::PoolOptions pool;
    pool.name = "web";
    pool.readTimeout = patience;
    pool.preserveHost = options.preserveHost;
    for (const ServerUrl& url : options.to) {
        const std::string name = "web-" + std::to_string(pool.servers.size() + 1);
        pool.servers.push_back({name, url, 1.0});
    }
    routing::Route route;
    route.name = "all";
    route.timeout = patience;
    route.pool = pool.name;
    model.routes.push_back(std::move(route));
    model.pools.push_back(std::move(pool));
    if (options.settings.members.empty()) return model;
    return config::changed(std::move(model), options.settings);
}

std::string proxyText(const config::Model& model) {
    const auto quoted = [](const std::string& text) {
        config::Value value;
        value.kind = config::Value::Kind::string;
        value.text = text;
        return config::tomlText(value);
    };
    const upstream::PoolOptions& pool = model.pools.front();
    const routing::Route& route = model.routes.front();
    std::string text =
        "[listen]\naddress = " + quoted(model.listen.address.toString()) +
        "\n\n[admin]\naddress = " + quoted(model.admin.address.toString()) + "\n\n[routes." +
        route.name + "]\npool = " + quoted(pool.name) +
        "\ntimeout = " + quoted(formatDuration(route.timeout)) + "\n\n[pools." + pool.name +
        "]\npreserve_host = " + config::tomlText(config::writePreserveHost(pool.preserveHost)) +
        "\ntimeouts = { read = " + quoted(formatDuration(pool.readTimeout)) + " }\n";
    for (const upstream::ServerOptions& server : pool.servers) {
        text += "\n[[pools." + pool.name + ".servers]]\nname = " + quoted(server.name) +
                "\nurl = " + quoted(server.url.toString()) + "\n";
    }
    return text;
}

upstream::PreserveHost preserveHostOf(std::string_view word) {
    using upstream::PreserveHost;
    if (word == "true") return PreserveHost::always;
    return word == "false" ? PreserveHost::never : PreserveHost::automatic;
}

}  // namespace sluice::cli
