#include "support/running_gateway.h"

#include <cstdlib>

#include "config/loader.h"

namespace sluice::test {

namespace {

uint16_t portOf(const std::string& url) {
    return static_cast<uint16_t>(std::atoi(url.substr(url.rfind(':') + 1).c_str()));
}

}  // namespace

std::string gatewayTo(uint16_t server, const std::string& listen, const std::string& pool,
                      const std::string& rest) {
    return "[engine]\nworkers = 2\n[listen]\naddress = \"127.0.0.1:0\"\n" + listen +
           "\n[admin]\naddress = \"127.0.0.1:0\"\n[pools.web]\n" + pool +
           "\n[[pools.web.servers]]\nname = \"web-1\"\nurl = \"http://127.0.0.1:" +
           std::to_string(server) + "\"\n[routes.all]\npool = \"web\"\n" + rest;
}

std::string gatewayToAll(const std::vector<uint16_t>& servers, const std::string& pool) {
    std::string toml =
        "[engine]\nworkers = 1\n[listen]\naddress = \"127.0.0.1:0\"\n[admin]\n"
        "address = \"127.0.0.1:0\"\n[routes.all]\npool = \"web\"\n[pools.web]\n" +
        pool + "\n";
    for (size_t i = 0; i < servers.size(); ++i) {
        toml += "[[pools.web.servers]]\nname = \"s" + std::to_string(i + 1) +
                "\"\nurl = \"http://127.0.0.1:" + std::to_string(servers[i]) + "\"\n";
    }
    return toml;
}

std::string gatewayInTurn(const std::vector<uint16_t>& servers, const std::string& pool) {
    return gatewayToAll(servers,
                        "strategy = \"round-robin\"\noutlier = { enabled = false }\n" + pool);
}

RunningGateway::RunningGateway(const std::string& toml) {
    const auto loaded = config::loadText(toml, "test.toml");
    if (!loaded) m_error = loaded.error().front().toString();
    m_worker.start();
    m_worker.call([&] {
        m_engine = std::make_unique<engine::Engine>();
        if (!loaded) return;
        if (const auto started = m_engine->start(loaded->model); !started) {
            m_error = started.error().message;
        }
    });
}

RunningGateway::RunningGateway(const std::filesystem::path& file) {
    m_worker.start();
    m_worker.call([&] {
        m_engine = std::make_unique<engine::Engine>();
        if (const auto started = m_engine->startFile(file.string()); !started) {
            m_error = started.error().message;
        }
    });
}

RunningGateway::~RunningGateway() {
    m_worker.call([this] { m_engine.reset(); });
}

uint16_t RunningGateway::port() {
    std::string url;
    call([&](engine::Engine& engine) { url = engine.listenUrl(); });
    return portOf(url);
}

uint16_t RunningGateway::adminPort() {
    std::string url;
    call([&](engine::Engine& engine) { url = engine.adminUrl(); });
    return portOf(url);
}

void RunningGateway::call(const std::function<void(engine::Engine&)>& function) {
    m_worker.call([&] { function(*m_engine); });
}

engine::SnapshotPtr RunningGateway::snapshot() {
    engine::SnapshotPtr snapshot;
    call([&](engine::Engine& engine) { snapshot = engine.snapshot(); });
    return snapshot;
}

std::string RunningGateway::tune(const std::function<void(upstream::ResilienceOptions&)>& how) {
    std::string problem;
    call([&](engine::Engine& engine) {
        auto options = *engine.effective("web");
        how(options.resilience);
        if (const auto done = engine.tune(options); !done) problem = done.error().message;
    });
    return problem;
}

bool RunningGateway::idle() {
    const auto now = snapshot();
    return now->connectionsOpen == 0 && now->total.inFlight == 0;
}

}  // namespace sluice::test
