#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace sluice::test {

/// Clients that send one GET after another, each on one connection and on a thread of its own.
class KeepAliveLoad {
public:
    /// To a port of 127.0.0.1. With `requests`, they end by themselves after so many in all.
    KeepAliveLoad(uint16_t port, int clients, uint64_t requests = UINT64_MAX);
    ~KeepAliveLoad() { stop(); }
    KeepAliveLoad(const KeepAliveLoad&) = delete;
    KeepAliveLoad& operator=(const KeepAliveLoad&) = delete;

    uint64_t answered() const { return m_answered; }
    /// Waits until `more` requests have been answered from now on; false if that takes 30 s.
    bool waitFor(uint64_t more);
    /// Waits for the requests that were asked for.
    std::string finish();
    /// Ends it after the answers that are under way. What went wrong first; empty if nothing did.
    std::string stop();

private:
    void run(uint16_t port);
    void fail(const std::string& problem);

    const uint64_t m_requests;
    std::atomic<uint64_t> m_started = 0;
    std::atomic<uint64_t> m_answered = 0;
    std::atomic<bool> m_stopping = false;
    std::mutex m_mutex;
    std::string m_problem;  // guarded by m_mutex
    std::vector<std::thread> m_threads;
};

}  // namespace sluice::test
