#pragma once

#include <functional>
#include <list>
#include <utility>

#include "event/task.h"
#include "event/worker.h"

namespace sluice::cache {

/// A worker and the coroutines that a test runs on it, destroyed there before it ends.
class WorkerTasks {
public:
    explicit WorkerTasks(int index) : m_worker(index) { m_worker.start(); }
    ~WorkerTasks() { clear(); }

    /// Starts what `make` gives, on the worker; returns once it has run up to its first wait.
    /// Keeps `make`, for coroutines that are lambdas live in it.
    void start(std::function<event::Task<>()> make) {
        m_worker.call([&] {
            Running& added = m_running.emplace_back(std::move(make));
            added.task = added.make();
            added.task.start();
        });
    }
    void run(const std::function<void()>& function) { m_worker.call(function); }
    /// Destroys all that still waits, right after `before` has run.
    void clear(const std::function<void()>& before = [] {}) {
        m_worker.call([&] {
            before();
            m_running.clear();
        });
    }

private:
    struct Running {
        explicit Running(std::function<event::Task<>()> m) : make(std::move(m)) {}
        std::function<event::Task<>()> make;
        event::Task<> task;
    };
    std::list<Running> m_running;
    event::Worker m_worker;
};

}  // namespace sluice::cache
