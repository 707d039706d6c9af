#pragma once

#include <functional>
#include <memory>
#include <random>

#include "event/timer.h"
#include "upstream/health/probe.h"

namespace sluice::upstream {

/// Checks one server again and again, one probe at a time; not while it is in maintenance.
/// Lives on one thread, which runs an EpollDispatcher.
class ActiveCheck {
public:
    using Done = std::function<void(const CheckResult&)>;
    /// What the checks of a pool share.
    struct Shared {
        const CheckOptions& options;
        Transport& transport;
        size_t freeProbes;  ///< how many more may be under way
    };

    /// `shared` outlives it. The first probe comes at once, give or take the jitter.
    ActiveCheck(std::shared_ptr<Server> server, Shared& shared, Done done);
    ~ActiveCheck();
    ActiveCheck(const ActiveCheck&) = delete;
    ActiveCheck& operator=(const ActiveCheck&) = delete;

private:
    static void due(void* self);
    void begin();
    void ended(const CheckResult& result);
    Duration jitter();

    const std::shared_ptr<Server> m_server;
    Shared& m_shared;
    const Done m_done;
    std::minstd_rand m_random{std::random_device{}()};
    TimePoint m_next;
    event::Timer m_timer;
    std::unique_ptr<Probe> m_probe;  // while one is under way
};

}  // namespace sluice::upstream
