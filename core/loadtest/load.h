#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "event/notification.h"
#include "event/task.h"
#include "loadtest/client.h"
#include "loadtest/request_mix.h"
#include "loadtest/run.h"
#include "loadtest/tally.h"
#include "loadtest/thread_usage.h"

namespace sluice::loadtest {

/// One thread's part of a run: its connections and what they count. Made, started and destroyed on
/// its worker, which destroys it in the loop and never from inside; what is atomic is for all.
class Load {
public:
    Load(Run& run, int thread);

    void start();
    /// Whether every request has been answered or given up.
    bool finished() const { return m_finished.load(std::memory_order_acquire); }
    const Tally& tally() const { return m_tally; }
    /// When the last request that counts ended; that of the start before.
    TimePoint lastEnd() const { return m_lastEnd.load(std::memory_order_relaxed); }
    size_t inFlight() const { return m_inFlight.load(std::memory_order_relaxed); }
    /// Of the thread since start(), on the thread.
    ThreadUsage usage() const { return ThreadUsage::read().since(m_usageAtStart); }

private:
    /// A connection of an open loop, which waits for its next request.
    struct Lane {
        explicit Lane(Client&& laneClient) : client(std::move(laneClient)) {}
        Client client;
        event::Notification due;
        TimePoint intended{};
        event::Task<> task;  // last: destroyed first
    };

    event::Task<> keepOneInFlight();
    event::Task<> sendOnTime();
    event::Task<> serve(Lane& lane);
    event::Task<bool> exchange(Client& client, TimePoint intended);
    event::Task<Lane*> freeLane();
    Client newClient() { return Client(m_run.target(), m_run.scenario(), m_tally); }
    void begin(Lane& lane, TimePoint intended);
    void noteSending(TimePoint intended);
    void noteUnsent(uint64_t next);
    void noteEnd();

    Run& m_run;
    const int m_thread;
    RequestMix m_mix;
    Tally m_tally;
    ThreadUsage m_usageAtStart;
    std::atomic<bool> m_finished{false};
    std::atomic<TimePoint> m_lastEnd;
    std::atomic<size_t> m_inFlight{0};
    size_t m_running = 0;  // loops that have not ended
    std::vector<Lane*> m_idle;
    TimePoint m_heldUpUntil{};  // by the last wait for a connection
    event::Notification m_freed;
    std::vector<std::unique_ptr<Lane>> m_lanes;
    std::vector<event::Task<>> m_tasks;  // last: destroyed before what they use
};

}  // namespace sluice::loadtest
