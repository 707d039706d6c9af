#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "event/worker.h"

namespace sluice::test {

/// A configuration with two workers, one pool "web" and one route to it, on ports that are free.
/// `listen` and `pool` are lines of [listen] and [pools.web]; `rest` is what follows.
std::string gatewayTo(uint16_t server, const std::string& listen = {}, const std::string& pool = {},
                      const std::string& rest = {});

/// The same with one worker and servers called s1, s2, … in turn; `pool` are lines of [pools.web].
std::string gatewayToAll(const std::vector<uint16_t>& servers, const std::string& pool);

/// The same with the servers in turn, however often they fail.
std::string gatewayInTurn(const std::vector<uint16_t>& servers, const std::string& pool = {});

/// A whole gateway inside the test's process, its engine on a control thread of its own.
class RunningGateway {
public:
    /// The text of a configuration.
    explicit RunningGateway(const std::string& toml);
    explicit RunningGateway(const std::filesystem::path& file);
    ~RunningGateway();

    /// Why it does not run; empty if it does.
    const std::string& error() const { return m_error; }
    /// Where it listens, as of this moment.
    uint16_t port();
    uint16_t adminPort();
    /// Runs `function` on the control thread and waits for it.
    void call(const std::function<void(engine::Engine&)>& function);
    engine::SnapshotPtr snapshot();
    /// Changes what may be changed of the resilience of the pool "web"; what was said against it.
    std::string tune(const std::function<void(upstream::ResilienceOptions&)>& how);
    /// Whether, by the last snapshot, no client is connected and no request under way.
    bool idle();

private:
    std::string m_error;
    event::Worker m_worker{99};
    std::unique_ptr<engine::Engine> m_engine;  // lives on m_worker
};

}  // namespace sluice::test
