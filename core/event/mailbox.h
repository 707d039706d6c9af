#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <vector>

namespace sluice::event {

class EpollDispatcher;

/// Where other threads leave functions for a loop to run, in order. Outlives its loop in the hands
/// of those who may still post: what comes too late is dropped, on the poster's thread.
class Mailbox {
public:
    explicit Mailbox(EpollDispatcher& loop) : m_loop(&loop) {}

    /// Any thread. False if the loop is gone.
    bool post(std::function<void()> function);

    // For the loop.
    bool pending() const { return m_pending.load(std::memory_order_relaxed); }
    /// Runs what has been posted by now.
    void run();
    void close();

private:
    std::mutex m_mutex;  // guards what follows
    EpollDispatcher* m_loop;
    std::vector<std::function<void()>> m_functions;
    std::atomic<bool> m_pending = false;
};

}  // namespace sluice::event
