#include "cli/gateway_address.h"

#include <QJsonObject>
#include <algorithm>
#include <iostream>

#include "base/printable.h"
#include "cli/check_command.h"
#include "config/loader.h"
#include "config/text_file.h"
#include "engine/run_file.h"

namespace sluice::cli {

namespace {

using Gateway = engine::RunFile::Contents;
using Gateways = std::vector<Gateway>;

constexpr auto usualAdmin = "http://127.0.0.1:8081";

/// Where a command goes, and with which token.
struct Target {
    std::string url;
    std::string token;
};
using Chosen = tl::expected<Target, ExitCode>;

Gateways runningGateways() {
    Gateways all = engine::RunFile::readAll();
    std::erase_if(all, [](const Gateway& gateway) { return gateway.adminUrl.empty(); });
    std::sort(all.begin(), all.end(),
              [](const Gateway& a, const Gateway& b) { return a.adminUrl < b.adminUrl; });
    return all;
}

template <class Matches>
const Gateway* find(const Gateways& gateways, Matches matches) {
    const auto found = std::find_if(gateways.begin(), gateways.end(), matches);
    return found == gateways.end() ? nullptr : &*found;
}

const Gateway* findAt(const Gateways& gateways, const std::string& adminUrl) {
    return find(gateways, [&](const Gateway& gateway) { return gateway.adminUrl == adminUrl; });
}

std::string fileOf(const Gateway& gateway) {
    return gateway.configFile.empty() ? "no configuration file" : gateway.configFile;
}

/// By the file's name and by the gateway that runs with it, which knows the true port.
Chosen chooseByFile(const std::string& file, bool named, Purpose purpose) {
    const auto loaded = config::loadFile(file);
    if (!loaded) {
        printProblems(loaded.error());
        return tl::unexpected(ExitCode::badConfiguration);
    }
    const auto& section = loaded->model.admin;
    Target target{"http://" + section.address.toString(), section.token};
    if (named) return target;
    const Gateways running = runningGateways();
    const std::string path = config::canonicalPath(file);
    const auto isItsOwn = [&](const Gateway& gateway) { return gateway.configFile == path; };
    if (const Gateway* const own = find(running, isItsOwn)) {
        target.url = own->adminUrl;
        return target;
    }
    const Gateway* const other = findAt(running, target.url);
    if (!other || purpose == Purpose::read) return target;
    std::cerr << "sluice: the gateway at " << other->adminUrl << " runs with " << fileOf(*other)
              << ", not with " << file << "; --admin " << other->adminUrl << " changes it\n";
    return tl::unexpected(ExitCode::badUsage);
}

Target targetOf(const Gateway& gateway) {
    Target target{gateway.adminUrl, {}};
    if (gateway.configFile.empty()) return target;
    if (const auto loaded = config::loadFile(gateway.configFile)) {
        target.token = loaded->model.admin.token;
    }
    return target;
}

Chosen refuseToGuess(const Gateways& running) {
    std::cerr << "sluice: several gateways run here; say which one is meant:\n";
    for (const Gateway& gateway : running) {
        std::cerr << printable("  --admin " + gateway.adminUrl + "   " + gateway.listenUrl + ", " +
                               fileOf(gateway))
                  << "\n";
    }
    return tl::unexpected(ExitCode::badUsage);
}

Chosen choose(Purpose purpose) {
    const Gateways running = runningGateways();
    if (running.empty()) return Target{usualAdmin, {}};
    if (running.size() == 1) return targetOf(running.front());
    const Gateway* const usual = findAt(running, usualAdmin);
    if (purpose == Purpose::change || !usual) return refuseToGuess(running);
    std::cerr << printable("sluice: of " + std::to_string(running.size()) +
                           " gateways, this is the one at " + usual->adminUrl + " (" +
                           fileOf(*usual) + "); --admin chooses another")
              << "\n";
    return targetOf(*usual);
}

}  // namespace

tl::expected<AdminClient, ExitCode> clientFor(const std::string& admin,
                                              const std::string& configFile, Purpose purpose) {
    Target target{admin, {}};
    if (!configFile.empty() || admin.empty()) {
        const auto chosen = configFile.empty() ? choose(purpose)
                                               : chooseByFile(configFile, !admin.empty(), purpose);
        if (!chosen) return tl::unexpected(chosen.error());
        target.token = chosen->token;
        if (admin.empty()) target.url = chosen->url;
    }
    QString token = qEnvironmentVariable("SLUICE_TOKEN");
    if (token.isEmpty()) token = QString::fromStdString(target.token);
    const QUrl url(QString::fromStdString(target.url), QUrl::StrictMode);
    if (url.isValid() && url.scheme() == QLatin1String("http") && !url.host().isEmpty()) {
        return AdminClient(url, token);
    }
    std::cerr << "sluice: --admin " << target.url << " is not a URL such as " << usualAdmin << "\n";
    return tl::unexpected(ExitCode::badUsage);
}

void printChanged(const AdminClient& client) {
    const auto answer = client.ask("GET", QStringLiteral("/api/v1/gateway"));
    const QJsonObject gateway = answer ? answer->object() : QJsonObject();
    const auto text = [](const QJsonValue& value) { return value.toString().toStdString(); };
    const std::string file =
        text(gateway.value(QLatin1String("configuration")).toObject().value(QLatin1String("file")));
    const std::string listen = text(gateway.value(QLatin1String("listen_url")));
    std::cout << printable("changed: the gateway " + (listen.empty() ? "" : listen + " ") +
                           "with admin API " + client.url().toString().toStdString() + ", " +
                           (file.empty() ? "no configuration file" : file))
              << std::endl;
}

}  // namespace sluice::cli
