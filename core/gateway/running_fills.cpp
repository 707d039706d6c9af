#include "gateway/running_fills.h"

#include "event/epoll_dispatcher.h"

namespace sluice::gateway {

std::shared_ptr<CacheFill> RunningFills::start(
    CacheFill::Job job, const Attempt::Order& order,
    std::shared_ptr<const WorkerConfiguration> configuration) {
    auto fill = std::make_shared<CacheFill>(std::move(job), order, std::move(configuration));
    Running& running = m_running->emplace_back();
    running.fill = fill;
    running.list = m_running;
    running.self = std::prev(m_running->end());
    running.task = fill->run();
    running.task.start(&ended, &running);
    return fill;
}

/// The task is still on the stack: it goes at the end of the round, if all of them are not gone by
/// then.
void RunningFills::ended(void* running) {
    const Running& over = *static_cast<Running*>(running);
    event::EpollDispatcher::current()->defer([weak = over.list, self = over.self] {
        if (const auto list = weak.lock()) list->erase(self);
    });
}

}  // namespace sluice::gateway
