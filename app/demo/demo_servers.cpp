#include "demo/demo_servers.h"

#include <pthread.h>

#include <utility>

#include "demo/demo_server.h"
#include "listener/bind.h"
#include "listener/listener.h"

namespace sluice::demo {

namespace {

/// Different enough that weights show in the charts.
const std::vector<Profile>& profiles() {
    static const std::vector<Profile> three{
        {"orders-1", 8, 0.005}, {"orders-2", 4, 0.005}, {"orders-3", 18, 0.02}};
    return three;
}

}  // namespace

struct DemoServers::Site {
    Site(const Profile& profile, unsigned seed, int descriptor)
        : server(profile, seed),
          listener(std::make_shared<listener::Options>(), server, cell,
                   std::make_shared<listener::ConnectionCount>(0)) {
        listener.listen(descriptor);
    }

    DemoServer server;
    metrics::WorkerCell cell;
    listener::Listener listener;
};

DemoServers::DemoServers() : m_worker(0) {
    m_worker.start();
    m_worker.call([] { ::pthread_setname_np(::pthread_self(), "sluice-demo"); });
}

Result<std::unique_ptr<DemoServers>> DemoServers::start() {
    std::unique_ptr<DemoServers> servers(new DemoServers);
    if (const auto opened = servers->open(); !opened) return tl::unexpected(opened.error());
    return servers;
}

Result<> DemoServers::open() {
    for (const Profile& profile : profiles()) {
        const auto bound = listener::bindAll({"127.0.0.1", 0}, 1);
        if (!bound) return tl::unexpected(bound.error());
        m_addresses.push_back(bound->address);
        m_worker.call([&] {
            m_sites.push_back(
                std::make_unique<Site>(profile, bound->address.port, bound->descriptors.front()));
        });
    }
    return {};
}

DemoServers::~DemoServers() {
    m_worker.call([this] { m_sites.clear(); });
    m_worker.stop();
}

}  // namespace sluice::demo
