#pragma once

#include <functional>
#include <memory>

namespace sluice::event {

class EpollDispatcher;

/// A thread with a Qt event loop on an EpollDispatcher.
/// Created, started, stopped and destroyed by one owner thread; post() is for any thread.
class Worker {
public:
    /// `index` counts from 0 and names the thread ("sluice-w0") and its metrics cells.
    explicit Worker(int index);
    /// Stops and joins.
    ~Worker();

    /// Starts the thread; returns once its loop takes posted functions.
    void start();
    /// Runs `function` on the worker's thread, in order of posting. What is posted before start()
    /// runs first; after stop() it is dropped (destroyed on the caller's thread).
    /// Synchronises with the function by a mutex, so that plain data may be handed over.
    void post(std::function<void()> function);
    /// Runs `function` on the worker's thread and waits for it; does nothing after stop(). Not
    /// before start(), nor from the worker itself.
    void call(std::function<void()> function);
    /// Ends the loop and joins the thread. Functions posted before have run.
    void stop();

    int index() const;
    /// CPU time that the thread has used, in seconds; any thread.
    double cpuSeconds() const;

private:
    class Thread;
    std::unique_ptr<Thread> m_thread;
};

}  // namespace sluice::event
