#pragma once

#include <QObject>
#include <functional>
#include <stop_token>
#include <thread>

namespace sluice::engine {

/// Work that takes long, on a thread of its own, behind the workers in priority. Members are for
/// the control thread.
class BackgroundRun {
public:
    using Work = std::function<void(const std::stop_token& stop)>;

    /// `name`: of the thread, 15 characters at most.
    explicit BackgroundRun(const char* name) : m_name(name) {}

    bool isBusy() const { return m_thread.joinable(); }
    /// Not while it is busy. `done` is called when the work is, from the event loop; not any more
    /// once this is destroyed, which asks the work to stop and waits until it has.
    void start(Work work, std::function<void()> done);

private:
    const char* m_name;
    QObject m_context;  // goes after the thread has ended, and with it what that has posted
    std::jthread m_thread;
};

}  // namespace sluice::engine
