#pragma once

#include <list>
#include <memory>

#include "gateway/cache_fill.h"

namespace sluice::gateway {

/// The fills that one worker has under way. They end by the time limits of their pools; destroying
/// this cancels them.
class RunningFills {
public:
    /// For those that nobody waits for: more of them are not begun.
    static constexpr size_t mostInBackground = 256;

    RunningFills() : m_running(std::make_shared<List>()) {}

    /// Runs until it first waits, and perhaps to its end.
    std::shared_ptr<CacheFill> start(CacheFill::Job job, const Attempt::Order& order,
                                     std::shared_ptr<const WorkerConfiguration> configuration);
    bool full() const { return m_running->size() >= mostInBackground; }

private:
    struct Running;
    using List = std::list<Running>;
    struct Running {
        std::shared_ptr<CacheFill> fill;
        event::Task<> task;
        std::weak_ptr<List> list;
        List::iterator self;
    };
    static void ended(void* running);

    std::shared_ptr<List> m_running;
};

}  // namespace sluice::gateway
