#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "base/result.h"

namespace sluice::gateway {

/// A file or a pipe that all workers append to, whole lines at a time. A thread of its own writes,
/// so that no worker waits for a slow disk or for a reader that has stopped: what does not fit into
/// 4 MiB of waiting lines is dropped, and counted.
class AccessLogFile {
public:
    static constexpr size_t mostWaitingBytes = 4 * 1024 * 1024;

    /// `path` "-" is standard output. Control thread.
    static Result<std::shared_ptr<AccessLogFile>> open(const std::string& path);
    /// On any thread, without waiting: what is left is still written, unless that takes a second.
    ~AccessLogFile();
    AccessLogFile(const AccessLogFile&) = delete;
    AccessLogFile& operator=(const AccessLogFile&) = delete;

    /// Any thread. Never waits for the file.
    void append(const std::string& lines);
    /// Waits until all is written, for a second at most. Nothing is appended after it.
    void finish();
    /// Lines that found no room, or that the file did not take. Any thread.
    uint64_t dropped() const { return m_state->dropped.load(std::memory_order_relaxed); }

private:
    /// What the writing thread keeps alive, should it outlive the file.
    struct State {
        ~State();

        int fd = -1;
        std::atomic<uint64_t> dropped = 0;
        std::atomic<TimePoint> giveUp = TimePoint::max();  ///< when what is left is dropped
        std::mutex mutex;                                  // guards what follows
        std::condition_variable changed;
        std::string waiting;
        bool ending = false;
        bool ended = false;
    };

    explicit AccessLogFile(int fd);
    static void write(const std::shared_ptr<State>& state);
    static void writeOut(State& state, std::string_view lines);
    void end();

    const std::shared_ptr<State> m_state;
};

}  // namespace sluice::gateway
