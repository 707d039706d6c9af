#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <stop_token>
#include <thread>

namespace sluice::engine {

/// Work that takes long, one piece after the other, on a thread of its own, behind the workers in
/// priority. How much may wait is for the caller to bound. Members are for the control thread,
/// which runs an EpollDispatcher.
class BackgroundRun {
public:
    using Work = std::function<void(const std::stop_token& stop)>;

    /// `name`: of the thread, 15 characters at most.
    explicit BackgroundRun(const char* name) : m_name(name) {}

    bool isBusy() const { return m_thread.joinable(); }
    size_t waiting() const { return m_waiting.size(); }
    /// `done` is called when the work is, from the event loop; not any more once this is destroyed,
    /// which forgets what waits, asks the work to stop and waits until it has.
    void add(Work work, std::function<void()> done);

private:
    struct Piece {
        Work work;
        std::function<void()> done;
    };

    void next();
    void finish(const std::function<void()>& done);

    const char* m_name;
    std::deque<Piece> m_waiting;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>();  // what is posted looks for it
    std::jthread m_thread;
};

}  // namespace sluice::engine
