#pragma once

#include <memory>
#include <vector>

#include "base/endpoint.h"
#include "base/result.h"
#include "event/worker.h"

namespace sluice::demo {

/// Three small HTTP servers on loopback, on ports that the system chooses and on one thread of
/// their own. Made, used and destroyed on one thread, which is not theirs.
class DemoServers {
public:
    static Result<std::unique_ptr<DemoServers>> start();
    /// Closes them, with whatever they are answering.
    ~DemoServers();
    DemoServers(const DemoServers&) = delete;
    DemoServers& operator=(const DemoServers&) = delete;

    const std::vector<Endpoint>& addresses() const { return m_addresses; }

private:
    struct Site;

    DemoServers();
    Result<> open();

    std::vector<Endpoint> m_addresses;
    std::vector<std::unique_ptr<Site>> m_sites;  // of the worker's thread
    event::Worker m_worker;
};

}  // namespace sluice::demo
