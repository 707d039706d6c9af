#include "cli/start_check.h"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>

#include "config/diagnostics.h"
#include "config/text_file.h"
#include "engine/run_file.h"
#include "event/tls_context.h"
#include "listener/bind.h"

namespace sluice::cli {

namespace {

namespace fs = std::filesystem;
using config::Problem;

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

Addresses resolve(const std::string& host) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0) found = nullptr;
    return {found, &::freeaddrinfo};
}

/// Only an address of this machine can be bound.
bool isOfThisMachine(const addrinfo& address) {
    const int fd = ::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool bound = fd >= 0 && ::bind(fd, address.ai_addr, address.ai_addrlen) == 0;
    if (fd >= 0) ::close(fd);
    return bound;
}

std::string textOf(const addrinfo& address) {
    std::array<char, NI_MAXHOST> text{};
    const int error = ::getnameinfo(address.ai_addr, address.ai_addrlen, text.data(), text.size(),
                                    nullptr, 0, NI_NUMERICHOST);
    return error == 0 ? text.data() : "";
}

/// Whether who connects to the server is answered by who listens there.
bool reaches(const Endpoint& server, const Endpoint& listen) {
    const bool everywhere = listen.host == "0.0.0.0" || listen.host == "::";
    const Addresses addresses = resolve(server.host);
    for (const addrinfo* each = addresses.get(); each; each = each->ai_next) {
        if (!isOfThisMachine(*each)) continue;
        const Endpoint found{textOf(*each), listen.port};
        if (everywhere || found == listen || (found.isLoopback() && listen.isLoopback()))
            return true;
    }
    return false;
}

class StartCheck {
public:
    StartCheck(const config::Loaded& loaded, const std::string& file)
        : m_model(loaded.model), m_places(loaded.places), m_file(file) {}

    StartFindings run() {
        checkAddress("listen.address", m_model.listen.address);
        if (m_model.admin.enabled) checkAddress("admin.address", m_model.admin.address);
        checkLog();
        for (const upstream::PoolOptions& pool : m_model.pools) {
            checkAuthorities(pool);
            checkServers(pool);
        }
        return std::move(m_found);
    }

private:
    Problem problem(const std::string& path, const std::string& message) const {
        const config::Place place = m_places.of(path);
        return {m_file, place.line, place.column, path + ": " + message};
    }

    void checkAddress(const std::string& path, const Endpoint& address) {
        const auto bound = listener::bindAll(address, 1);
        if (bound) {
            for (const int fd : bound->descriptors)
                ::close(fd);
        } else if (isOwn(address)) {
            m_found.notes.push_back(problem(
                path, address.toString() + " is in use by the gateway that runs with this file"));
        } else {
            m_found.busy.push_back(problem(path, bound.error().message));
        }
    }

    /// Whether the gateway that has the address runs with this file.
    bool isOwn(const Endpoint& address) const {
        const std::string own = config::canonicalPath(m_file);
        const std::string url = "http://" + address.toString();
        const auto running = engine::RunFile::readAll();
        return std::any_of(running.begin(), running.end(), [&](const auto& gateway) {
            return gateway.configFile == own &&
                   (gateway.listenUrl == url || gateway.adminUrl == url);
        });
    }

    void checkLog() {
        const std::string& log = m_model.log.accessLog;
        if (log.empty() || log == "-") return;
        std::error_code error;
        const bool there = fs::exists(log, error);
        const fs::path folder = fs::path(log).parent_path();
        const std::string wanted =
            there || folder.empty() ? std::string(there ? log : ".") : folder.string();
        const auto say = [&](const std::string& why) {
            m_found.files.push_back(
                problem("log.access_log", "cannot write the access log " + log + ": " + why));
        };
        if (fs::is_directory(log, error)) return say("it is a folder");
        if (::access(wanted.c_str(), there ? W_OK : W_OK | X_OK) != 0) {
            say((there ? "" : "its folder " + wanted + ": ") + std::strerror(errno));
        } else if (!there && !fs::is_directory(wanted, error)) {
            say(wanted + " is no folder");
        }
    }

    /// Where servers speak TLS, the configuration is wrong without them.
    void checkAuthorities(const upstream::PoolOptions& pool) {
        if (pool.caFile.empty()) return;
        const auto trust = event::TlsContext::forClient({true, pool.caFile});
        if (trust) return;
        m_found.warnings.push_back(
            problem(config::joinPath("pools", pool.name) + ".tls.ca_file", trust.error().message));
    }

    /// Names that turn out to be this machine's, and addresses that it has; that others are its
    /// own is plain to see, and told.
    void checkServers(const upstream::PoolOptions& pool) {
        const Endpoint& listen = m_model.listen.address;
        for (size_t i = 0; i < pool.servers.size(); ++i) {
            const Endpoint& server = pool.servers[i].url.endpoint;
            const bool told = server.isLoopback() || server.host == listen.host;
            if (server.port != listen.port || told || !reaches(server, listen)) continue;
            m_found.warnings.push_back(problem(
                config::joinPath("pools", pool.name) + ".servers[" + std::to_string(i) + "].url",
                server.host + " is this machine, and where this gateway listens: requests would go "
                              "in circles"));
        }
    }

    const config::Model& m_model;
    const config::Places& m_places;
    const std::string& m_file;
    StartFindings m_found;
};

}  // namespace

StartFindings checkStart(const config::Loaded& loaded, const std::string& file) {
    return StartCheck(loaded, file).run();
}

}  // namespace sluice::cli
