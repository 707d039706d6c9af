#include "cli/run_command.h"

#include <QCoreApplication>
#include <iostream>
#include <utility>

#include "cli/check_command.h"
#include "cli/proxy_model.h"
#include "cli/start_line.h"
#include "config/loader.h"

namespace sluice::cli {

namespace {

/// What ends within that needs no explanation.
constexpr std::chrono::milliseconds patience{300};

void complain(const std::string& message) {
    std::cerr << "sluice: " << message << std::endl;
}

tl::unexpected<ExitCode> refuse(ExitCode code, const std::string& message) {
    complain(message);
    return tl::unexpected(code);
}

}  // namespace

RunCommand::RunCommand(RunOptions options) : m_options(std::move(options)) {
    connect(&m_signals, &Signals::stopAsked, this, &RunCommand::stop);
    connect(&m_signals, &Signals::reloadAsked, this, &RunCommand::reload);
    connect(&m_signals, &Signals::reopenAsked, this, &RunCommand::reopenLog);
    m_tellWaiting.setSingleShot(true);
    m_tellWaiting.setInterval(patience);
    connect(&m_tellWaiting, &QTimer::timeout, this, &RunCommand::tellWaiting);
    connect(&m_engine, &engine::Engine::snapshotTaken, this, &RunCommand::tellProblems);
    connect(&m_engine, &engine::Engine::reloaded, this, &printWarnings);
    connect(&m_engine, &engine::Engine::stopped, this,
            [] { QCoreApplication::exit(static_cast<int>(ExitCode::ok)); });
}

ExitCode RunCommand::run() {
    if (const auto started = start(); !started) return started.error();
    announce();
    return static_cast<ExitCode>(QCoreApplication::exec());
}

RunCommand::Started RunCommand::start() {
    if (m_options.demo) return startDemo();
    return m_options.configFile.empty() ? startProxy() : startFile();
}

RunCommand::Started RunCommand::startDemo() {
    const auto file = m_demo.prepare();
    if (!file) return refuse(ExitCode::failed, file.error().message);
    if (const auto started = m_engine.startFile(*file); !started) {
        return refuse(ExitCode::cannotListen, started.error().message);
    }
    if (const auto traffic = m_demo.startTraffic(m_engine.listenUrl()); !traffic) {
        return refuse(ExitCode::failed, traffic.error().message);
    }
    return {};
}

RunCommand::Started RunCommand::startFile() {
    // The engine reads the file again; here each problem gets its line, and its exit code.
    const auto loaded = config::loadFile(m_options.configFile);
    if (!loaded) {
        printProblems(loaded.error());
        return tl::unexpected(ExitCode::badConfiguration);
    }
    printWarnings(loaded->warnings);
    if (const auto started = m_engine.startFile(m_options.configFile); !started) {
        return refuse(ExitCode::cannotListen, started.error().message);
    }
    return {};
}

RunCommand::Started RunCommand::startProxy() {
    const auto model = proxyModel(m_options);
    if (!model) return refuse(ExitCode::badUsage, model.error().message);
    const auto started = m_engine.start(*model);
    if (!started) return refuse(ExitCode::cannotListen, started.error().message);
    return {};
}

void RunCommand::announce() {
    const auto snapshot = m_engine.snapshot();
    const std::string warning = exposureWarning(snapshot->listenUrl);
    if (!warning.empty()) complain(warning);
    std::cout << startLine(*snapshot) << std::endl;
    const bool chosen = m_options.admin || !m_options.configFile.empty();
    const std::string moved = chosen ? std::string() : movedAdminWarning(snapshot->adminUrl);
    if (!moved.empty()) complain(moved);
    if (!m_options.demo) return;
    std::cout << "The demo sends 120 to 200 requests/s through the gateway; its configuration is "
              << snapshot->configFile << "\nTry: curl " << snapshot->listenUrl
              << "/api/v1/orders\n     curl " << snapshot->adminUrl
              << "/api/v1/snapshot\nCtrl+C ends it." << std::endl;
}

void RunCommand::stop() {
    m_demo.stopTraffic();
    m_engine.stop();
    if (m_engine.running() && !m_tellWaiting.isActive()) m_tellWaiting.start();
}

/// Who pressed Ctrl+C must not wonder why nothing happens.
void RunCommand::tellWaiting() {
    if (!m_engine.running()) return;
    const size_t open = m_engine.openConnections();
    complain("stopping: waiting for " + std::to_string(open) +
             (open == 1 ? " connection" : " connections") +
             " to finish (listen.drain_timeout at most); Ctrl+C again ends at once");
}

void RunCommand::reopenLog() {
    const auto reopened = m_engine.reopenLog();
    if (!reopened) complain("the log was not opened again: " + reopened.error().message);
}

void RunCommand::reload() {
    m_configError.clear();
    const auto reloaded = m_engine.reload();
    if (reloaded) {
        complain("reloaded " + m_engine.snapshot()->configFile);
    } else if (m_configError.empty()) {
        complain("not reloaded: " + reloaded.error().message);
    }
}

/// Told once each: the engine reloads a file that changes by itself.
void RunCommand::tellProblems(const engine::SnapshotPtr& snapshot) {
    if (std::exchange(m_configError, snapshot->configError) != snapshot->configError &&
        !m_configError.empty()) {
        complain("not reloaded, the configuration before stays:\n" + m_configError);
    }
    if (std::exchange(m_conflict, snapshot->fileConflict) != snapshot->fileConflict && m_conflict) {
        complain(snapshot->configFile +
                 " changed while weights that differ from it are in use; SIGHUP takes the file's");
    }
}

}  // namespace sluice::cli
