#pragma once

#include <QTemporaryDir>
#include <memory>
#include <string>

#include "base/result.h"
#include "demo/demo_servers.h"
#include "demo/traffic_source.h"

namespace sluice::demo {

/// The demo: three servers, a configuration for a gateway before them, and clients. Lives on the
/// control thread, where all members are called; servers and clients have a thread each.
///     Demo demo;
///     auto file = demo.prepare();
///     engine.startFile(*file);
///     demo.startTraffic(engine.listenUrl());
class Demo {
public:
    /// Starts the servers and writes the configuration, whose path it returns: listens on
    /// 127.0.0.1:8080, with the admin API on 8081, or on the next free ports. The file is in the
    /// user's data folder (or else in a temporary one of its own), with the port in its name so
    /// that two demos do not share one, and is written anew each time.
    Result<std::string> prepare();
    /// `listenUrl` as Engine::listenUrl() says it.
    Result<> startTraffic(const std::string& listenUrl);
    /// Before the gateway stops.
    void stopTraffic();
    /// Stops all.
    void stop();

private:
    Result<std::string> writeFile(const QString& name, const QByteArray& text);

    std::unique_ptr<QTemporaryDir> m_folder;  // where the user's own cannot be used
    std::unique_ptr<DemoServers> m_servers;
    std::unique_ptr<TrafficSource> m_traffic;
};

}  // namespace sluice::demo
